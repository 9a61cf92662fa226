"""A mail's body read: its new text, what is quoted, and what it forwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parse.body import BodyPiece
from ingest.parse.forward import find_forwards, forwards_in
from ingest.parse.html import HtmlText, to_text
from ingest.parse.html_scan import MAX_TAGS
from ingest.parse.lines import Text, as_text, normalised, trimmed
from ingest.parse.mail import Forward
from ingest.parse.quotes import Split, split_lines, split_quotes
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
    body = _Body(pieces)
    view = as_text(body.whole())
    forwards = forwards_in(view, subject, is_reply)
    hoped_for = bool(forwards) or (subject is not None and is_forward_subject(subject))
    if hoped_for and body.has_html and not body.made_from_html and not _names_author(forwards):
        # The plain part does not show who wrote the original; the HTML beside it may.
        better = find_forwards(body.all_html(), subject, is_reply)
        if _names_author(better):
            return Reading(better[0].note or "", None, True, better)
    if forwards:
        return Reading(forwards[0].note or "", None, body.made_from_html, forwards)
    split = body.split(view)
    return Reading(split.new, split.quoted, body.made_from_html, ())


def with_attached(reading: Reading, attached: tuple[Forward, ...]) -> Reading:
    """The reading with the mails attached to it: where it forwards none itself, its text is their note."""
    if not attached:
        return reading
    first, *rest = attached
    if not reading.forwards:
        first = replace(first, note=reading.text or None)
        return replace(reading, forwards=(first, *rest))
    own = reading.forwards[0]
    if own.by_hand:
        # "From: jane@acme.com" above an attached mail says whose that one is.
        first = replace(first, author=own.author, note=own.body or None)
        return replace(reading, text=own.body, forwards=(first, *rest))
    return replace(reading, forwards=(*reading.forwards, *attached))


def whole_body(pieces: Sequence[BodyPiece]) -> str:
    """All the text of a body in pieces, history and signature in their place."""
    return trimmed(_Body(pieces).whole().split("\n"))


class _Body:
    """Pieces of a body; HTML is read once, and only where it is needed."""

    def __init__(self, pieces: Sequence[BodyPiece]) -> None:
        self._pieces = pieces
        self._read: dict[int, HtmlText] = {}
        self._rich = [index for index, piece in enumerate(pieces) if piece.html is not None]
        self.has_html = bool(self._rich)
        self.made_from_html = False

    def whole(self) -> str:
        """The text of all pieces, from the plain alternative where it says as much as the HTML."""
        texts = []
        for index, piece in enumerate(self._pieces):
            if piece.plain is None or self._is_poor(index, piece.plain):
                self.made_from_html = True
                texts.append(self._html(index).whole)
            else:
                texts.append(piece.plain)
        return normalised("\n\n".join(text.strip("\n") for text in texts if text.strip()))

    def all_html(self) -> str:
        """The text of all HTML pieces."""
        return normalised("\n\n".join(self._html(index).whole for index in self._rich))

    def split(self, whole: Text) -> Split:
        """New text and history, by the HTML's structure where it shows any, else by the lines."""
        shown = [self._read[index] for index in self._rich if index in self._read]
        if not self.made_from_html or not any(text.quoted for text in shown):
            return split_lines(whole)
        rest = split_quotes("\n\n".join(text.new for text in shown if text.new))
        history = [rest.quoted or "", *(text.quoted for text in shown)]
        return Split(rest.new, trimmed([text for text in history if text]) or None)

    def _html(self, index: int) -> HtmlText:
        if index not in self._read:
            self._read[index] = to_text(self._pieces[index].html or "", MAX_TAGS // len(self._rich))
        return self._read[index]

    def _is_poor(self, index: int, plain: str) -> bool:
        html, length = self._pieces[index].html, len(plain.strip())
        if html is None or length >= _POOR_LENGTH or len(html) < _POOR_LENGTH:
            return False
        return not length or len(self._html(index).whole) > _POOR_RATIO * length + _POOR_LENGTH


def _names_author(forwards: tuple[Forward, ...]) -> bool:
    return bool(forwards) and forwards[0].author is not None and bool(forwards[0].author.address)
