"""The line above a quote, "On Monday, Jane Roe <jane@acme.com> wrote:", in every language that writes one."""

import re
from dataclasses import dataclass
from datetime import datetime

from ingest.parse.forward_people import people_in
from ingest.parse.lines import MAX_ATTRIBUTION, Text, ends_in_colon
from ingest.parse.mail import Mailbox
from ingest.parse.moments import parse_moment

_MAX_LENGTH = 500
_VERBS = (
    "wrote", "writes", "schrieb", "schreibt", "geschrieben", "écrit", "escribió", "escribio", "ha escrito",
    "escreveu", "scritto", "scrive", "scrisse", "geschreven", "schreef", "skrev", "skrifaði", "kirjoitti",
    "kirjutas", "kirjutatud", "napsal", "napísal", "napisał", "napisao", "napisala", "piše", "pisze", "írta",
    "scris", "написал", "пишет", "написав", "пише", "написа", "yazdı", "yazmış", "写道", "写到", "寫道",
    "书写", "書きました", "のメール", "작성", "썼습니다", "님이", "έγραψε", "כתב", "كتب", "đã viết",
    "เขียน", "menulis", "tulis", "rašė", "rakstīja", "va escriure", "idatzi", "نوشت", "ने लिखा",
)  # fmt: skip
_CLOCK = re.compile(
    r"\d{1,2}(?::\d{2}(?::\d{2})?|[.h]\d{2}(?![\d.]))(?:\s?[apμπ]\.?\s?[mμ]\b\.?)?"
    r"(?:\s?\(?(?:gmt|utc)?\s?[+-]\d{1,2}:?\d{0,2}\)?)?"
    r"(?:\s(?:uhr|utc|gmt|cest|cet|edt|est|pdt|pst|bst|cdt|cst|mdt|mst|msk|eet|eest)\b)?",
    re.IGNORECASE,
)
_TELLING = re.compile(r"[\d@]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)\.?")
# What may stand between the date and the name.
_LEADS = (
    "uživatel", "odesílatel", "používateľ", "пользователь", "користувач", "użytkownik", "käyttäjä",
    "korisnik", "utilizatorul", "el usuario", "ο χρήστης", "kasutaja", "user", "je", "schrieb", "schreef",
    "skrev", "heeft", "kirjutas", "napsal", "napsal(a)", "napisał", "napisał(a)", "написал", "написал(а)",
    "a écrit", "escribió", "ha scritto", "időpontban", "tarihinde", "at", "by", "from", "via", "г.", "р.",
    "г", "р", "uur", "uhr",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote what follows, and when; `end` is the first line behind it."""

    author: Mailbox | None
    date: datetime | None
    end: int


def read_attribution(text: Text, start: int) -> Attribution | None:
    """The attribution that begins at line `start`, up to four lines long, or None."""
    # Cheap first: it ends in a colon, and a date or an address stands in it.
    if text.colons.isdisjoint(range(start, start + MAX_ATTRIBUTION)):
        return None
    first = text.bare[start]
    if not (2 < len(first) < _MAX_LENGTH) or not _TELLING.search(first):
        return None
    joined = ""
    for end in range(start, min(start + MAX_ATTRIBUTION, len(text.bare))):
        line = text.bare[end]
        if not line:
            return None
        joined = f"{joined} {line}".strip()
        if len(joined) > _MAX_LENGTH:
            return None
        if ends_in_colon(joined):
            return _read(joined.strip("*_ "), end + 1) if _is_attribution(joined) else None
    return None


def is_dated(line: str) -> bool:
    """The line holds a time of day or a year."""
    return bool(_CLOCK.search(line) or _YEAR.search(line))


def _is_attribution(line: str) -> bool:
    lower = line.lower()
    dated = is_dated(lower)
    if any(verb in lower for verb in _VERBS):
        return dated or ("@" in line and ("<" in line or "[" in line))
    # Gmail's Japanese and others end in the address alone.
    return dated and "@" in line and lower.rstrip("*_ :：")[-1:] in (">", "]")


def _read(line: str, end: int) -> Attribution:
    start, stop = _address_in(line)
    if start < 0:
        named = _named(line)
        # A date is sought away from the name: a name may hold a month's or a time zone's.
        dated = line.replace(named.name, " | ") if named is not None else line
        return Attribution(named, parse_moment(dated), end)
    address = line[start:stop].strip().removeprefix("mailto:")
    before, behind = line[:start].rstrip(" <[(\"'"), line[stop:].lstrip(" >])\"'")
    name = _name_in(line[:start].rstrip(" <[("))
    outside = before[: before.rfind(name)] if name and name in before else before
    date = parse_moment(outside) or parse_moment(behind)
    return Attribution(Mailbox("" if name.lower() == address.lower() else name, address), date, end)


def _address_in(line: str) -> tuple[int, int]:
    """Where the author's address begins and ends: in brackets, or bare; (-1, -1) without one."""
    at = line.find("@")
    if at < 0:
        return -1, -1
    opening = max(line.rfind(mark, 0, at) for mark in "<[(")
    closing = min((p for p in (line.find(mark, at) for mark in ">])") if p >= 0), default=-1)
    if opening >= 0 and closing >= 0 and not set(line[opening:at]) & set(">])"):
        return opening + 1, closing
    near = people_in(line[max(0, at - 100) : at + 100])
    address = next((box.address for box in near if box.address), "")
    start = line.find(address) if address else -1
    return start, start + len(address)


def _named(line: str) -> Mailbox | None:
    lower = line.lower()
    cut = min((at for at in (lower.rfind(verb) for verb in _VERBS) if at > 0), default=-1)
    name = _name_in(line[:cut]) if cut > 0 else ""
    return Mailbox(name, "") if name else None


def _name_in(before: str) -> str:
    """The name that ends the text before an address: in quotes, or whatever stands behind the date."""
    stripped = before.rstrip(" ,")
    for opening, closing in (('"', '"'), ("«", "»"), ("“", "”"), ("„", "”"), ("„", "“"), ("'", "'")):
        if stripped.endswith(closing):
            begin = stripped.rfind(opening, 0, len(stripped) - 1)
            if begin >= 0:
                return stripped[begin + 1 : -1].strip()
    place = 0
    for pattern in (_CLOCK, _YEAR):
        for match in pattern.finditer(stripped):
            place = max(place, match.end())
        if place:
            break
    name = stripped[place:].strip(" ,.;:-–—*_\"'")
    changed = True
    while changed:
        changed = False
        for lead in _LEADS:
            if name.lower().startswith(lead + " "):
                name = name[len(lead) :].strip(" ,.;:-")
                changed = True
    if name.lower() in _LEADS:
        return ""
    return " ".join(name.split())
