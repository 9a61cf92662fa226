"""A mail's body read: its new text, what is quoted, and what it forwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse.body import BodyPiece
from ingest.parse.forward import find_forwards
from ingest.parse.html import HtmlText, to_text
from ingest.parse.lines import normalised, trimmed
from ingest.parse.mail import Forward
from ingest.parse.quotes import Split, split_quotes
from ingest.parse.separators import is_forward_subject

# A plain part this much shorter than the HTML beside it only says that one should look at the HTML.
_POOR_LENGTH, _POOR_RATIO = 200, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """The body as a person takes it in; `html` says that the text was made from HTML."""

    text: str
    quoted: str | None
    html: bool
    forwards: tuple[Forward, ...]


def read_body(pieces: Sequence[BodyPiece], subject: str | None, is_reply: bool) -> Reading:
    """The reading of a body in pieces, each plain, HTML or both."""
    rendered: dict[int, HtmlText] = {}
    plain_pieces: list[str] = []
    made_from_html = False
    for index, piece in enumerate(pieces):
        if piece.plain is None or _is_poor(piece):
            rendered[index] = to_text(piece.html or "")
            made_from_html = True
            plain_pieces.append(rendered[index].whole)
        else:
            plain_pieces.append(piece.plain)
    whole = normalised("\n\n".join(text.strip("\n") for text in plain_pieces if text.strip()))
    forwards = find_forwards(whole, subject, is_reply)
    rich = [index for index, piece in enumerate(pieces) if piece.html is not None]
    hoped_for = bool(forwards) or (subject is not None and is_forward_subject(subject))
    if rich and not made_from_html and hoped_for and not _names_author(forwards):
        # The plain part does not show who wrote the original; the HTML beside it may.
        for index in rich:
            rendered.setdefault(index, to_text(pieces[index].html or ""))
        better = find_forwards("\n\n".join(rendered[index].whole for index in rich), subject, is_reply)
        if _names_author(better):
            return Reading(better[0].note or "", None, True, better)
    if forwards:
        return Reading(forwards[0].note or "", None, made_from_html, forwards)
    split = _split(whole, [rendered[index] for index in rich if index in rendered], made_from_html)
    return Reading(split.new, split.quoted, made_from_html, ())


def _is_poor(piece: BodyPiece) -> bool:
    if piece.html is None or piece.plain is None:
        return False
    length = len(piece.plain.strip())
    if length >= _POOR_LENGTH or len(piece.html) < _POOR_LENGTH:
        return False
    return not length or len(to_text(piece.html).whole) > _POOR_RATIO * length + _POOR_LENGTH


def _names_author(forwards: tuple[Forward, ...]) -> bool:
    return bool(forwards) and forwards[0].author is not None and bool(forwards[0].author.address)


def _split(whole: str, rendered: list[HtmlText], made_from_html: bool) -> Split:
    """By the HTML's structure where it shows any, else by the lines."""
    marked = [text for text in rendered if text.quoted]
    if not made_from_html or not marked:
        return split_quotes(whole)
    rest = split_quotes("\n\n".join(text.new for text in rendered if text.new))
    history = [text.quoted for text in marked]
    return Split(rest.new, trimmed([*([rest.quoted] if rest.quoted else []), *history]) or None)
