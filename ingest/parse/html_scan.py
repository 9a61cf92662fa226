"""HTML cut into tags and text, in one pass and without a tree.

A tree would cost an attacker nothing and us minutes: the parsers at hand walk all open elements at each
tag, so 60,000 nested <div> take 5 s. A mail's text needs only the order of its tags.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

MAX_TAGS = 60_000
# Their content is not even HTML: it ends at the closing tag and nowhere else.
RAW = frozenset({"style", "script", "title", "noframes"})
# An ordinary tag, whole. No class holds "<", so that no attempt reads past the next one.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,60})((?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:_-]{0,60}")
_ATTRIBUTE = re.compile(r"(?<![-\w:.])([a-zA-Z][-\w:.]{0,40}+)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_ATTRIBUTES_LENGTH = 6_000
# html.unescape raises on a number of more than 4,300 digits.
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")


class Tag(NamedTuple):
    """A start tag, or an end tag where `closing`; `rest` is its attributes as written."""

    name: str
    closing: bool
    rest: str

    def attributes(self) -> Mapping[str, str]:
        """Attribute values by lower-case name, entities resolved."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.rest[:_ATTRIBUTES_LENGTH]):
            value = match[2]
            found.setdefault(match[1].lower(), unescape(value[1:-1] if value[0] in "\"'" else value))
        return found


def unescape(text: str) -> str:
    """Character references resolved; absurd ones dropped."""
    return html.unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


def scan(source: str, most_tags: int = MAX_TAGS) -> Iterator[Tag | str]:
    """The tags and the text between them, in order; of more than `most_tags`, the first."""
    position, length, tags = 0, len(source), 0
    lower = source.lower() if source.isascii() else source
    while position < length and tags < most_tags:
        opening = source.find("<", position)
        if opening < 0:
            break
        if opening > position:
            yield unescape(source[position:opening])
        tags += 1
        plain = _TAG.match(source, opening)
        if plain is not None:
            tag = Tag(plain[2].lower(), bool(plain[1]), plain[3])
            yield tag
            position = plain.end()
            if tag.name in RAW and not tag.closing:
                position = _raw_end(lower, tag.name, position)
            continue
        if source.startswith("<!--", opening):
            position = _after(source, "-->", opening + 4)
            continue
        if source.startswith(("<!", "<?"), opening):
            position = _after(source, ">", opening)
            continue
        closing = source.startswith("/", opening + 1)
        name = _NAME.match(source, opening + 1 + closing)
        end = _tag_end(source, name.end()) if name else -1
        if name is None or end < 0:
            if name is not None:
                position = opening
                break  # nothing closes this tag, so nothing closes a later one: the rest is text
            yield "<"
            position = opening + 1
            continue
        tag = Tag(name[0].lower(), closing, source[name.end() : end])
        yield tag
        position = end + 1
        if tag.name in RAW and not closing:
            position = _raw_end(lower, tag.name, position)
    if position < length and tags < most_tags:
        yield unescape(source[position:])


def _raw_end(lower: str, name: str, position: int) -> int:
    end = lower.find(f"</{name}", position)
    return len(lower) if end < 0 else end


def _after(source: str, mark: str, position: int) -> int:
    found = source.find(mark, position)
    return len(source) if found < 0 else found + len(mark)


def _tag_end(source: str, position: int) -> int:
    """Where the tag's ">" stands; one inside a quoted attribute is passed over, unless another tag begins."""
    first = end = source.find(">", position)
    for _ in range(5):
        if end < 0 or source.find("<", first, end) >= 0:
            break
        if source.count('"', position, end) % 2 == 0:
            return end
        end = source.find(">", end + 1)
    return first
