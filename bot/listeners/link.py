"""Link…: choose a deal, lead, project or person for a mail, or several; or another in place of one."""

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.asked import LinkForm
from bot.errors import UserError
from bot.ids import Action, Block, Ref, View, row_id
from bot.listeners.create import form as new_form
from bot.listeners.form import chosen_refs
from bot.listeners.show import GONE, NO_LINK, open_view, push_view, update_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.services import links, rules
from bot.services.cards import own_mail
from bot.services.filings import filings_of
from bot.services.guard import is_misfit
from bot.services.likely import likely
from bot.services.links import Change
from bot.services.offers import known_persons
from bot.services.search import has_any, search
from bot.shown import Filing, Target, TargetKind
from bot.views import words
from bot.views.link_modal import link_modal, new_group, option_groups
from bot.wishes import Asked, Wish
from models import Message
from models.types import RecordStatus

_PICK_ONE = "Pick a deal, lead, project or person from the list."
_NO_TARGET = "That one is not there any more. Pick another from the list."
_NOT_THERE = "The mail is not filed there any more, so nothing was moved. Close this and link it anew."
_ONLY_OPEN = "Only an open deal, lead or project takes all mail with somebody. Take the tick away."
_MISFIT = (
    "{} has nothing to do with this mail's people, as far as I know. Is that where it belongs? If so, file "
    "it anyway."
)
_LONGEST_SUBJECT = 250
_FEWEST_LETTERS = 3


def register(app: AsyncApp) -> None:
    app.action(Action.LINK, middleware=[ack_first])(open_link_modal)
    app.options(Action.RECORD)(suggest)
    app.options(Action.ALSO)(suggest)
    app.view(View.LINK)(submit)


async def open_link_modal(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    message = await own_mail(member.scope, row_id(action.get("value")))
    if message is None:
        raise UserError(GONE)
    view, shown = await _modal(member, message, LinkForm()), body.get("view") or {}
    if shown.get("type") != "modal":
        await open_view(client, body, view)
    elif shown.get("previous_view_id"):
        # Slack piles up three at most: over a list and a mail there were no room for the form of a new deal.
        await update_view(client, body, view)
    else:
        await push_view(client, body, view)


async def open_move(
    body: dict[str, Any], link_id: int, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """File under another: the same question, whose answer takes that link's place."""
    member = member_of(context)
    link = await links.own_link(member.scope, link_id)
    mails = member.scope.of(Message).filter(conversation_id=link.conversation_id if link else 0)
    message = await mails.order_by("-id").first()
    if link is None or message is None:
        raise UserError(NO_LINK)
    if link.removed_at is not None:
        raise UserError(_NOT_THERE)
    [filing] = filings_of([link], member.user.id)
    await open_view(client, body, await _modal(member, message, LinkForm(instead=filing)))


async def _instead(member: Member, asked: Asked) -> Filing | None:
    link = await links.own_link(member.scope, asked.instead)
    return next(iter(filings_of([link], member.user.id)), None) if link else None


async def _modal(member: Member, message: Message, form: LinkForm) -> dict[str, Any]:
    filled = replace(form, persons=await known_persons(member.scope, message))
    anything = await has_any(member.scope)
    return link_modal(message.id, message.subject[:_LONGEST_SUBJECT], anything=anything, form=filled)


async def suggest(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    scope = member_of(context).scope
    text = str(body.get("value") or "").strip()
    if text:
        found = await search(scope, text)
    else:
        asked = Asked.parse((body.get("view") or {}).get("private_metadata"))
        message = await own_mail(scope, asked.message_id) if asked else None
        found = await likely(scope, message) if message else ()
    groups = option_groups(found)
    if len(text) >= _FEWEST_LETTERS and not text.isdigit() and body.get("action_id") == Action.RECORD:
        groups.append(new_group(text))
    if groups:
        await ack(option_groups=groups)
    else:
        await ack(options=[])


async def submit(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    config, member = config_of(context), member_of(context)
    asked = Asked.parse(view.get("private_metadata"))
    if wish := _wished(view):
        made = await new_form(member, Ref(wish.kind, asked.message_id) if asked else None, wish.typed)
        await ack(response_action="push", view=made)
        return
    chosen = chosen_refs(view, Block.RECORD, Action.RECORD)
    also = chosen_refs(view, Block.ALSO, Action.ALSO)
    target = await _target(member, chosen[0] if chosen else None, Block.RECORD)
    others = tuple([await _target(member, ref, Block.ALSO) for ref in also])
    message = await own_mail(member.scope, asked.message_id) if asked else None
    if asked is None or message is None:
        raise UserError(GONE)
    keep = [ref.id for ref in chosen_refs(view, Block.KEEP, Action.KEEP) if ref.word == TargetKind.PERSON]
    if keep and target.status is not RecordStatus.OPEN:
        raise UserError(_ONLY_OPEN, field=Block.KEEP)
    form = LinkForm(await _instead(member, asked), (), frozenset(keep), target, others, doubted=asked.doubted)
    if doubtful := await _doubtful(member, message, form):
        await ack(response_action="update", view=await _modal(member, message, doubtful))
        return
    wanted = [(one.kind, one.id) for one in (target, *others)]
    changed = await links.file_under(member.scope, message.id, wanted, config.clock(), instead=asked.instead)
    if changed.change is Change.NO_TARGET:
        raise UserError(_NO_TARGET, field=Block.RECORD)
    if changed.change is Change.NO_LINK:
        raise UserError(_NOT_THERE, field=Block.RECORD)
    if changed.change is Change.NO_MAIL:
        raise UserError(GONE)
    for person_id in keep:
        await rules.keep(member.scope, target.id, person_id, config.clock())
    config.wake()
    await ack(response_action="clear")


def _wished(view: dict[str, Any]) -> Wish | None:
    values = view.get("state", {}).get("values", {})
    option = values.get(Block.RECORD, {}).get(Action.RECORD, {}).get("selected_option") or {}
    wish = Wish.parse(option.get("value"))
    return wish if wish and wish.kind in set(TargetKind) else None


async def _target(member: Member, chosen: Ref | None, field: Block) -> Target:
    if chosen is None or chosen.word not in set(TargetKind):
        raise UserError(_PICK_ONE, field=field)
    target = await links.find_target(member.scope, TargetKind(chosen.word), chosen.id)
    if target is None:
        raise UserError(_NO_TARGET, field=field)
    return target


async def _doubtful(member: Member, message: Message, form: LinkForm) -> LinkForm | None:
    """The form once more with our doubt about an answer, each answer once."""
    targets = [one for one in (form.chosen, *form.also) if one and one.kind is not TargetKind.PERSON]
    news = [
        one
        for one in targets
        if str(Ref(one.kind, one.id)) not in form.doubted
        and await is_misfit(member.scope, message, one.id, member.mail_domain)
    ]
    if not news:
        return None
    doubt = _MISFIT.format(" and ".join(words.name_of(one) for one in news))
    doubted = form.doubted | {str(Ref(one.kind, one.id)) for one in news}
    return replace(form, doubt=doubt, doubted=doubted)
