"""What people are shown: plain values that services gather and views render."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from models.types import Direction, Outcome, RecordStatus, Visibility


@unique
class TargetKind(StrEnum):
    """What a conversation can be filed under. The values stand in options; never rename one."""

    DEAL = "deal"
    LEAD = "lead"
    PROJECT = "project"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Target:
    """A deal, lead, project or person. `id` is its row, `number` what people say ("deal 42")."""

    kind: TargetKind
    id: int
    number: int
    title: str
    status: RecordStatus | None = None
    organization: str | None = None
    worth: str | None = None

    @property
    def tag(self) -> str:
        """What stands after the plus in its own address."""
        return f"{self.kind}{self.number}"


@dataclass(frozen=True, slots=True)
class RecordAddress:
    """A record and the address that files under it."""

    target: Target
    address: str


@dataclass(frozen=True, slots=True)
class Party:
    """Someone a mail names; `name` may be empty, and says whatever its sender liked."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment worth listing."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Filing:
    """A conversation's link, live or just taken away.

    `by` is who made it, None for a rule; then `rule` names it and `evidence` is what it went by.
    `removed_at` is set on one that is gone. `fresh` marks the latest change, which undoing is offered for.
    """

    link_id: int
    target: Target
    by: str | None
    by_reader: bool
    rule: str
    evidence: str
    made_at: datetime
    removed_at: datetime | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """One authentication result, for the details."""

    method: str
    outcome: Outcome | str
    domain: str
    aligned: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What proved the sender: method "dkim", "spf" or "arc", and the domain it spoke for."""

    method: str | None
    domain: str | None
    reason: str = ""
    checks: tuple[ProofCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class CardData:
    """A mail as its card shows it. `at` is when it was written, or came where that is not believable."""

    message_id: int
    direction: Direction
    subject: str
    author: Party
    recipients: tuple[Party, ...]
    recipient_count: int
    at: datetime
    text: str
    note: str | None
    files: tuple[File, ...]
    filings: tuple[Filing, ...]
    proof: Proof
    visibility: Visibility
    malformed: str | None
    unknown_tags: tuple[str, ...]
    tz: str


@dataclass(frozen=True, slots=True)
class MailData:
    """A mail to read whole: what the card shows, and the rest."""

    card: CardData
    cc: tuple[Party, ...]
    sender: Party | None
    quoted: str | None


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in a list. `owner` names the colleague who shared it, None for the reader's own.

    `conversation_id` is what filing it goes by; `mails` is how many it has, where that is known.
    """

    message_id: int
    conversation_id: int
    subject: str
    author: Party
    at: datetime
    snippet: str
    owner: str | None = None
    has_files: bool = False
    mails: int = 1


@dataclass(frozen=True, slots=True)
class MailPage:
    """Some mails, newest first. `older` is the id from which the next page goes on, None at the end;
    `newest` says that nothing is newer than these."""

    lines: tuple[MailLine, ...]
    older: int | None
    newest: bool
    tz: str


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A mail in the home tab's list."""

    message_id: int
    subject: str
    author: Party
    at: datetime
    filed_under: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class HomeData:
    """The home tab."""

    name: str
    address: str
    mails: tuple[InboxLine, ...]
    unfiled: int
    has_records: bool
    tz: str
