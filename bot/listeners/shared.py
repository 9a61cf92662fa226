"""A posted copy's buttons: Open, Follow, and its menu. Who may is asked anew at every click."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError, tell
from bot.ids import Action, Ref, row_id
from bot.listeners.show import open_view, update_view
from bot.listeners.withdraw import take_back
from bot.middleware import ack_first, config_of, member_of
from bot.places import is_member
from bot.services import followers
from bot.services.cards import mail_of
from bot.services.copy_readers import posted_card, reads_all, standing_copy
from bot.services.links import Change
from bot.views.mail_modal import mail_modal
from bot.views.shared_card import parts_modal
from models import Share

WITHDRAWN = "This mail is not shared here any more, or not with you. Ask whoever shared it."
_SILENT = "Slack did not tell me in time whether you are in that channel. Please click once more."
_OWN = "It is your own mail: every later one comes to you as a card."
_FOLLOWING = (
    "I will tell you when a later mail of this conversation is shared. The menu beside it stops that."
)
_FOLLOWING_ALREADY = "You follow this conversation already. “Stop following” in the menu beside it ends that."
_STOPPED = "You will hear no more of this conversation."
_NOT_FOLLOWING = "You do not follow this conversation."
_OWNER_ONLY = "Only {} can withdraw it."


def register(app: AsyncApp) -> None:
    app.action(Action.SHARED_OPEN, middleware=[ack_first])(open_shared)
    for turn in (Action.SHARED_PREVIOUS, Action.SHARED_NEXT):
        app.action(turn, middleware=[ack_first])(turn_page)
    app.action(Action.SHARED_FOLLOW, middleware=[ack_first])(follow)
    app.action(Action.SHARED_MENU, middleware=[ack_first])(choose)


async def readable(context: AsyncBoltContext, client: AsyncWebClient, share_id: int | None) -> Share:
    """A standing copy that the member may open now: as the mail's owner, since all may read it, as its
    recipient, or from inside its channel. Refuses all else in the same words."""
    member = member_of(context)
    share = await standing_copy(member.scope, share_id)
    if share is None:
        raise UserError(WITHDRAWN)
    if reads_all(share, member.user):
        return share
    if share.recipient_id is not None:
        if share.recipient_id != member.user.id:
            raise UserError(WITHDRAWN)
        return share
    inside = await is_member(client, share.channel, member.user.slack_user_id)
    if inside is None:
        raise UserError(_SILENT)
    if not inside:
        raise UserError(WITHDRAWN)
    return share


async def open_shared(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    share = await readable(context, client, row_id(action.get("value")))
    if reads_all(share, member.user):
        mail = await mail_of(member.scope, share.message_id)
        view = mail_modal(mail) if mail else None
    else:
        view = await _parts(context, share, 1)
    if view is None:
        raise UserError(WITHDRAWN)
    await open_view(client, body, view)


async def turn_page(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    share = await readable(context, client, row_id(body["view"].get("private_metadata")))
    view = await _parts(context, share, row_id(action.get("value")) or 1)
    if view is None:
        raise UserError(WITHDRAWN)
    await update_view(client, body, view)


async def follow(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    share = await readable(context, client, row_id(action.get("value")))
    if share.message.owner_id == member.user.id:
        raise UserError(_OWN)
    change = await followers.follow(member.scope, share, member.user.id, config_of(context).clock())
    said = _FOLLOWING if change is Change.DONE else _FOLLOWING_ALREADY
    await tell(said, body, client, acked=True)


async def choose(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    chosen = Ref.parse((action.get("selected_option") or {}).get("value"))
    share = await readable(context, client, chosen.id if chosen else None)
    member = member_of(context)
    match chosen:
        case Ref("unfollow", _):
            change = await followers.unfollow(member.scope, share, member.user.id)
            said = _STOPPED if change is Change.DONE else _NOT_FOLLOWING
            await tell(said, body, client, acked=True)
        case Ref("withdraw", share_id):
            if share.message.owner_id != member.user.id:
                raise UserError(_OWNER_ONLY.format(share.message.owner.name))
            await take_back(context, share_id=share_id)
        case _:
            raise UserError(WITHDRAWN)


async def _parts(context: AsyncBoltContext, share: Share, number: int) -> dict[str, Any] | None:
    member = member_of(context)
    card = await posted_card(member.scope, share, member.user.tz)
    return parts_modal(card, number) if card else None
