"""Macro expansion in SPF's domain-specs (RFC 7208 section 7), which pyspf does too loosely."""

import re
from collections.abc import Callable
from urllib.parse import quote

MAX_NAME = 253

_MACRO = re.compile(r"%(?:\{([a-z])(\d*)(r?)([.+,/_=-]*)\}|([%_-]))", re.IGNORECASE)
_ESCAPES = {"%": "%", "_": " ", "-": "%20"}
_LETTERS = frozenset("slodiphv")  # section 7.2: c, r and t are for explanations only


class BadMacro(ValueError):
    """The text breaks the grammar of section 7.1: permerror."""


def expand(text: str, value: Callable[[str], str]) -> str:
    """The text with each macro replaced by what `value` says of its letter; at most 253 characters.

    Raises `BadMacro` for anything that is no macro: an unknown letter, a count of zero, a bare percent.
    """
    pieces: list[str] = []
    at = 0
    while (percent := text.find("%", at)) >= 0:
        macro = _MACRO.match(text, percent)
        if macro is None:
            raise BadMacro("invalid macro")
        pieces += [text[at:percent], _expanded(macro, value)]
        at = macro.end()
    return _shortened("".join(pieces) + text[at:])


def _expanded(macro: re.Match[str], value: Callable[[str], str]) -> str:
    letter, count, reverse, delimiters, escape = macro.groups()
    if escape:
        return _ESCAPES[escape]
    if letter.lower() not in _LETTERS or (count and not int(count[:9])):
        raise BadMacro("invalid macro")
    parts = re.split(f"[{re.escape(delimiters or '.')}]", value(letter.lower()))
    if reverse:
        parts.reverse()
    if count:
        parts = parts[-int(count[:9]) :]
    joined = ".".join(parts)
    # Section 7.3: an upper-case letter asks for URL escaping.
    return quote(joined, safe="~") if letter.isupper() else joined


def _shortened(name: str) -> str:
    """Section 7.3: labels are dropped from the left until the name fits; pyspf drops one."""
    name = name.removesuffix(".")
    while len(name) > MAX_NAME and "." in name:
        name = name.partition(".")[2]
    return name
