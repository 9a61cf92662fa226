"""The Date header (RFC 5322 section 3.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def header_date(value: str) -> datetime | None:
    """The moment a Date header names, or None where it names none; "-0000" counts as UTC."""
    try:
        moment = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
