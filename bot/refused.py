"""What members are shown of mail that was turned away, and in digests: plain values."""

from dataclasses import dataclass
from datetime import datetime

from bot.shown import InboxLine, MailLine, ProofCheck
from models.types import RefusalReason


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """Refused mail of one claimed sender, reason and day. What it claims of itself is proved by nothing.

    `reason` is None for one that a newer version wrote. `mine` says that the claimed address is the
    reader's own; else they may add it.
    """

    refusal_id: int
    claimed: str
    reason: RefusalReason | None
    count: int
    first_at: datetime
    latest_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """All about one line: its latest mail, which server brought it, and what it was answered."""

    line: RefusedLine
    peer_ip: str
    reply: str
    checks: tuple[ProofCheck, ...]
    spf_record: str
    tz: str


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """Some lines, latest first. `asked` is the address they were asked for, "" for all; `addable` says that
    the reader could add it."""

    lines: tuple[RefusedLine, ...]
    older: int | None
    newest: bool
    tz: str
    asked: str = ""
    addable: bool = False


@dataclass(frozen=True, slots=True)
class RefusedNews:
    """The latest lines and how many mails there were in all, for Home and the daily digest."""

    lines: tuple[RefusedLine, ...] = ()
    mails: int = 0
    more: int = 0
    tz: str = "UTC"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a newcomer's test comes to: the latest mail that came, and the latest that was refused.

    `quiet_until` is when the quiet hours end that it is now; None where it is none.
    """

    address: str
    account: str
    latest: InboxLine | None
    refused: RefusedLine | None
    tz: str
    quiet_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week of a member's mail, in their own zone. `days` counts what came, Monday first.

    Of what came, `by_rule` and `by_hand` are filed, `left` waits in the inbox, the rest is done with.
    `waiting` are the latest mails of the whole inbox.
    """

    monday: datetime
    days: tuple[int, ...]
    by_rule: int
    by_hand: int
    left: int
    refused: int
    waiting: tuple[MailLine, ...]
    inbox: int
    tz: str

    @property
    def came(self) -> int:
        """How many mails came."""
        return sum(self.days)
