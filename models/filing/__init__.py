"""Where a mail belongs: whose thread it continues, which people it is with, what it is filed under.

Everything here runs in the transaction that stores the mail, so that a stored mail is a filed mail.
"""

from .people import address_key, persons_by_address
from .tags import file_by_tags

__all__ = ["address_key", "file_by_tags", "persons_by_address"]
