"""`+share`: who sends there shares the mail with the company, if it is its member who chose that address."""

from dataclasses import replace

from models import Scope, User
from models.address import canonical

from .incoming import Incoming
from .mailboxes import Addressed
from .owner import member_with, redirectors


async def as_chosen(to: Addressed, user: User, incoming: Incoming) -> Addressed:
    """The addresses, where `+share` counts only if the mail's member had it sent there.

    Their own mailbox sends it, or the address stands in what they signed of To or Cc. Else it may be whoever
    has a signed mail of theirs: that one is filed, and shared with nobody.
    """
    if not any(address.share for address in to.addresses) or await _brought_by(user, incoming):
        return to
    named = incoming.named_by_author
    pairs = zip(to.addresses, to.rcpt_to, strict=True)
    chosen = (replace(one, share=one.share and canonical(written) in named) for one, written in pairs)
    return replace(to, addresses=tuple(chosen))


async def _brought_by(user: User, incoming: Incoming) -> bool:
    scope = Scope(user.workspace_id)
    found = [await member_with(scope, address) for address in redirectors(incoming.verdict.spf_sender)]
    return any(one is not None and one.id == user.id for one in found)
