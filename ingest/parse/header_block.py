"""The block of header lines that a forward shows of the original mail."""

import re
from collections.abc import Container, Mapping, Set
from dataclasses import dataclass

from ingest.parse.labels import label_of, sisters
from ingest.parse.lines import Text, folded, is_indented
from ingest.parse.role import Role
from ingest.parse.separators import separator_of
from ingest.parse.shapes import label_shape, role_by_value

_PEOPLE = frozenset({Role.FROM, Role.TO, Role.CC, Role.REPLY_TO})
_TELLING = frozenset({Role.TO, Role.CC, Role.SUBJECT, Role.DATE})
_EARLY = frozenset({Role.FROM, Role.DATE, Role.TO})
_LOOKAHEAD = 3
_WRAP_WIDTH = 68
_FOLDED_WIDTH = 40
_MAX_GLUED = 20_000
_LAST_LINES = 4


@dataclass(frozen=True, slots=True)
class Block:
    """Header lines by role; they stand in the lines from `start` up to `end`."""

    values: Mapping[Role, str]
    start: int
    end: int

    @property
    def is_sure(self) -> bool:
        """So complete that it is a mail's: an itinerary has From, To and Date too, but no address."""
        telling = len(_TELLING & self.values.keys())
        author = self.values.get(Role.FROM, "")
        return "@" in author if telling == 1 else telling >= 2 and self._is_of_mail(author)

    def _is_of_mail(self, author: str) -> bool:
        return bool(author) and (Role.SUBJECT in self.values or "@" in author)

    @property
    def is_plausible(self) -> bool:
        """Enough behind a separator line."""
        return bool(self.values.get(Role.FROM)) or len(_TELLING & self.values.keys()) >= 2


def read_block(text: Text, start: int) -> Block | None:
    """The header lines that begin at line `start`, or None where that line is none."""
    first = label_of(text.bare[start]) if start < len(text.bare) else None
    if first is None or first[0] is Role.OTHER:
        return None
    glued = unglue(text.bare[start])
    if len(glued) >= 3:
        return _with_rest(text, glued, start)
    return _read(text, start)


def _with_rest(text: Text, glued: dict[Role, str], start: int) -> Block:
    """Yahoo leaves the last headers on lines of their own, below those that it glued together."""
    line = start + 1
    while line < len(text.bare):
        label = label_of(text.bare[line]) or _without_colon(text, start, line, glued)
        if label is None or label[0] in glued or label[0] not in (Role.DATE, Role.SUBJECT):
            break
        glued[label[0]] = label[1]
        line += 1
    return Block(glued, start, line)


def _read(text: Text, start: int) -> Block:
    values: dict[Role, list[str]] = {}
    current: list[str] = []
    role = Role.OTHER
    spaced = False
    line = start
    while line < len(text.bare):
        bare = text.bare[line]
        if not bare:
            if not (spaced or len(values) <= 1 or not "".join(current)) or not _goes_on(
                text, line + 1, values
            ):
                break
            spaced = True
            line += 1
            continue
        label = label_of(bare)
        if label is not None and (label[0] not in values or label[0] is Role.OTHER):
            role, current = label[0], [label[1]]
            values[role] = current
        elif label is not None and label[0] in (Role.DATE, Role.REPLY_TO) and len(values) > 1:
            role, current = Role.OTHER, []  # "Sent" beside "Date": the first one counts
        elif label is not None and label[0] is Role.FROM:
            break
        elif label is None and (
            guess := _without_colon(text, start, line, values) or _guess(text, line, values)
        ):
            role, current = guess[0], [guess[1]]
            values[role] = current
        elif _continues(text, line, role, current, values):
            current.append(bare)
        else:
            break
        line += 1
    joined = {name: " ".join(part for part in parts if part) for name, parts in values.items()}
    return Block(joined, start, line)


def _without_colon(text: Text, start: int, line: int, values: Container[Role]) -> tuple[Role, str] | None:
    """What "Dw Jan <jan@a.example>" is: Yahoo's Polish lacks that colon, its Portuguese the one of "Assunto".

    The block's first line tells the language. English has all its colons: "Subject to …" is a sentence.
    """
    word, _, value = text.bare[line].partition(" ")
    label = label_of(f"{word}:") if value and word[:1].isupper() and word != "Subject" else None
    if label is None or Role.SUBJECT in values or folded(word) not in sisters(_word_of(text.bare[start])):
        return None
    role, goes_on = label[0], text.bare[line - 1].endswith((",", ";"))
    if role is Role.SUBJECT:
        last = line + 1 >= len(text.bare) or not text.bare[line + 1]
        return (role, value) if len(word) > 3 and last and Role.DATE in values else None
    missing = role in (Role.TO, Role.CC) and role not in values
    return (role, value) if missing and "@" in value and not goes_on else None


def _word_of(line: str) -> str:
    """The label of a header line."""
    return re.split("[:：]", line, maxsplit=1)[0].strip("*_. \t")


