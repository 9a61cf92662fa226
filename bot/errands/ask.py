"""Questions in a DM that a mail raised before it was anybody's: whose it is, and a provider's own."""

from bot.asked import ForwardingCode
from bot.errands.dm import post_in_dm
from bot.errands.errand import Errand, rewrite
from bot.services.ask import question_of
from bot.slack import Delivery, GiveUp
from bot.views.ask import forwarding_code, question, verified
from models import Scope


async def ask(errand: Errand) -> Delivery:
    """Ask whether held mail was theirs, unless that was settled meanwhile; or say where it was asked that it
    is settled."""
    item = errand.item
    if "settled" in item.payload:
        said = verified(str(item.payload["settled"]), int(item.payload["mails"]))
        return await rewrite(errand, said, str(item.payload["channel"]), str(item.payload["ts"]))
    asked = await question_of(Scope(item.workspace_id, item.user_id), int(item.payload["held"]))
    return await post_in_dm(errand, question(asked)) if asked else GiveUp("settled_already")


async def show_forwarding_code(errand: Errand) -> Delivery:
    """Show the code to the member who asked their provider for it."""
    said = errand.item.payload
    code = ForwardingCode(str(said["address"]), str(said["code"]), said.get("link"))
    return await post_in_dm(errand, forwarding_code(code))
