"""What a form asks and an explanation tells, as plain values beside those of `bot.shown`."""

from dataclasses import dataclass
from datetime import datetime

from bot.shown import Filing, NewContact, Rule, Suggestion, Target, TargetKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A record or person to be created, from a mail where there is one, as its form is filled in at first.

    `title` is a person's name; `contacts` are people of the mail who would become persons along with it.
    """

    kind: TargetKind
    message_id: int | None
    title: str = ""
    organization: str = ""
    people: tuple[Target, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    currency: str = ""
    emails: str = ""


@dataclass(frozen=True, slots=True)
class LinkForm:
    """What Link… asks, beside the question itself.

    `instead` is the link that the answer replaces. `persons` are those whose mail could always go there,
    `keep` the ids of those for whom that was ticked. `chosen` and `also` are what was chosen before we had a
    `doubt`; `doubted` are the answers we had one about.
    """

    instead: Filing | None = None
    persons: tuple[Target, ...] = ()
    keep: frozenset[int] = frozenset()
    chosen: Target | None = None
    also: tuple[Target, ...] = ()
    doubt: str = ""
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Explained:
    """A filing with whom it was matched by, and what else was considered."""

    filing: Filing
    persons: tuple[Target, ...] = ()
    candidates: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyData:
    """Why a mail is filed where it is, or nowhere; and the rules that concern its people."""

    message_id: int
    filings: tuple[Explained, ...]
    suggestions: tuple[Suggestion, ...]
    rules: tuple[Rule, ...]
    tz: str


@dataclass(frozen=True, slots=True)
class Question:
    """Held mail whose sender a member is asked about: what came, and nothing of what it says.

    `mails` is how many wait by now. `adding` marks an address that the member is adding already: that one is
    told of, and proved in the usual way.
    """

    held_id: int
    address: str
    subject: str
    method: str | None
    domain: str | None
    mails: int = 1
    adding: bool = False


@dataclass(frozen=True, slots=True)
class OldMail:
    """Held mail of a member's own that was made long ago, at `written_at`; `tz` is the member's time zone."""

    held_id: int
    address: str
    subject: str
    method: str | None
    domain: str | None
    written_at: datetime
    tz: str


@dataclass(frozen=True, slots=True)
class ForwardingCode:
    """The code by which a provider lets its user forward mail here, and its link that does the same."""

    address: str
    code: str
    link: str | None = None