def _guess(text: Text, line: int, values: Mapping[Role, list[str]]) -> tuple[Role, str] | None:
    """The role of a line that looks like a header among header lines, in words that no table knows."""
    shape = label_shape(text.bare[line])
    last = line + 1 >= len(text.bare) or not text.bare[line + 1]
    if (
        shape is None
        or "@" not in "".join(values.get(Role.FROM, ()))
        or not ((last and len(values) >= 3) or _goes_on(text, line + 1, values))
    ):
        return None
    role = role_by_value(shape, set(values))
    return (role, shape) if role is not None else None


def _goes_on(text: Text, line: int, values: Mapping[Role, list[str]]) -> bool:
    """The line behind an empty one is a header line that the block does not have yet."""
    label = label_of(text.bare[line]) if line < len(text.bare) else None
    return label is not None and label[0] not in values


def _continues(
    text: Text, line: int, role: Role, current: list[str], values: Mapping[Role, list[str]]
) -> bool:
    """The line belongs to the header above it: a folded list of people, a wrapped subject."""
    if not current or separator_of(text.bare[line]) is not None:
        return False
    bare, before = text.bare[line], current[-1]
    if role in _PEOPLE and _more_people(text, line, " ".join(current[-_LAST_LINES:])):
        return True
    for ahead in range(line + 1, min(line + 1 + _LOOKAHEAD, len(text.bare))):
        if not text.bare[ahead]:
            break
        label = label_of(text.bare[ahead])
        if label is not None:
            return label[0] not in values
    if not before:
        # Cells of a table, one below the other: then all values stand below their labels.
        below = values.get(Role.FROM, ["-"])[0] == ""
        return role is not Role.OTHER if below else role in _EARLY and len(values) < 3
    if role is Role.SUBJECT:
        # The client wrapped the subject where the next word did not fit.
        followed = line + 1 >= len(text.bare) or not text.bare[line + 1]
        if followed and is_indented(text.lines[line]) and len(text.bare[line - 1]) >= _FOLDED_WIDTH:
            return True
        width = len(text.bare[line - 1]) + 1 + len(bare.partition(" ")[0])
        return followed and _WRAP_WIDTH + 6 <= width <= 110 and len(text.bare[line - 1]) >= _WRAP_WIDTH - 10
    return False


def _more_people(text: Text, line: int, people: str) -> bool:
    """The line goes on with a list of people: after a separator, within brackets, or within a name."""
    bare = text.bare[line]
    if people.endswith((",", ";", "<", "，", "；", "、")):
        below = text.bare[line + 1] if line + 1 < len(text.bare) else ""
        # The address may have been wrapped away from its name.
        wrapped = below[:1] == "<" and "@" in below
        return wrapped or "@" in bare or "," in bare or ";" in bare or not people.endswith(",")
    if "@" not in bare:
        return False
    if bare[0] == "<" or text.lines[line][:1] in " \t" or people.count("<") > people.count(">"):
        return True
    last = people.replace(";", ",").rpartition(",")[2].strip()
    following = text.bare[line + 1] if line + 1 < len(text.bare) else ""
    return bool(last) and "@" not in last and (not following or label_of(following) is not None)


def unglue(line: str) -> dict[Role, str]:
    """The headers of a line that holds several, "From: A <a@b>To: C <c@d>Subject: E"; {} for other lines."""
    colon = line.find(":")
    if colon < 0 or line.count(":") < 3 or len(line) > _MAX_GLUED:
        return {}
    found: dict[Role, tuple[int, int]] = {}
    words = sisters(_word_of(line))
    shown = {word[0].upper() + word[1:] for word in words} | {word.upper() for word in words if len(word) < 4}
    for word in shown | ({"Cc", "CC"} if words else set()):
        for mark in (f"{word}:", f"{word} :", f"{word}.:"):
            at = line.find(mark)
            while at > 0 and len(word) < 4 and line[at - 1].isalpha():
                at = line.find(mark, at + 1)
            label = label_of(f"{word}:") if at >= 0 else None
            if label is not None and (label[0] not in found or at < found[label[0]][0]):
                found[label[0]] = (at, at + len(mark))
    if Role.FROM not in found or len(found) < 3:
        return {}
    found |= _glued_without_colon(line, shown, found)
    places = sorted((at, end, role) for role, (at, end) in found.items())
    ends = [at for at, _, _ in places[1:]] + [len(line)]
    return {role: line[end:stop].strip(" *_") for (_, end, role), stop in zip(places, ends, strict=True)}


def _glued_without_colon(
    line: str, shown: Set[str], found: Mapping[Role, tuple[int, int]]
) -> dict[Role, tuple[int, int]]:
    """Where labels stand that lack their colon: "…>Dw Jan <jan@a.example>", "17:34:15 CETAssunto Oferta"."""
    more: dict[Role, tuple[int, int]] = {}
    for word in shown:
        label = label_of(f"{word}:")
        if label is None or label[0] in found:
            continue
        if label[0] in (Role.TO, Role.CC):
            subject = found.get(Role.SUBJECT, (len(line), 0))[0]
            at = line.find(f">{word} ", found[Role.FROM][1], subject) + 1
        elif label[0] is Role.SUBJECT and Role.DATE in found and len(word) > 3:
            at = line.find(f"{word} ", found[Role.DATE][1])
            at = at if line[at - 1].isalnum() else -1
        else:
            continue
        if at > 0:
            more[label[0]] = (at, at + len(word) + 1)
    return more
