"""What members and admins set, as plain values beside those of `bot.shown`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from models.types import ContactCreation, OutsideGuard, Visibility


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's own settings. None: as the company has it, or for the language, as Slack has it.

    `quiet` is from which to which hour of their own clock nothing new is posted to them; None for never.
    """

    auto_link: bool = True
    digest: bool = False
    visibility: Visibility | None = None
    contacts: ContactCreation | None = None
    language: str | None = None
    quiet: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PreferencesForm:
    """The settings as they are, and what "as the company" and "as in Slack" come to now."""

    preferences: Preferences
    company_visibility: Visibility
    company_contacts: ContactCreation
    slack_language: str
    tz: str


@unique
class Section(StrEnum):
    """The parts of the company's settings, each a form of its own. The values stand in buttons."""

    ADDRESS = "address"
    MAIL = "mail"
    POSTING = "posting"
    MEMBERS = "members"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Company:
    """The company's settings as an admin sees them.

    `former` are addresses given up that still take mail, with the day they end. `channels` None means every
    channel. `slack_admins` are admins by Slack's word, `made_admins` by ours: (Slack user, name).
    """

    slug: str
    mail_domain: str
    former: tuple[tuple[str, datetime], ...]
    internal_domains: tuple[str, ...]
    member_domains: tuple[str, ...]
    retention_days: int | None
    channels: tuple[str, ...] | None
    outside_guard: OutsideGuard
    post_to_record_channels: bool
    auto_link: bool
    visibility: Visibility
    contacts: ContactCreation
    slack_admins: tuple[str, ...]
    made_admins: tuple[tuple[str, str], ...]
