"""The audit trail as an admin is shown it: plain values beside those of `bot.shown`."""

from dataclasses import dataclass
from datetime import datetime

from bot.shown import Target


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, and to what: nothing of any mail, and of where one is filed only what the admin may see.

    `actor` is "" where nobody did it: a rule, or the clock. `verb` and `kind` are the event's own words.
    `target` is the record or person it was about, `name` the address or member, `settings` what was set.
    """

    at: datetime
    actor: str
    verb: str
    kind: str
    target: Target | None = None
    name: str = ""
    mails: int = 1
    to: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some deeds, the latest first. `older` is the id from which the next page goes on, None at the end."""

    deeds: tuple[Deed, ...]
    older: int | None
    newest: bool
    tz: str
