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
    buffer = bytearray(b"\r\n")  # so that a first line of one dot is an end like any other
    bound = limit + limit // 16 + 1024  # stuffing adds a byte a line: the exact size is known at the end
    while True:
        chunk = await _some(reader)
        searched = max(0, len(buffer) - len(_END) + 1)
        buffer += chunk
        end = buffer.find(_END, searched)
        if end >= 0:
            _give_back(reader, buffer, end + len(_END))
            del buffer[end + 2 :]
            return _unstuffed(buffer, limit)
        if len(buffer) > bound:
            tail = bytes(buffer[-len(_END) + 1 :])
            buffer.clear()
            return await _drain(reader, tail, max(limit, _DRAIN_AT_LEAST))
        if len(buffer) > room:
            room = await more_room(len(buffer))
            if not room:
                return Cut.NO_ROOM


async def _some(reader: asyncio.StreamReader) -> bytes:
    chunk = await reader.read(_CHUNK)
    if not chunk:
        raise asyncio.IncompleteReadError(b"", None)
    return chunk


def _unstuffed(buffer: bytearray, limit: int) -> bytes | Cut:
    if b"\r\n." in buffer:
        buffer = buffer.replace(b"\r\n.", b"\r\n")
    if len(buffer) - 2 > limit:
        return Cut.TOO_BIG
    return bytes(memoryview(buffer)[2:])


async def _drain(reader: asyncio.StreamReader, tail: bytes, at_most: int) -> Cut:
    """Read on to the end of the data, keeping nothing, unless that is too far away."""
    while at_most > 0:
        chunk = await _some(reader)
        at_most -= len(chunk)
        window = bytearray(tail + chunk)
        end = window.find(_END)
        if end >= 0:
            _give_back(reader, window, end + len(_END))
            return Cut.TOO_BIG
        tail = bytes(window[-len(_END) + 1 :])
    return Cut.MUCH_TOO_BIG


def _give_back(reader: asyncio.StreamReader, buffer: bytearray, start: int) -> None:
    """Return pipelined commands to the reader. Its buffer is empty: the last read took all there was."""
    if start < len(buffer):
        reader.feed_data(bytes(memoryview(buffer)[start:]))
