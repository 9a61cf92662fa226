"""Reading what follows DATA."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.data import Cut, read_data

LIMIT = 1000
PLENTY = 1 << 30


async def plenty(_: int) -> int:
    return PLENTY


def stuffed(message: bytes) -> bytes:
    """As a client sends it: RFC 5321 section 4.5.2."""
    return (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


async def read_chunks(
    chunks: Iterable[bytes],
    *,
    limit: int = LIMIT,
    room: int = PLENTY,
    more_room: Callable[[int], Awaitable[int]] = plenty,
) -> tuple[bytes | Cut, bytes]:
    """What is read of chunks that arrive one after another, and what is left in the reader."""
    reader = asyncio.StreamReader()

    async def arrive() -> None:
        for chunk in chunks:
            reader.feed_data(chunk)
            await asyncio.sleep(0)
        reader.feed_eof()

    arriving = asyncio.create_task(arrive())
    try:
        got = await read_data(reader, limit, room, more_room)
        await arriving
        return got, await reader.read()
    finally:
        arriving.cancel()


@given(
    lines=st.lists(
        st.binary(max_size=20).map(lambda b: b.replace(b"\r", b"").replace(b"\n", b".")), max_size=9
    ),
    cuts=st.lists(st.integers(1, 7), max_size=60),
)
def test_any_message_in_any_pieces_comes_out_as_it_was_written(lines: list[bytes], cuts: list[int]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    sent = stuffed(message) + b"MAIL FROM:<a@b>\r\n"
    chunks, at = [], 0
    for cut in cuts:
        chunks.append(sent[at : at + cut])
        at += cut
    chunks.append(sent[at:])
    assert asyncio.run(read_chunks(filter(None, chunks))) == (message, b"MAIL FROM:<a@b>\r\n")


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(b"\n.\r\n", id="LF dot CRLF"),
        pytest.param(b"\n.\n", id="LF dot LF"),
        pytest.param(b"\r\n.\n", id="CRLF dot LF"),
        pytest.param(b"\r.\r", id="CR dot CR"),
        pytest.param(b"\r\n.\r", id="CRLF dot CR"),
        pytest.param(b"\n\n.\r\n", id="LF LF dot CRLF"),
    ],
)
async def test_only_crlf_dot_crlf_ends_the_data(inside: bytes) -> None:
    smuggled = b"one" + inside + b"MAIL FROM:<eve@evil.test>\r\n"
    got, rest = await read_chunks([smuggled + b".\r\n"])
    assert rest == b""
    assert isinstance(got, bytes)
    assert got.endswith(b"MAIL FROM:<eve@evil.test>\r\n")


async def test_an_empty_message_is_one_dot() -> None:
    assert await read_chunks([b".\r\nQUIT\r\n"]) == (b"", b"QUIT\r\n")


async def test_a_message_of_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    assert (await read_chunks([b"x" * (LIMIT - 2) + b"\r\n.\r\n"]))[0] == b"x" * (LIMIT - 2) + b"\r\n"
    assert (await read_chunks([b"x" * (LIMIT - 1) + b"\r\n.\r\n"])) == (Cut.TOO_BIG, b"")


async def test_dots_that_were_stuffed_do_not_count() -> None:
    message = b".\r\n" * (LIMIT // 3)
    assert (await read_chunks([stuffed(message)], limit=len(message)))[0] == message


async def test_too_much_is_read_to_its_end_and_the_session_goes_on() -> None:
    chunks = [b"x" * 998 + b"\r\n"] * 50 + [b".\r\nQUIT\r\n"]
    assert await read_chunks(chunks) == (Cut.TOO_BIG, b"QUIT\r\n")


async def test_far_too_much_is_not_read_to_its_end() -> None:
    fed = 0

    def endless() -> Iterable[bytes]:
        nonlocal fed
        while fed < 100 * 1024 * 1024:
            fed += 1 << 20
            yield b"x" * (1 << 20)

    reader = asyncio.StreamReader()

    async def arrive() -> None:
        for chunk in endless():
            reader.feed_data(chunk)
            await asyncio.sleep(0)

    arriving = asyncio.create_task(arrive())
    assert await read_data(reader, LIMIT, PLENTY, plenty) is Cut.MUCH_TOO_BIG
    arriving.cancel()
    assert fed < 20 * 1024 * 1024


async def test_room_is_asked_for_before_more_is_held() -> None:
    asked: list[int] = []

    async def none(held: int) -> int:
        asked.append(held)
        return 0

    got, _ = await read_chunks([b"x" * 100, b"x" * 100, b"\r\n.\r\n"], room=150, more_room=none)
    assert got is Cut.NO_ROOM
    assert asked == [198]


async def test_a_peer_that_goes_away_leaves_no_message() -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        await read_chunks([b"half a mail\r\n"])
