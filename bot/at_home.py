"""What the home tab shows, as plain values beside those of `bot.shown`."""

from dataclasses import dataclass, field
from enum import Enum, unique

from bot.refused import RefusedNews
from bot.senders import Senders
from bot.settled import Preferences
from bot.shown import MailLine, Rule, Suggestion
from models.types import Visibility


@unique
class Step(Enum):
    """Getting started, one task at a time; the values are their numbers."""

    FIRST_MAIL = 1
    FILE_IT = 2
    OTHER_ADDRESSES = 3
    DONE = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the inbox as its newest mail, and the one record it probably belongs to."""

    mail: MailLine
    likely: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class HomeData:
    """The home tab of a member.

    `waiting` are the newest conversations of the inbox, `unfiled` is how many mails it has, counted up to a
    thousand. `company` is the company's settings in brief, empty for who is no admin.
    """

    name: str
    address: str
    step: Step
    waiting: tuple[Waiting, ...]
    unfiled: int
    has_records: bool
    tz: str
    rules: tuple[Rule, ...] = ()
    senders: Senders = field(default_factory=Senders)
    refused: RefusedNews = field(default_factory=RefusedNews)
    preferences: Preferences = field(default_factory=Preferences)
    company_visibility: Visibility = Visibility.PRIVATE
    company: str = ""
