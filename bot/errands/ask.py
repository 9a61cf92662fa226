"""Questions in a DM that a mail raises before it is filed: whose it is, who sent it, and a provider's own."""

from bot.asked import ForwardingCode
from bot.errands.dm import post_in_dm
from bot.errands.errand import Errand, rewrite
from bot.services.ask import question_of
from bot.services.old import old_mail
from bot.slack import Delivery, GiveUp
from bot.views.ask import expired, forwarding_code, question, verified
from bot.views.old import old_question
from models import Scope


async def ask(errand: Errand) -> Delivery:
    """Ask whether held mail was theirs, or sent by them, unless that was settled meanwhile; or say that it is
    settled, where it was asked."""
    item = errand.item
    if "settled" in item.payload:
        address, mails = str(item.payload["settled"]), int(item.payload["mails"])
        said = expired(address, mails) if item.payload.get("expired") else verified(address, mails)
        return await rewrite(errand, said, str(item.payload["channel"]), str(item.payload["ts"]))
    scope, number = Scope(item.workspace_id, item.user_id), int(item.payload["held"])
    asked = await question_of(scope, number)
    if asked is not None and "ts" in item.payload:  # of later mail, where the first one is gone
        return await rewrite(errand, question(asked), str(item.payload["channel"]), str(item.payload["ts"]))
    if asked is not None:
        return await post_in_dm(errand, question(asked))
    if old := await old_mail(scope, number):
        return await post_in_dm(errand, old_question(old))
    return GiveUp("settled_already")


async def show_forwarding_code(errand: Errand) -> Delivery:
    """Show the code to the member who asked their provider for it."""
    said = errand.item.payload
    code = ForwardingCode(str(said["address"]), str(said["code"]), said.get("link"))
    return await post_in_dm(errand, forwarding_code(code))
