"""Where a mail belongs: whose thread it continues, which people it is with, what it is filed under.

Everything here runs in the transaction that stores the mail, so that a stored mail is a filed mail.
"""

from .candidates import Candidate, candidates
from .contacts import Proposal, create_contacts, proposals, shared_addresses
from .people import address_key, internal_domains, persons_by_address
from .rules import Filed, file_message
from .tags import file_by_tags

__all__ = [
    "Candidate",
    "Filed",
    "Proposal",
    "address_key",
    "candidates",
    "create_contacts",
    "file_by_tags",
    "file_message",
    "internal_domains",
    "persons_by_address",
    "proposals",
    "shared_addresses",
]
