"""How we say people, sizes, times and records in a sentence."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.shown import MATCHES, Filing, Party, Proof, Target
from bot.views.text import apart, cut, isolate, one_line
from models.types import RecordStatus, Visibility

NO_SUBJECT = "(no subject)"
NO_TEXT = "(no text)"
# A heading over what matches, where there is more.
THE_FIRST = f"The first {MATCHES} that match. Add a word of its name, or its number, for others:"
_NAME = 60
_UNITS = ("bytes", "kB", "MB", "GB")
_PROVED_BY = {"dkim": "DKIM", "spf": "SPF", "arc": "ARC"}
# Why a rule filed a mail, by the rule's name in `Link.reason`.
_RULES = {
    "tag": "Filed because it was sent to this {kind}'s own address",
    "person": "Filed because {evidence} belongs to it",
    "only_open": "Filed because no other open record is about {evidence}",
    "named": "Filed because the subject names {evidence}",
    "kept": "Filed because you want all mail with {evidence} here",
    "habit": "Filed because you filed the latest mail with these people here",
}


def subject_of(subject: str, limit: int = 250) -> str:
    """A subject, or words for its absence."""
    return cut(one_line(subject), limit) or NO_SUBJECT


def party(who: Party) -> str:
    """A name, or the address where there is no name or the name poses as an address."""
    name, address = one_line(who.name), one_line(who.address)
    shown = name if name and "@" not in name else address or name
    return isolate(cut(shown, _NAME)) or "unknown"


def party_in_full(who: Party) -> str:
    """Name and address."""
    name, address = one_line(who.name), one_line(who.address)
    if not name or name == address:
        return isolate(cut(address, 2 * _NAME)) or "unknown"
    return f"{isolate(cut(name, _NAME))} ({cut(address, 2 * _NAME)})" if address else party(who)


def parties(people: Sequence[Party], count: int, shown: int = 3) -> str:
    """The first few, and how many more of `count` there are."""
    if not count:
        return "nobody"
    names = [party(who) for who in people[:shown]]
    rest = count - len(names)
    if rest > 0:
        return f"{', '.join(names)} and {rest} {'other' if rest == 1 else 'others'}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def size(count: int) -> str:
    """A size in bytes as people say it: "120 kB", "1.2 MB"."""
    amount, unit = float(count), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    if unit == 0:
        return "1 byte" if count == 1 else f"{count} bytes"
    return f"{amount:.1f} {_UNITS[unit]}" if amount < 9.95 and unit > 1 else f"{amount:.0f} {_UNITS[unit]}"


def moment(at: datetime, tz: str) -> str:
    """A time on the clock of that zone: "23 Nov 2026, 14:05". It reads so beside a right-to-left name too."""
    local = _local(at, tz)
    return apart(f"{local.day} {local:%b %Y, %H:%M}")


def day(at: datetime, tz: str) -> str:
    """A day in that zone: "Monday, 23 Nov 2026"."""
    local = _local(at, tz)
    return f"{local:%A}, {local.day} {local:%b %Y}"


def clock(at: datetime, tz: str) -> str:
    """A time of day in that zone: "21:00"."""
    return f"{_local(at, tz):%H:%M}"


def _local(at: datetime, tz: str) -> datetime:
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return at.astimezone(zone)


def name_of(target: Target, limit: int = 120) -> str:
    """What people call it: "Deal 42 · Globex renewal 2027"."""
    title = isolate(cut(one_line(target.title), limit))
    return f"{target.kind.capitalize()} {target.number} · {title}"


def state_of(target: Target) -> str:
    """ " (won)" for what is closed, nothing for what is open."""
    return f" ({target.status})" if _is_closed(target) else ""


def while_closed(target: Target) -> str:
    """What becomes of mail to the address of what is closed, nothing for what is open."""
    if not _is_closed(target):
        return ""
    return f"It is {target.status}: mail to this address is not filed, and waits in your inbox"


def _is_closed(target: Target) -> bool:
    return target.status not in (None, RecordStatus.OPEN)


def about(target: Target) -> str:
    """The line under a record's name: organization, state, worth."""
    state = target.status.value if target.status else ""
    facts = (isolate(one_line(target.organization or "")), state, target.worth or "")
    return " · ".join(fact for fact in facts if fact)


def why(filing: Filing, tz: str) -> str:
    """Who filed it and when, or which rule did."""
    if filing.removed_at is not None:
        return f"Unlinked {moment(filing.removed_at, tz)}"
    at = moment(filing.made_at, tz)
    if filing.by_reader:
        return f"Linked by you, {at}"
    if filing.by is not None:
        return f"Linked by {isolate(cut(one_line(filing.by), _NAME))}, {at}"
    if not filing.rule:
        return f"Linked by somebody who has left, {at}"
    sentence = _RULES.get(filing.rule, "Filed by a rule")
    evidence = isolate(cut(one_line(filing.evidence), 2 * _NAME)) or "a person of this mail"
    return f"{sentence.format(kind=filing.target.kind, evidence=evidence)}, {at}"


def proved(proof: Proof) -> str:
    """The proof line: "Proved by DKIM, acme.com"."""
    if proof.method is None:
        return "Author not proved"
    method = _PROVED_BY.get(proof.method, proof.method.upper())
    return f"Proved by {method}, {one_line(proof.domain or 'unknown domain')}"


def seen_by(visibility: Visibility) -> str:
    """Who may read it."""
    return "Private to you" if visibility is Visibility.PRIVATE else "Shared within the company"
