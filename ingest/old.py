"""A member's mail that was made long ago: they are asked before it is filed.

Whoever has a signed mail can send it again, years later, and its signature proves its author as ever.
"""

from datetime import UTC, datetime, timedelta

from models import Message, MessageName, Scope
from models.types import HeldFor

from .held import Claim, hold
from .incoming import Incoming, Settled
from .mailboxes import Addressed
from .owner import Owner
from .refused import Refused
from .reply import Reply

# No server tries for so long (RFC 5321 section 4.5.4.1: four to five days), and hardly anybody leaves a mail
# in the outbox.
FAR = timedelta(days=30)


def made_long_ago(incoming: Incoming) -> datetime | None:
    """When an old mail was made; None for any other.

    What its author's own server brings under their address is sent now, whatever it says. Else the newest
    DKIM signature that proves it tells when it was sent; or its Date where none says so, since `t=` is
    optional (RFC 6376 section 3.5). Who sends it on chooses a Date that is not signed: then it counts as old.
    """
    if incoming.sent_by_author:
        return None
    speaking = incoming.signatures
    signed = [signature.at for signature in speaking if signature.at is not None]
    if speaking and not signed and not any("date" in signature.covers for signature in speaking):
        return incoming.dated or incoming.at
    made = datetime.fromtimestamp(max(signed), UTC) if signed else incoming.dated
    return made if made is not None and made < incoming.at - FAR else None


async def ask_first(
    owner: Owner, incoming: Incoming, to: Addressed, instead_of: int | None = None
) -> Owner | Settled | Refused | Reply:
    """The owner, to file it for; where it is old and new to us, it is held for their word instead.

    `instead_of` is the row that held it so far, for whose address it is: the caller deletes that one.

    Redirected mail is old at will: what proves it is that the owner's mailbox sends it on just now.
    """
    if owner.redirected or incoming.author is None:
        return owner
    written_at = made_long_ago(incoming)
    if written_at is None:
        return owner
    sealed, scope = await incoming.sealed(), Scope(to.mailbox.workspace_id)
    names = incoming.names(sealed, redirected=False)
    if await _is_known(scope, owner.user.id, names):
        return owner  # a repeat adds no mail
    claim = Claim(owner.user.id, incoming.author, HeldFor.OLD, names[0], written_at, instead_of)
    return await hold(claim, None, incoming, to)


async def _is_known(scope: Scope, user_id: int, names: tuple[str, ...]) -> bool:
    mails = scope.of(Message).filter(owner_id=user_id, message_key__in=names)
    named = scope.of(MessageName).filter(owner_id=user_id, name__in=names)
    return await mails.exists() or await named.exists()
