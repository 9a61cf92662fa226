"""The one author of a mail: the single mailbox of its single From header (RFC 5322 section 3.6.2).

Everything that authentication proves, it proves about this address. So a From that two mail programs
could read as two people is refused rather than read.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto, unique

from ingest.auth.domain import canonical_domain
from ingest.headers import Headers, Unsafe

MAX_LOCAL = 64  # RFC 5321 section 4.5.3.1.1

_SPECIALS = frozenset("<>[]:;@,.")
_SPACE = frozenset(" \t")
_ATOM = re.compile(r'[^<>\[\]:;@,. \t"()\\]+')


@unique
class _Kind(Enum):
    ATOM = auto()
    QUOTED = auto()
    SPECIAL = auto()
    SPACE = auto()  # white space or a comment: RFC 5322's CFWS


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str


_CFWS = _Token(_Kind.SPACE, "")


def author_of(headers: Headers) -> str | Unsafe:
    """The author's address, its domain in canonical form, or why the mail has no single author."""
    field = headers.first("From")
    if field is None:
        return Unsafe("no From header", "author")
    # `split_headers` has seen to it that this is ASCII, or UTF-8 where that was agreed.
    tokens = _tokens(field.unfolded.decode("utf-8", "replace"))
    if isinstance(tokens, Unsafe):
        return tokens
    return _mailbox(tokens)


def _mailbox(tokens: list[_Token]) -> str | Unsafe:
    """The address of a From that is one name-addr or one addr-spec."""
    specials = [t.text for t in tokens if t.kind is _Kind.SPECIAL]
    if "," in specials:
        return Unsafe("several authors in the From header", "author")
    if ":" in specials or ";" in specials:
        return Unsafe("a group or a route in the From header", "author")
    if "<" not in specials:
        return _address(tokens)
    opening = next(i for i, t in enumerate(tokens) if t == _Token(_Kind.SPECIAL, "<"))
    phrase, rest = tokens[:opening], _trimmed(tokens[opening + 1 :])
    if not rest or rest[-1] != _Token(_Kind.SPECIAL, ">"):
        return Unsafe("text after the address in the From header", "author")
    address = _address(rest[:-1])
    if isinstance(address, Unsafe):
        return address
    if _names_another(phrase, address):
        return Unsafe("a second address in the From header", "author")
    return address


def _names_another(phrase: list[_Token], address: str) -> bool:
    """Whether a bare `@` in a display name makes it readable as an address other than the real one.

    `jane@acme.com <jane@acme.com>` is what common programs write, and says the same either way.
    """
    specials = {t.text for t in phrase if t.kind is _Kind.SPECIAL}
    if not specials & {"@", ">"}:
        return False
    named = _address(phrase)
    return isinstance(named, Unsafe) or named.lower() != address.lower()


def _address(tokens: list[_Token]) -> str | Unsafe:
    """The addr-spec that the tokens are; white space and comments only around it."""
    tokens = _trimmed(tokens)
    if not tokens:
        return Unsafe("no address in the From header", "author")
    if any(t.kind is _Kind.SPACE for t in tokens):
        return Unsafe("space or a comment within the address in the From header", "author")
    at = [i for i, t in enumerate(tokens) if t == _Token(_Kind.SPECIAL, "@")]
    if len(at) != 1:
        return Unsafe("no single address in the From header", "author")
    local = _local(tokens[: at[0]])
    domain = _domain(tokens[at[0] + 1 :])
    if local is None or domain is None:
        return Unsafe("the address in the From header is not valid", "author")
    return f"{local}@{domain}"


def _local(tokens: list[_Token]) -> str | None:
    """The local part: a dot-atom or one quoted string, without quotes where it needs none."""
    if any(char.isspace() and char != " " for token in tokens for char in token.text):
        return None  # with a space that is not ASCII's it is another mailbox, and looks like the one without
    if len(tokens) == 1 and tokens[0].kind is _Kind.QUOTED:
        text = tokens[0].text
        if not text or len(text) > MAX_LOCAL or any(c in '\\"@<>,:;()[]' for c in text):
            return None  # nobody's real mailbox, and an address within an address to a careless reader
        return text if _is_dot_atom(text) else f'"{text}"'
    if any(t.kind is _Kind.QUOTED for t in tokens):
        return None
    text = "".join(t.text for t in tokens)
    # An encoded word in an address is not allowed (RFC 2047 section 5) and decodes to another address.
    if len(text) > MAX_LOCAL or not _is_dot_atom(text) or ("=?" in text and "?=" in text):
        return None
    return text


def _domain(tokens: list[_Token]) -> str | None:
    if any(t.kind is _Kind.QUOTED for t in tokens):
        return None
    return canonical_domain("".join(t.text for t in tokens))


def _is_dot_atom(text: str) -> bool:
    parts = text.split(".")
    return all(parts) and not any(c in _SPECIALS or c in _SPACE for part in parts for c in part)


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    """The tokens without white space and comments at either end."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind is _Kind.SPACE:
        start += 1
    while start < end and tokens[end - 1].kind is _Kind.SPACE:
        end -= 1
    return tokens[start:end]


def _tokens(text: str) -> list[_Token] | Unsafe:
    """RFC 5322 section 3.2's tokens, in one pass."""
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == '"':
            content, after = _quoted(text, at)
            token = _Token(_Kind.QUOTED, content)
        elif char == "(":
            after = _after_comment(text, at)
            token = _CFWS
        elif char in _SPACE:
            after = at + 1
            token = _CFWS
        elif char in _SPECIALS:
            after = at + 1
            token = _Token(_Kind.SPECIAL, char)
        elif atom := _ATOM.match(text, at):
            after = atom.end()
            token = _Token(_Kind.ATOM, atom[0])
        else:
            return Unsafe("a stray bracket or backslash in the From header", "author")
        if after < 0:
            return Unsafe("an unclosed quote or comment in the From header", "author")
        tokens.append(token)
        at = after
    return tokens


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The content of the quoted string that starts at `at`, and the index behind it; -1 without an end."""
    content: list[str] = []
    at += 1
    while at < len(text):
        if text[at] == '"':
            return "".join(content), at + 1
        if text[at] == "\\":
            at += 1
        content.append(text[at : at + 1])
        at += 1
    return "", -1


def _after_comment(text: str, at: int) -> int:
    """The index behind the comment that starts at `at`, nested ones included; -1 without an end."""
    depth = 0
    while at < len(text):
        match text[at]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
                if not depth:
                    return at + 1
            case "\\":
                at += 1
        at += 1
    return -1
