"""HTML to the text a person would read, with what is quoted told apart by the structure clients give it."""

import re
from dataclasses import dataclass, field

from ingest.parse import html_tags as tags
from ingest.parse.html_scan import MAX_TAGS, Tag, scan

MAX_QUOTE_DEPTH = 12
MAX_REMEMBERED = 5_000
_NEAR = 50  # how far up the open elements a closing tag is matched
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of an HTML body: all of it, and the lines of its author apart from those quoted."""

    whole: str
    new: str
    quoted: str


@dataclass(slots=True)
class _Line:
    quote_depth: int
    quoted: bool
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Span:
    """An open element whose end matters; `inner` counts the elements of its name open inside it."""

    name: str
    kind: str
    inner: int = 0
    href: str = ""
    start: int = 0


def to_text(source: str, most_tags: int = MAX_TAGS) -> HtmlText:
    """The readable text of an HTML body; of one with more than `most_tags`, of its beginning."""
    text = _read(source, most_tags, show_hidden=False)
    # A hidden element that is never closed must not cost the mail its text.
    return text if text.whole else _read(source, most_tags, show_hidden=True)


def _read(source: str, most_tags: int, show_hidden: bool) -> HtmlText:
    reader = _Reader(show_hidden)
    for token in scan(source, most_tags):
        if isinstance(token, str):
            reader.text(token)
        elif token.closing:
            reader.close(token)
        else:
            reader.open(token)
    return reader.result()


class _Reader:
    def __init__(self, show_hidden: bool) -> None:
        self._lines = [_Line(0, False)]
        self._spans: list[_Span] = []
        self._open_names: dict[str, int] = {}
        self._meanings: dict[Tag, tags.Meaning] = {}
        self._lists: list[int | None] = []
        self._show_hidden = show_hidden
        self._quote_depth = self._quoted = self._skipping = self._preformatted = 0
        self._rest_quoted = self._space = self._gap = self._cell = False

    # -- text ------------------------------------------------------------------------------------------

    def text(self, text: str) -> None:
        if self._skipping:
            return
        if self._preformatted:
            first, *others = text.split("\n")
            self._put(first)
            for line in others:
                self._break()
                self._put(line)
            return
        words = _SPACES.sub(" ", text)
        if not words.strip(" "):
            self._space = self._space or bool(words)
            return
        if words[0] == " " or self._space:
            self._space = False
            if self._lines[-1].pieces and not self._gap:
                self._put(" ")
        self._put(words.strip(" "))
        self._space = words[-1] == " "

    def _put(self, text: str) -> None:
        if not text:
            return
        line = self._lines[-1]
        if self._gap and not line.pieces:
            self._gap = False
            if len(self._lines) > 1:
                self._break()
                line = self._lines[-1]
        if self._cell:
            self._cell = False
            if line.pieces:
                line.pieces.append(" " if line.pieces[-1].endswith(":") else "\t")
                self._space = False
        if not line.pieces:
            line.quote_depth = min(self._quote_depth, MAX_QUOTE_DEPTH)
            line.quoted = self._rest_quoted or self._quoted > 0
        line.pieces.append(text)

    def _break(self) -> None:
        self._lines[-1].quoted |= self._rest_quoted or self._quoted > 0
        self._lines[-1].quote_depth = self._lines[-1].quote_depth or min(self._quote_depth, MAX_QUOTE_DEPTH)
        self._lines.append(_Line(0, False))
        self._space = self._cell = False

    def _new_line(self) -> None:
        if self._lines[-1].pieces:
            self._break()
        self._space = self._cell = False

    # -- tags ------------------------------------------------------------------------------------------

    def open(self, tag: Tag) -> None:
        name = tag.name
        if self._skipping:
            self._open_again(name)
            return
        if name == "br":
            self._break()
        elif name in tags.CELLS:
            self._cell = True
        elif name == "li":
            self._new_line()
            self._put(self._bullet())
            self._space = True
        elif name in tags.BLOCKS:
            self._new_line()
            if name in ("ul", "ol"):
                self._lists.append(1 if name == "ol" else None)
            elif name == "pre":
                self._preformatted += 1
        if "=" in tag.rest or name in tags.TELLING or "hidden" in tag.rest:
            spans = len(self._spans)
            self._heed(tag)
            if len(self._spans) > spans:
                return
        self._open_again(name)

    def _open_again(self, name: str) -> None:
        """Counts an element inside an open span of its name, so that its end is not taken for the span's."""
        if not self._open_names.get(name):
            return
        for span in reversed(self._spans[-_NEAR:]):
            if span.name == name:
                span.inner += 1
                break

    def _heed(self, tag: Tag) -> None:
        """Does what the tag's attributes ask for; most tags of a mail repeat the same few."""
        meaning = self._meanings.get(tag)
        if meaning is None:
            meaning = tags.meaning_of(tag)
            if len(self._meanings) < MAX_REMEMBERED:
                self._meanings[tag] = meaning
        if tag.name in tags.PARAGRAPHS:
            self._new_line()
            # Word gives every line its paragraph and no margin.
            self._gap = self._gap or not meaning.tight
        if meaning.rest:
            self._new_line()
            self._rest_quoted = True
        if tag.name in tags.VOID or tag.rest.endswith("/"):
            return
        if tag.name in tags.SKIPPED or (meaning.hidden and not self._show_hidden):
            self._start(_Span(tag.name, "skip"))
        elif meaning.cite or meaning.indent:
            self._start(_Span(tag.name, "cite" if meaning.cite else "indent"))
        elif meaning.quote:
            self._new_line()
            self._start(_Span(tag.name, "quote"))
        elif meaning.href:
            self._start(_Span("a", "link", 0, meaning.href, len(self._lines[-1].pieces)))

    def _start(self, span: _Span) -> None:
        if len(self._spans) >= 500:
            return
        self._spans.append(span)
        self._open_names[span.name] = self._open_names.get(span.name, 0) + 1
        self._skipping += span.kind == "skip"
        self._quoted += span.kind in ("cite", "quote")
        self._quote_depth += span.kind in ("cite", "indent")

    def close(self, tag: Tag) -> None:
        name = tag.name
        if self._open_names.get(name):
            self._close_span(name)
        if self._skipping:
            return
        if name in tags.BLOCKS or name in tags.PARAGRAPHS:
            self._new_line()
            if name in ("ul", "ol") and self._lists:
                self._lists.pop()
            elif name == "pre":
                self._preformatted = max(0, self._preformatted - 1)

    def _close_span(self, name: str) -> None:
        for index in range(len(self._spans) - 1, max(-1, len(self._spans) - 1 - _NEAR), -1):
            span = self._spans[index]
            if span.name != name:
                continue
            if span.inner:
                span.inner -= 1
            else:
                self._end(index)
            break

    def _end(self, index: int) -> None:
        """Closes the span and all that were left open inside it."""
        for span in self._spans[index:]:
            self._open_names[span.name] -= 1
            if span.kind == "link":
                self._end_link(span)
            elif span.kind != "skip":
                self._new_line()
            self._skipping -= span.kind == "skip"
            self._quoted -= span.kind in ("cite", "quote")
            self._quote_depth -= span.kind in ("cite", "indent")
        del self._spans[index:]

    def _end_link(self, span: _Span) -> None:
        label = "".join(self._lines[-1].pieces[span.start :]).strip()
        scheme, _, target = span.href.partition(":")
        if scheme.lower() == "mailto":
            address = target.partition("?")[0]
            if label and "@" not in label and "@" in address:
                self._put(f" <{address}>")
        elif label and scheme.lower() in ("http", "https") and not _same_link(label, span.href):
            self._put(f" ({span.href})")

    def _bullet(self) -> str:
        indent = "  " * min(max(0, len(self._lists) - 1), 10)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}-"
        self._lists[-1] = number + 1
        return f"{indent}{number}."

    # -- result ----------------------------------------------------------------------------------------

    def result(self) -> HtmlText:
        whole: list[str] = []
        new: list[str] = []
        quoted: list[str] = []
        for line in self._lines:
            text = "".join(line.pieces).replace("\xa0", " ").rstrip()
            if line.quote_depth:
                text = "> " * line.quote_depth + text
            whole.append(text)
            (quoted if line.quoted else new).append(text)
        return HtmlText(_joined(whole), _joined(new), _joined(quoted))


def _same_link(label: str, href: str) -> bool:
    def bare(text: str) -> str:
        return text.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")

    return bare(label) == bare(href)


def _joined(lines: list[str]) -> str:
    """The lines as one text, with no more than one empty line in a row."""
    out: list[str] = []
    for line in lines:
        if line.strip("> ") or (out and out[-1].strip("> ")):
            out.append(line)
    return "\n".join(out).strip("\n").rstrip()
