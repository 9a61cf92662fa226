"""What a mail comes to in one workspace: a member's to file, settled without filing, or not taken."""

from models import Scope
from models.types import Outcome

from . import reply
from .forwarding import show_code
from .held import Claim, claim_of, hold
from .incoming import Incoming, Settled
from .mailboxes import Addressed
from .old import ask_first
from .owner import Members, Owner, find_owner, unproved
from .plausible import Roster
from .refused import Reason, Refused
from .reply import Reply
from .verifying import code_in, only_verifies, verify_author


async def settle(
    incoming: Incoming, to: Addressed, members: Members, roster: Roster
) -> Owner | Settled | Refused | Reply:
    """Whose the mail is there, or what was done with it; a `Reply` where it has to be tried again.

    What was done is durable, and done once however often the mail comes.
    """
    scope = Scope(to.mailbox.workspace_id)
    if (code := code_in(to)) is not None and (answer := await _verify(incoming, to, code)) is not None:
        return answer
    found = await find_owner(members, to.mailbox, incoming.verdict)
    if isinstance(found, Owner):
        return await ask_first(found, incoming, to)
    if not isinstance(found, Refused) or (
        found.reason is not Reason.UNKNOWN_SENDER and incoming.verdict.spf_sender is None
    ):
        return found
    shown = await show_code(incoming, to, members)
    if shown is not None:
        return shown
    claim = await claim_of(scope, roster, incoming)
    if isinstance(claim, Claim):
        return await hold(claim, roster, incoming, to)
    return claim or found


async def _verify(incoming: Incoming, to: Addressed, code: str) -> Settled | Refused | Reply | None:
    """What came of the code; None where the mail is for somebody beside that, and goes on."""
    alone = only_verifies(to)
    if incoming.author is None:
        if not alone:
            return None
        return (
            reply.DNS_TROUBLE if incoming.verdict.outcome is Outcome.TEMPERROR else unproved(incoming.verdict)
        )
    answer = await verify_author(incoming, incoming.author, to, code)
    return answer if alone else None
