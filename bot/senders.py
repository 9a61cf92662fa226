"""Alternate addresses as people are shown them: plain values that the service gathers and views render."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class SenderState(StrEnum):
    """Where an alternate address stands, for its user."""

    PENDING = "pending"
    EXPIRED = "expired"  # not verified in time
    LOCKED = "locked"  # its code was typed wrong too often
    VERIFIED = "verified"
    BLOCKED = "blocked"
    REMOVED = "removed"  # just now: it can be undone


@dataclass(frozen=True, slots=True)
class Sender:
    """An alternate address. `address` is as people write it.

    `since` is when it came to its present state, or was added while it is pending; `until` is when its code
    expires. `mailed_at` is when a code was mailed there, None while that is still to come; `trouble` is what
    the mail server said where it did not take that mail, for now or for good (`undeliverable`).
    """

    id: int
    address: str
    state: SenderState
    since: datetime
    until: datetime | None = None
    how: str = ""
    mailed_at: datetime | None = None
    trouble: str = ""
    undeliverable: bool = False


@dataclass(frozen=True, slots=True)
class Senders:
    """The addresses a member sends from. `account` is their account's own, None where Slack shows none.

    `by_mail` says whether codes can be mailed; where not, an address is proved by sending from it.
    """

    account: str | None = None
    rows: tuple[Sender, ...] = ()
    tz: str = "UTC"
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class SendTo:
    """Where a mail from `address` has to go, until when, to prove that it is its user's."""

    address: str
    send_to: str
    until: datetime
