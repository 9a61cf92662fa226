"""Post to a channel or person: the form, the preview that says who will read it, the deed."""

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, View, row_id
from bot.listeners.form import chosen_channel, chosen_refs, chosen_user, chosen_words, typed
from bot.listeners.show import GONE, update_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.places import Trouble, look_at
from bot.posts import LONGEST_NOTE, MOST_FILES, Audience, Channels, Parts, PostDraft
from bot.readers import readers_of
from bot.services import audience, copies, sharing
from bot.services.cards import own_mail
from bot.services.copies import Destination
from bot.services.copy_readers import draft_card
from bot.services.links import Change
from bot.views.post_modal import QUOTED, TEXT, post_modal, preview_modal
from bot.views.share_modal import ONE, WHOLE
from models import User
from models.types import OutsideGuard

_WHERE = "Pick a channel or a colleague."
_WHO = "Pick a colleague."
_ONE_PLACE = "Pick either a channel or a colleague; the other one can follow."
_REFUSED = "People from outside read along there: {}. Your company does not allow that. Pick another place."
_REFUSED_GUEST = "{} is a guest. Your company does not allow mail to guests. Pick a colleague."
_REFUSED_UNSURE = (
    "That channel is too large to look through for guests, and your company does not allow mail where they "
    "read along. Pick another place."
)
_TROUBLE = {
    Trouble.NOT_INVITED: "I am not in that channel. Type /invite @Smart Bcc there, then press Preview again.",
    Trouble.ARCHIVED: "That channel is archived, so nobody can post there. Pick another.",
    Trouble.NO_CHANNEL: "That is no channel. Pick a colleague in the field below instead.",
    Trouble.SILENT: "Slack did not tell me in time who reads there. Press Preview once more.",
}
_NOT_ALLOWED = "Your admin does not allow mail in #{}. Pick another channel."
_NOBODY = "I can't reach that person: they are no member of this workspace. Pick another."
_LEFT = "{} has left, so a message would not be read. Pick another."
_UNSAVED = "What you chose above is not saved yet. Press Save first, then Share… once more to post."
_SELF = "That is you: the mail is on your card already. Pick somebody else."
_STANDS = "This mail stands there already. Withdraw it there first, then post it anew."


def register(app: AsyncApp) -> None:
    app.action(Action.POST, middleware=[ack_first])(open_post)
    app.action(Action.POST_CHANGE, middleware=[ack_first])(change)
    app.view(View.POST)(preview)
    app.view(View.PREVIEW)(submit)


