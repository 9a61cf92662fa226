"""A long text in pages and a page in blocks, no larger than Slack takes."""

_PAGE_CHARACTERS = 8000
_CHUNK_CHARACTERS = 2800


def page_starts(text: str, size: int = _PAGE_CHARACTERS) -> list[int]:
    """Where each page begins; an empty text has one page. Pages end at a line's end where one is near."""
    starts, place = [0], 0
    while len(text) - place > size:
        place = _break(text, place, size)
        starts.append(place)
    return starts


def page(text: str, number: int) -> tuple[str, int, int]:
    """A page, its number moved into range (from 1), and how many there are."""
    starts = page_starts(text)
    number = min(max(number, 1), len(starts))
    end = starts[number] if number < len(starts) else len(text)
    return text[starts[number - 1] : end], number, len(starts)


def chunks(text: str, size: int = _CHUNK_CHARACTERS) -> list[str]:
    """The text in pieces that one block each can hold."""
    starts = page_starts(text, size)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _break(text: str, place: int, size: int) -> int:
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, place + size // 2, place + size)
        if found > 0:
            return found + len(mark)
    return place + size
