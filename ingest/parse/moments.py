"""Dates as people's mail programs spell them, in any language: the Date lines of forwards."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from ingest.parse.month_names import CROATIAN_YEAR, month_number

_MAX_LENGTH = 250
_MORNING = frozenset({"am", "a.m", "오전", "午前", "上午", "凌晨", "πμ", "π.μ", "öö", "ص", "пп", "pg"})
_EVENING = frozenset({"pm", "p.m", "오후", "午後", "下午", "晚上", "μμ", "μ.μ", "ös", "م", "ptg"})
_GERMAN_ON = re.compile(r"\bam\b(?!\s*$)")  # "Am 6. April": says the half of the day only beside the clock
_HUNGARIAN_EVENING = re.compile(r"\bdu\.\s*\|")  # the clock is cut out of it
_HOURS = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "trt": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "art": -3, "jst": 9,
    "kst": 9, "hkt": 8, "sgt": 8, "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "sast": 2,
    "seč": 1, "selč": 2, "hnec": 1, "haec": 2, "мск": 3, "wez": 0, "wesz": 1, "oez": 2, "oesz": 3,
    "wedt": 1, "eedt": 3, "azot": -1, "azost": 0, "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5,
    # French: America as Canada and as France call it.
    "hna": -4, "hea": -3, "hne": -5, "hae": -4, "hee": -4, "hnc": -6, "hac": -5, "hec": -5, "hnr": -7,
    "har": -6, "her": -6, "hnp": -8, "hap": -7, "hep": -7, "hnt": -3.5, "hntn": -3.5, "hetn": -2.5,
    "hast": -10, "hadt": -9, "brst": -2, "arst": -2, "acst": 9.5, "acdt": 10.5, "wib": 7, "wita": 8,
    "wit": 9, "myt": 8, "pkt": 5, "gst": 4, "wat": 1, "cat": 2, "eat": 3,
}  # fmt: skip
_LONG_ZONES = (
    ("central european summer", 2), ("central european standard", 1), ("central european", 1),
    ("eastern european summer", 3), ("eastern european", 2), ("mitteleuropäische sommerzeit", 2),
    ("mitteleuropäische zeit", 1), ("mitteleuropäische normalzeit", 1), ("heure d'été d'europe centrale", 2),
    ("heure normale d'europe centrale", 1), ("hora de verano de europa central", 2),
    ("ora legale dell'europa centrale", 2), ("coordinated universal", 0), ("greenwich mean", 0),
    ("british summer", 1), ("pacific daylight", -7), ("pacific standard", -8), ("mountain daylight", -6),
    ("mountain standard", -7), ("central daylight", -5), ("central standard", -6), ("eastern daylight", -4),
    ("eastern standard", -5), ("japan standard", 9), ("india standard", 5.5),
)  # fmt: skip
_AMERICAN = re.compile(r"\d\s?[AP]M\b")
_VIETNAMESE = re.compile(r"(\d{1,2}) (?:tháng|thg) (\d{1,2}),? (\d{4})")
# "17 h 34 min 15 s", also in Korean, Chinese, Japanese and Thai.
_SPELT_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:h|시|時|时|点|點|นาฬิกา)\s?(\d{1,2})\s?(?:min|분|分|นาที)(?:\s?(\d{1,2})\s?(?:s\b|초|秒|วินาที))?"
)
_EAST_ASIAN = re.compile(
    r"(?<!\d)(\d{2})[./-]\s?(\d{1,2})[./-]\s?(\d{1,2})(?!\d).*[\u3040-\u9fff\uac00-\ud7af]"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)\s?[日일.]?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_ALONE = re.compile(r"(?<![\d:.])(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d+.])(?<!\d-)(?<!\s-)(\d{1,2})(?::|\s?h\s?|[時时시ч]\s?)(\d{2}|(?<=[時时시\s])\d)(?!\d)[分분]?(?:[:.h]?(?<=[:.h])(\d{2})(?!\d))?"
)
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.]*\d)")
_BARE_HOUR = re.compile(r"(?<![\d:./])(\d{1,2})\s?(?=(?:[ap]\.?\s?m\b|h\b|[時时시点點]|uhr\b))")
_OFFSET = re.compile(r"(?:(?:gmt|utc)\s?)?(?<![\d])([+\-−])\s?(\d{1,2})[:.]?(\d{2})?(?!\d)")
_YEAR_AND_STOP = re.compile(r"(?<!\d)\d{4}\.(?!\d)")
_NAMED_OFFSET = re.compile(r"(?:gmt|utc)\s?([+\-−])(\d{1,2})[:.]?(\d{2})?(?!\d)")
# Thai and Hindi words hold marks that are no letters to a regular expression.
_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e4e])+(?:[.][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    second: int
    start: int
    end: int


def parse_moment(text: str) -> datetime | None:
    """The moment a date line names: with its offset where it tells one, naive where it does not."""
    text = unicodedata.normalize("NFKC", text[:_MAX_LENGTH]).replace("’", "'")
    # Only American English writes them in capitals; other Englishes put the day first.
    american = bool(_AMERICAN.search(text))
    text = "".join(char for char in text.lower() if unicodedata.category(char) != "Cf").replace("i̇", "i")
    text = _VIETNAMESE.sub(r"\1/\2/\3", _SPELT_CLOCK.sub(_in_digits, text))
    day = _numeric_day(text, american)
    rest = text if day is None else text[: day[1]] + " | " + text[day[2] :]
    clock = _clock(rest, day is not None)
    before = rest if clock is None else rest[: clock.start] + " | " + rest[clock.end :]
    date = day[0] if day is not None else _named_day(before)
    if date is None:
        return None
    hour = minute = second = 0
    zone: tzinfo | None = None
    if clock is not None:
        halves = _GERMAN_ON.sub("", rest[: clock.start]) + " | " + rest[clock.end :]
        hour = _in_24_hours(clock.hour, halves)
        minute, second = clock.minute, clock.second
        zone = _zone(rest[clock.end :]) or _offset(_NAMED_OFFSET.search(rest[: clock.start]))
    try:
        return datetime(*date, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None


def _in_digits(clock: re.Match[str]) -> str:
    return ":".join(part.zfill(2) for part in clock.groups() if part is not None)


def _numeric_day(text: str, american: bool) -> tuple[tuple[int, int, int], int, int] | None:
    match = _YEAR_FIRST.search(text)
    if match:
        return (_year(int(match[1])), int(match[2]), int(match[3])), match.start(), match.end()
    match = _EAST_ASIAN.search(text)
    if match and int(match[2]) <= 12:
        return (_year(int(match[1])), int(match[2]), int(match[3])), match.start(), match.end(3)
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if year < 100 and _YEAR_ALONE.search(text):
            continue  # "6. april 2021 kl. 17.34.15"
        if min(first, second) > 12 or max(first, second) > 31:
            continue
        month_first = second > 12 or (first <= 12 and american and match[2] == "/")
        day = (first, second) if month_first else (second, first)
        return (_year(year), *day), match.start(), match.end()
    return None


def _named_day(text: str) -> tuple[int, int, int] | None:
    """Day, month by its name, year: the month is the last word that has a day beside it, for "mar 6 avr"."""
    words = _WORD.findall(text)
    neighbours = frozenset(words) | ({CROATIAN_YEAR} if _YEAR_AND_STOP.search(text) else frozenset())
    year = next((int(word) for word in words if len(word) == 4 and word.isdecimal()), None)
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        month = None if word.isdecimal() else month_number(word, neighbours)
        if month is None:
            continue
        day = _day_beside(words, index)
        if day is None:
            continue
        if year is None:
            short = [int(w) for w in words[index + 1 : index + 4] if w.isdecimal() and len(w) == 2]
            if (index and words[index - 1].lstrip("0") == str(day)) or len(short) > 1:
                year = _year(short[-1]) if short else None
        return (_year(year), month, day) if year is not None else None
    return None


def _day_beside(words: list[str], index: int) -> int | None:
    """The day stands before the month ("6 de abril"), else after it ("april 6th")."""
    for word in reversed(words[max(0, index - 2) : index]):
        if word.isdecimal() and len(word) <= 2:
            return int(word)
        if word not in ("de", "d", "of", "di", "e", "o", "ème", "er", "th", "st", "nd", "rd", "º", "kw"):
            break
    for word in words[index + 1 : index + 2]:
        if word.isdecimal() and len(word) <= 2:
            return int(word)
    return None


def _clock(text: str, day_removed: bool) -> _Clock | None:
    match = _CLOCK.search(text) or _DOTTED_CLOCK.search(text)
    if match is None:
        bare = _BARE_HOUR.search(text)
        if bare is None or int(bare[1]) > 23:
            return None
        return _Clock(int(bare[1]), 0, 0, bare.start(), bare.end())
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    return _Clock(hour, minute, second, match.start(), match.end()) if hour < 24 and minute < 60 else None


def _in_24_hours(hour: int, text: str) -> int:
    squeezed = text.replace("p. m.", "pm").replace("a. m.", "am").replace(" m.", "m")
    words = {word.strip(".") for word in _WORD.findall(squeezed)}
    if hour < 12 and (words & _EVENING or _HUNGARIAN_EVENING.search(text)):
        return hour + 12
    return 0 if hour == 12 and words & _MORNING else hour


def _year(year: int) -> int:
    if year < 100:
        return 2000 + year
    return year - 543 if 2400 < year < 2700 else year  # the Thai calendar


def _offset(match: re.Match[str] | None) -> tzinfo | None:
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(offset if match[1] == "+" else -offset) if offset <= timedelta(hours=14) else None


def _zone(text: str) -> tzinfo | None:
    match = _OFFSET.search(text)
    if match:
        return _offset(match)
    for name, hours_east in _LONG_ZONES:
        if name in text:
            return timezone(timedelta(hours=hours_east))
    for word in _WORD.findall(text):
        if word in _HOURS:
            return timezone(timedelta(hours=_HOURS[word]))
    return None