async def open_post(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, draft = member_of(context), _draft(action.get("value"))
    form = await _form(member, draft)
    # The form takes the place of the question: what was chosen there would be lost in silence.
    if await _unsaved(member, draft, body["view"]):
        raise UserError(_UNSAVED)
    await update_view(client, body, form)


async def change(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Back to the form, filled in as it was."""
    draft = PostDraft.parse(body["view"].get("private_metadata"))
    if draft is None:
        raise UserError(GONE)
    await update_view(client, body, await _form(member_of(context), draft))


async def preview(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    asked = PostDraft.parse(view.get("private_metadata"))
    if asked is None:
        raise UserError(GONE)
    words = chosen_words(view, Block.PARTS, Action.PARTS)
    draft = PostDraft(
        message_id=asked.message_id,
        channel=chosen_channel(view, Block.CHANNEL),
        colleague=chosen_user(view, Block.COLLEAGUE),
        parts=Parts(
            text=TEXT in words,
            quoted=QUOTED in words,
            files=tuple(one.id for one in chosen_refs(view, Block.FILES, Action.FILES))[:MOST_FILES],
            note=typed(view, Block.WORD, lines=True)[:LONGEST_NOTE],
        ),
    )
    _, readers = await _checked(member, draft, context, client)
    await ack(response_action="update", view=await _preview(member, draft, readers))


async def submit(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Everything is looked at once more: what the preview said may not hold any longer."""
    member, config = member_of(context), config_of(context)
    draft = PostDraft.parse(view.get("private_metadata"))
    if draft is None:
        raise UserError(GONE)
    try:
        to, readers = await _checked(member, draft, context, client)
    except UserError as problem:
        await ack(response_action="update", view=await _form(member, draft, problem.text))
        return
    if readers.from_outside and not draft.told:
        await ack(response_action="update", view=await _preview(member, draft, readers))
        return
    change = await copies.post(
        member.scope, draft.message_id, to, await _own_parts(member, draft), config.clock()
    )
    if change is Change.ALREADY:
        await ack(response_action="update", view=await _form(member, draft, _STANDS))
        return
    if change is not Change.DONE:
        raise UserError(GONE)
    config.wake()
    await ack(response_action="clear")


async def _unsaved(member: Member, draft: PostDraft, view: dict[str, Any]) -> bool:
    """Whether Share… has something chosen that is not how things stand."""
    message = await own_mail(member.scope, draft.message_id)
    if message is None:
        raise UserError(GONE)
    stands = WHOLE if await sharing.is_whole(member.scope, message) else ONE
    readers = chosen_words(view, Block.READERS, Action.READERS)
    extent = chosen_words(view, Block.EXTENT, Action.EXTENT)
    return readers not in ([], [message.visibility]) or extent not in ([], [stands])


def _draft(value: str | None) -> PostDraft:
    message_id = row_id(value)
    if message_id is None:
        raise UserError(GONE)
    return PostDraft(message_id)


async def _form(member: Member, draft: PostDraft, problem: str = "") -> dict[str, Any]:
    form = await copies.post_form(member.scope, member.workspace, draft)
    if form is None:
        raise UserError(GONE)
    return post_modal(form, problem)


async def _preview(member: Member, draft: PostDraft, readers: Audience) -> dict[str, Any]:
    parts = await _own_parts(member, draft)
    card = await draft_card(member.scope, draft.message_id, parts, member.user)
    if card is None:
        raise UserError(GONE)
    told = replace(draft, parts=parts, told=readers.from_outside)
    return preview_modal(card, readers, told)


async def _own_parts(member: Member, draft: PostDraft) -> Parts:
    """The chosen parts, with files of this very mail only."""
    form = await copies.post_form(member.scope, member.workspace, draft)
    own = {choice.attachment_id for choice in form.files} if form else set()
    return replace(draft.parts, files=tuple(one for one in draft.parts.files if one in own), by_rule=False)


async def _checked(
    member: Member, draft: PostDraft, context: AsyncBoltContext, client: AsyncWebClient
) -> tuple[Destination, Audience]:
    """Where it goes and who reads there, as Slack says now; raises what is wrong, at its field."""
    if await own_mail(member.scope, draft.message_id) is None:
        raise UserError(GONE)
    if draft.channel and draft.colleague:
        raise UserError(_ONE_PLACE, field=Block.COLLEAGUE)
    if draft.channel:
        field = Block.CHANNEL
        to, readers = await _channel(member, draft.channel, context, client)
    elif draft.colleague:
        field = Block.COLLEAGUE
        to, readers = await _colleague(member, draft.colleague, context, client)
    elif copies.channels_of(member.workspace) is Channels.NONE:
        raise UserError(_WHO, field=Block.COLLEAGUE)
    else:
        raise UserError(_WHERE, field=Block.CHANNEL)
    if readers.from_outside and member.workspace.outside_guard is OutsideGuard.REFUSE:
        raise UserError(_refused(readers), field=field)
    if await copies.stands(member.scope, draft.message_id, to):
        raise UserError(_STANDS, field=field)
    return to, readers


def _refused(readers: Audience) -> str:
    """Why nothing is posted where people from outside read."""
    if readers.direct:
        return _REFUSED_GUEST.format(readers.place)
    if readers.guests or readers.others:
        return _REFUSED.format(", ".join(readers.guests[:3]) or "people of another organization")
    return _REFUSED_UNSURE


async def _channel(
    member: Member, channel: str, context: AsyncBoltContext, client: AsyncWebClient
) -> tuple[Destination, Audience]:
    place = await look_at(client, channel)
    if isinstance(place, Trouble):
        raise UserError(_TROUBLE[place], field=Block.CHANNEL)
    # Nobody learns of a private channel, or writes in it through us, who is not in it.
    if place.private and member.user.slack_user_id not in place.members:
        raise UserError(_TROUBLE[Trouble.NOT_INVITED], field=Block.CHANNEL)
    allowed = member.workspace.share_channels
    if allowed is not None and place.id not in allowed:
        raise UserError(_NOT_ALLOWED.format(place.name), field=Block.CHANNEL)
    meet = partial(config_of(context).find_user, client, member.workspace)
    readers = await readers_of(member.scope, place, meet)
    return Destination(place.id, place.name), readers


async def _colleague(
    member: Member, slack_user_id: str, context: AsyncBoltContext, client: AsyncWebClient
) -> tuple[Destination, Audience]:
    config = config_of(context)
    user: User | None = await config.find_user(client, member.workspace, slack_user_id)
    if user is None or user.workspace_id != member.workspace.id:
        raise UserError(_NOBODY, field=Block.COLLEAGUE)
    if user.id == member.user.id:
        raise UserError(_SELF, field=Block.COLLEAGUE)
    if not user.active:
        raise UserError(_LEFT.format(user.name), field=Block.COLLEAGUE)
    return Destination(user.slack_user_id, user.name, user), audience.of_colleague(user, config.clock())
