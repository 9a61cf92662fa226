"""Reading what follows DATA: framed in a byte buffer, in linear time, never holding more than allowed.

aiosmtpd reads line by line and keeps an object for each: 32 MB of empty lines cost it 1.4 GB. Only
CRLF.CRLF ends the data here (RFC 5321 section 4.1.1.4); a bare LF around the dot is data, so that no
second mail can be smuggled past us inside the first.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto

_END = b"\r\n.\r\n"
_CHUNK = 1 << 20  # more than the reader's buffer ever holds, so that each read empties it
_DRAIN_AT_LEAST = 8 * 1024 * 1024


class Cut(Enum):
    """Why the data was not taken."""

    TOO_BIG = auto()  # but read to its end: the session can go on
    MUCH_TOO_BIG = auto()  # nobody waits for the end of that
    NO_ROOM = auto()  # too much large mail is being received at once


async def read_data(
    reader: asyncio.StreamReader, limit: int, room: int, more_room: Callable[[int], Awaitable[int]]
) -> bytes | Cut:
    """The message, dot-stuffing undone; what was pipelined behind it stays in the reader.

    `room` is how many bytes may be held without asking. `more_room` is asked when that is passed, with
    what is held by then, and answers the new bound, or 0; while it waits, so does the peer. Of a message
    over `limit` no more than that is held, and at most as much again is read to find its end. Raises
    IncompleteReadError where the peer goes away before that.
    """
    message = bytearray()
    held_back = b"\r\n"  # so that a first line of one dot is an end like any other
    while True:
        window = held_back + await _some(reader)
        end = window.find(_END)
        if end >= 0:
            _give_back(reader, window, end + len(_END))
            message += _unstuffed(window[: end + 2])
            return bytes(memoryview(message)[2:]) if len(message) - 2 <= limit else Cut.TOO_BIG
        # A stuffed dot or an end may lie across the border to the next chunk.
        border = len(window) - len(_END) + 1
        border -= 2 if window[:border].endswith(b"\r\n") else window[:border].endswith(b"\r")
        held_back = window[max(border, 0) :]
        message += _unstuffed(window[: max(border, 0)])
        if len(message) - 2 > limit:
            message.clear()
            return await _drain(reader, held_back, max(limit, _DRAIN_AT_LEAST))
        if len(message) > room:
            room = await more_room(len(message))
            if not room:
                return Cut.NO_ROOM


async def _some(reader: asyncio.StreamReader) -> bytes:
    chunk = await reader.read(_CHUNK)
    if not chunk:
        raise asyncio.IncompleteReadError(b"", None)
    return chunk


def _unstuffed(piece: bytes) -> bytes:
    """The piece without the dot that its sender put before each line that starts with one (section 4.5.2).

    Done chunk by chunk: on a whole large mail it would hold up every other session.
    """
    return piece.replace(b"\r\n.", b"\r\n") if b"\r\n." in piece else piece


async def _drain(reader: asyncio.StreamReader, tail: bytes, at_most: int) -> Cut:
    """Read on to the end of the data, keeping nothing, unless that is too far away."""
    while at_most > 0:
        chunk = await _some(reader)
        at_most -= len(chunk)
        window = tail + chunk
        end = window.find(_END)
        if end >= 0:
            _give_back(reader, window, end + len(_END))
            return Cut.TOO_BIG
        tail = window[-len(_END) + 1 :]
    return Cut.MUCH_TOO_BIG


def _give_back(reader: asyncio.StreamReader, window: bytes, start: int) -> None:
    """Return pipelined commands to the reader. Its buffer is empty: the last read took all there was."""
    if start < len(window):
        reader.feed_data(window[start:])
