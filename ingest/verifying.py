"""`+verify-CODE@`: who sends there from an address that a member is adding proves that it is theirs."""

from models import Scope, SenderAddress
from models.address import canonical
from models.types import AddressState
from models.verification import Proof, prove_by_code

from . import reply
from .incoming import Incoming, Settled
from .mailboxes import Addressed
from .parse.mail import ParsedMail
from .refused import Reason, Refused

_MOST_ROWS = 5  # members who add one address at the same time
# What the sender, who is proved to be at the address's own domain, may know. All else is "nothing waits".
_WHY = {
    Proof.WRONG: reply.WRONG_CODE,
    Proof.EXPIRED: reply.EXPIRED_CODE,
    Proof.TOO_MANY: reply.TOO_MANY_CODES,
}


def code_in(to: Addressed) -> str | None:
    """The code that the envelope carries, if any."""
    return next((address.verify_code for address in to.addresses if address.verify_code), None)


def only_verifies(to: Addressed) -> bool:
    """Whether the mail is for nothing else, and so is no mail to file."""
    return all(
        address.verify_code and not (address.records or address.share or address.unknown)
        for address in to.addresses
    )


async def verify_author(incoming: Incoming, author: str, to: Addressed, code: str) -> Settled | Refused:
    """Verify the proved author's address by the code. The same mail once more gets the same answer."""
    if not _sent_there(incoming, to):
        return Refused(Reason.NOT_VERIFIED, reply.CODE_NOT_ADDRESSED)
    scope, verdict, now = Scope(to.mailbox.workspace_id), incoming.verdict, incoming.at
    theirs = scope.of(SenderAddress).filter(address=author, user__active=True)
    if await theirs.filter(state=AddressState.VERIFIED).exists():
        return Settled(reply.VERIFIED)
    evidence = {"by": "mail", "method": verdict.method, "domain": verdict.domain}
    why = reply.NOTHING_TO_VERIFY
    for row in await theirs.filter(state=AddressState.PENDING).order_by("-id").limit(_MOST_ROWS):
        proof = await prove_by_code(scope.workspace_id, row.id, code, now, evidence)
        if proof is Proof.VERIFIED:
            return Settled(reply.VERIFIED)
        why = _WHY.get(proof, why)
    return Refused(Reason.NOT_VERIFIED, why)


def _sent_there(incoming: Incoming, to: Addressed) -> bool:
    """Whether it is the author who sent the mail to the code, rather than somebody who has a mail of theirs.

    Their own server says so, or what they wrote into To or Cc and signed. That it has neither says nothing:
    who got it as a blind copy has it, too, and where To is not signed anybody can take it out. Nor does a
    mail that a program sends by itself (RFC 3834): it answers whoever made it answer, to where they say.
    """
    mail = incoming.mail
    if not isinstance(mail, ParsedMail) or mail.automatic or not incoming.envelope.mail_from:
        return False
    if incoming.sent_by_author:
        return True
    named = incoming.named_by_author
    return any(
        canonical(written) in named
        for written, address in zip(to.rcpt_to, to.addresses, strict=True)
        if address.verify_code
    )
