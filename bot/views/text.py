"""Text that others wrote, made fit to show: cleaned, cut to a limit, escaped, kept in its own direction."""

import re
import unicodedata
from collections.abc import Iterable

ELLIPSIS = "…"
_LONGEST_TEXT_BYTES = 3900
_WORD_JOINER = "\u2060"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

# Control characters, invisible "tag" letters, noncharacters and the marks by which text can reorder what
# stands around it (UAX #9 section 2): overrides, embeddings and isolates. LRM and RLM are harmless and stay.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066\u2067\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_ISOLATES = re.compile("[\u2068\u2069]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Marks piled up high enough to spill over the lines above and below.
_PILED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{6})[\u0300-\u036f"
    "\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")
# What opens formatting in mrkdwn (docs: formatting message text): a mark at the edge of a word.
_FORMATTING = re.compile(r"(?<!\w)([*_~`])|([*_~`])(?!\w)")
# What ends a sentence, perhaps in an isolate.
_ENDED = re.compile(r"[.!?…。]\u2069?$")
_EMOJI_CODE = re.compile(r":(?=[\w+'-]+:)")


def clean(text: str) -> str:
    """The text without what cannot or must not be shown; its line ends are `\\n`."""
    return showable(_ISOLATES.sub("", text))


def showable(text: str) -> str:
    """The same for a sentence of ours that quotes cleaned text: what `isolate` put there stays."""
    text = _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    return _PILED_MARKS.sub(r"\1", _UNWANTED.sub("", text))


def one_line(text: str) -> str:
    """Cleaned, every run of white space one space."""
    return _SPACE.sub(" ", clean(text)).strip()


def paragraphs(text: str) -> str:
    """Cleaned, at most one blank line between paragraphs, none at either end."""
    return _BLANK_LINES.sub("\n\n", clean(text)).strip()


def width(text: str) -> int:
    """The length as Slack may count it: UTF-16 units, never less than code points.

    Slack does not say which of the two it counts, so the larger is the safe one.
    """
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """At most `limit` long, with "…" where something is missing and no character torn apart."""
    if width(text) <= limit:
        return text
    end, used = 0, width(ELLIPSIS)
    for character in text:
        used += 2 if character > "\uffff" else 1
        if used > limit:
            break
        end += 1
    return text[: _boundary(text, end)].rstrip() + ELLIPSIS


def _boundary(text: str, end: int) -> int:
    """The last place at or before `end` that is not inside what a reader sees as one character."""
    for place in range(end, max(end - 32, 0), -1):
        if not _joins(text, place):
            return place
    return end


def _joins(text: str, place: int) -> bool:
    """Whether the characters on both sides of `place` belong together (roughly UAX #29)."""
    if place >= len(text):
        return False
    following, before = text[place], text[place - 1]
    if "\U0001f1e6" <= following <= "\U0001f1ff":
        flags = 0
        while flags < place and "\U0001f1e6" <= text[place - 1 - flags] <= "\U0001f1ff":
            flags += 1
        return flags % 2 == 1
    return (
        before == "\u200d"
        or following in "\u200d\ufe0e\ufe0f\u20e3"
        or "\U0001f3fb" <= following <= "\U0001f3ff"
        or unicodedata.category(following) in ("Mn", "Mc", "Me")
    )


def isolate(text: str) -> str:
    """Keep text with right-to-left letters from reordering the sentence it stands in (UAX #9 section 2.4)."""
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text):
        return apart(text)
    return text


def apart(text: str) -> str:
    """Text that keeps its own order whatever stands around it: a date in a line that begins with a
    right-to-left name is read from the right, its day after its year, unless it is set apart."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def sentences(parts: Iterable[str]) -> str:
    """One after another, with a full stop between two where the first does not end in a mark of its own."""
    *firsts, last = parts
    return " ".join([*(one if _ENDED.search(one) else f"{one}." for one in firsts), last])


def escape(text: str) -> str:
    """For the top-level `text` of a message, which Slack reads as mrkdwn: nothing in it stays markup."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _FORMATTING.sub(lambda found: f"{_WORD_JOINER}{found[0]}{_WORD_JOINER}", text)
    return _EMOJI_CODE.sub(f":{_WORD_JOINER}", text)


def spoken(text: str, limit: int = 1500) -> str:
    """The top-level `text` of a message: escaped, and short enough for chat.update even then.

    chat.update refuses more than 4,000 (`msg_too_long`); the documentation of its sister
    chat.postEphemeral counts bytes, so we do.
    """
    shown = escape(cut(text, limit))
    while len(shown.encode()) > _LONGEST_TEXT_BYTES:
        limit = limit * 3 // 4
        shown = escape(cut(text, limit))
    return shown
