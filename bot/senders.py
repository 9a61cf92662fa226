"""Alternate addresses as people are shown them: plain values that the service gathers and views render."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto, unique


@unique
class SenderState(StrEnum):
    """Where an alternate address stands, for its user."""

    PENDING = "pending"
    EXPIRED = "expired"  # not verified in time
    LOCKED = "locked"  # its code was typed wrong too often
    VERIFIED = "verified"
    BLOCKED = "blocked"
    REMOVED = "removed"  # just now: it can be undone


@unique
class Added(Enum):
    """What came of wanting something for an address."""

    DONE = auto()
    NO_ADDRESS = auto()  # what was typed is none
    OURS = auto()  # a Bcc address of our own
    ACCOUNT = auto()  # the user's own account e-mail, which needs no adding
    VERIFIED = auto()  # already
    PENDING = auto()  # already
    COLLEAGUE = auto()  # a colleague's account e-mail
    TAKEN = auto()  # verified by somebody else
    MANY = auto()  # several people may send from there: ask first
    BLOCKED = auto()  # the user said that it is not theirs: ask first
    TOO_MANY = auto()  # addresses
    TOO_SOON = auto()  # the last mail is on its way, or a minute old
    TOO_OFTEN = auto()  # mails, for one day
    GONE = auto()  # not the user's, or not pending any more


@dataclass(frozen=True, slots=True)
class Sender:
    """An alternate address. `address` is as people write it.

    `since` is when it came to its present state, or was added while it is pending; `until` is when its code
    expires. `mailed_at` is when a code was mailed there, None while that is still to come; `trouble` is what
    the mail server said where it did not take that mail, for now or for good (`undeliverable`). `verified`
    says that it was proved once, whatever became of it.
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
    verified: bool = False


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
