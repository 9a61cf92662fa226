"""What people are shown: plain values that services gather and views render."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from models.types import Direction, Outcome, RecordStatus, Visibility

MATCHES = 10  # of what matches so many are listed; services hand on one more where there are more


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
class FileChoice:
    """A file of a mail to choose by its row's id. `shown`: it is a picture inside the text."""

    attachment_id: int
    file: File
    shown: bool = False


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
class Suggestion:
    """A record that a mail may belong to, and in a few words what speaks for it."""

    target: Target
    why: str


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody a mail names whom we could add. `role` says that several people may read that address."""

    participant_id: int
    name: str
    address: str
    organization: str | None
    role: bool


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """An address in a mail that several persons have: which of them is it?"""

    participant_id: int
    address: str
    persons: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Keepable:
    """A link made by hand that could be the rule for a person's mail."""

    link_id: int
    person: Target


@dataclass(frozen=True, slots=True)
class Rule:
    """'Always file mail with this person here', as its owner told us."""

    rule_id: int
    person: Target
    record: Target


@dataclass(frozen=True, slots=True)
class Offers:
    """What a card offers to do with its mail at one click, likeliest first."""

    suggestions: tuple[Suggestion, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    shared: tuple[SharedAddress, ...] = ()
    keepable: tuple[Keepable, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The how-manieth mail of its conversation it is, and what the newest says where that is another."""

    number: int
    count: int
    newest: str = ""
    newest_author: Party | None = None


@dataclass(frozen=True, slots=True)
class CardData:
    """A mail as its card shows it. `at` is when it was written, or came where that is not believable.

    `whole`: its conversation is shared as a whole. `kept`: we still have the file it came as.
    """

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
    place: Place = Place(1, 1)
    reply_to_unseen: bool = False
    done: bool = False
    offers: Offers = Offers()
    whole: bool = False
    kept: bool = True


@dataclass(frozen=True, slots=True)
class MailData:
    """A mail to read whole: what the card shows, and the rest; `files` are all but those of signatures.
    `own`: the reader is its owner, who is called `owner`."""

    card: CardData
    cc: tuple[Party, ...]
    sender: Party | None
    quoted: str | None
    own: bool = False
    owner: str = ""
    files: tuple[FileChoice, ...] = ()


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
class TargetData:
    """A record or person to look at: what is known of it and the first page of its mail.

    `people` are a record's, `addresses` and `records` a person's. `weeks` counts the mails of the last
    weeks that the reader may see, oldest week first. `channel` is a record's own; `posts`: what is shared of
    its mail is posted there.
    """

    target: Target
    address: str
    owner: str | None
    closed_at: datetime | None
    people: tuple[Target, ...]
    addresses: tuple[str, ...]
    records: tuple[Target, ...]
    weeks: tuple[int, ...]
    page: MailPage
    channel: str | None = None
    posts: bool = False


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A record's status just changed. `event_id` is the audit event that undoing goes by."""

    event_id: int
    before: RecordStatus
    after: RecordStatus


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A mail in brief, and what it is filed under."""

    message_id: int
    subject: str
    author: Party
    at: datetime
    filed_under: tuple[Target, ...]
