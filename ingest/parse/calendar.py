"""Calendar invites (RFC 5545, 5546) as a few readable lines."""

import re
from datetime import UTC, datetime

_TITLES = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "REPLY": "Reply to the invitation",
    "COUNTER": "Counter-proposal",
    "PUBLISH": "Event",
}
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "DELEGATED": "delegated",
}
_ESCAPE = re.compile(r"\\([\\;,nN])")
_MAX_LINES = 5_000


def describe_invite(text: str, method: str) -> str:
    """What the first event of a calendar says: what, when, where, who asks; "" where there is none."""
    fields = _first_event(text)
    if not fields:
        return ""
    title = _TITLES.get((fields.get("METHOD", ("", ""))[1] or method).upper(), "Event")
    lines = [f"{title}: {_plain(fields, 'SUMMARY') or '(no title)'}"]
    start, end = _moment(fields, "DTSTART"), _moment(fields, "DTEND")
    if start:
        lines.append(f"When: {start} to {end}" if end and end != start else f"When: {start}")
    for label, name in (("Where", "LOCATION"), ("Organizer", "ORGANIZER"), ("Answer", "ATTENDEE")):
        value = _answer(fields) if name == "ATTENDEE" else _plain(fields, name)
        if value and (name != "ATTENDEE" or title.startswith("Reply")):
            lines.append(f"{label}: {value}")
    return "\n".join(lines)


def _first_event(text: str) -> dict[str, tuple[str, str]]:
    """Name to (parameters, value) of the calendar's METHOD and its first event's properties."""
    fields: dict[str, tuple[str, str]] = {}
    inside = 0
    # Section 3.1: a line that begins with white space continues the one before it.
    unfolded = text[:500_000].replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    for line in unfolded.split("\n")[:_MAX_LINES]:
        head, _, value = line.partition(":")
        if '"' in head and head.count('"') % 2:
            quoted, _, rest = value.partition('"')
            more, _, value = rest.partition(":")
            head = f'{head}:{quoted}"{more}'
        name, _, params = head.partition(";")
        name, value = name.strip().upper(), value.strip()
        if name == "BEGIN":
            inside += value.upper() == "VEVENT" or inside > 0
        elif name == "END" and inside:
            inside -= 1
            if not inside:
                break
        elif inside == 1 or name == "METHOD":
            fields.setdefault(name, (params, value))
    return fields if "DTSTART" in fields or "SUMMARY" in fields else {}


def _plain(fields: dict[str, tuple[str, str]], name: str) -> str:
    params, value = fields.get(name, ("", ""))
    value = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], value[:2_000])
    if value[:7].lower() == "mailto:":
        value = value[7:]
        common_name = _param(params, "CN")
        return f"{common_name} <{value}>" if common_name and common_name != value else value
    return " ".join(value.split())


def _param(params: str, name: str) -> str:
    for piece in params.split(";"):
        key, _, value = piece.partition("=")
        if key.strip().upper() == name:
            return value.strip().strip('"')
    return ""


def _answer(fields: dict[str, tuple[str, str]]) -> str:
    params, _ = fields.get("ATTENDEE", ("", ""))
    answer = _ANSWERS.get(_param(params, "PARTSTAT").upper(), "")
    who = _plain(fields, "ATTENDEE")
    return f"{who} {answer}" if who and answer else ""


def _moment(fields: dict[str, tuple[str, str]], name: str) -> str:
    params, value = fields.get(name, ("", ""))
    zone = _param(params, "TZID")
    for pattern in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            moment = datetime.strptime(value[:20], pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        if pattern == "%Y%m%d":
            return f"{moment:%Y-%m-%d}"
        return f"{moment:%Y-%m-%d %H:%M}" + (
            " UTC" if pattern.endswith("Z") else f" ({zone})" if zone else ""
        )
    return ""
