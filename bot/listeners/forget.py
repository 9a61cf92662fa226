"""`/bcc forget ADDRESS [everywhere]`: what would go, the word that it shall, and off it goes."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Command
from bot.listeners.admins import admins_only
from bot.listeners.show import asked_for, open_view, update_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.services.erase import fingerprint, wish
from bot.services.reach import Reach, members_with, preview, reach_of
from bot.views.forget import STARTED, UNDER_WAY, USAGE, forget_modal
from bot.views.note import note_modal
from models.address import canonical

_EVERYWHERE = "everywhere"
_LONGEST = 320
_TITLE = "Forget an address"
_FOR_ALL = "forget an address for the whole workspace"
_FOR_ONESELF = "/bcc forget with the address alone erases what is yours."
_YOUR_OWN = "That is your own address: nearly all your mail comes from it. Name the other side's address."
_A_MEMBER = (
    "That is a member's own address, so this would erase all their mail. Mail of a member who leaves is "
    "erased by itself: /bcc leavers."
)


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("forget")], middleware=[ack_first])(ask)
    app.action(Action.FORGET, middleware=[ack_first])(forget)
    app.action(Action.FORGET_CONTACT, middleware=[ack_first])(forget)


async def ask(
    body: dict[str, Any], command: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    about = str(command.get("text") or "").strip().partition(" ")[2].strip()
    reach = await _reach(member_of(context), about)
    view = forget_modal(await preview(reach), about) if reach else note_modal(_TITLE, USAGE)
    await open_view(client, body, view)


async def forget(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Everything is asked anew: what the modal says is a claim, and the role may have changed."""
    member, config = member_of(context), config_of(context)
    reach = await _reach(member, str((body.get("view") or {}).get("private_metadata") or ""))
    if reach is None:
        raise UserError(USAGE)
    what = {
        "addresses": list(reach.addresses),
        "owner": reach.owner_id,
        "contacts": action["action_id"] == Action.FORGET_CONTACT,
    }
    about = f"{member.user.id}:{fingerprint(reach.scope, reach.addresses[0])[:32]}"
    begun = await wish(reach.scope, member.user.id, what, config.clock(), about=about)
    config.wake()
    await update_view(client, body, note_modal(_TITLE, STARTED if begun else UNDER_WAY))


async def _reach(member: Member, about: str) -> Reach | None:
    """What the viewer may erase of what they name; None where they name no address."""
    word, _, rest = about.partition(" ")
    address, everywhere = _bare(word), rest.strip().lower() == _EVERYWHERE
    if not address or (rest.strip() and not everywhere):
        return None
    if everywhere and not member.user.is_admin:
        raise await admins_only(member, _FOR_ALL, _FOR_ONESELF)
    whose = await members_with(member.scope, address)
    if any(user.id == member.user.id for user in whose):
        raise UserError(_YOUR_OWN)
    if everywhere and whose:
        raise UserError(_A_MEMBER)
    return await reach_of(member.scope, address, None if everywhere else member.user.id)


def _bare(word: str) -> str:
    """The address out of what was typed or pasted; Slack may have made a link of it."""
    word = word.strip("<>").removeprefix("mailto:").partition("|")[0].strip(",;")
    local, at, domain = word.rpartition("@")
    return canonical(word) if at and local and domain and len(word) <= _LONGEST else ""
