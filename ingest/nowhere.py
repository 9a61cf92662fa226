"""Why an address takes no mail."""

from . import reply
from .mailboxes import Mailboxes
from .reply import Reply


async def why_not(mailboxes: Mailboxes, address: str) -> Reply:
    """What is said of an address that no workspace has now."""
    ours = mailboxes.parse(address)
    if ours is not None and await mailboxes.is_gone(ours.slug):
        return reply.TAKEN_OUT
    return reply.UNKNOWN_MAILBOX if mailboxes.is_ours(address) else reply.NO_RELAY
