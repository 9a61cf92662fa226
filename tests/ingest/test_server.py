"""The SMTP edge as a peer sees it, byte for byte."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ingest import reply
from ingest.data import Cut
from ingest.envelope import Envelope
from ingest.limits import Limits
from ingest.server import SmtpServer
from tests.builders import a_mail
from tests.ingest.edge import BOX, Remembering, serving
from tests.wire import a_wire, eventually


async def test_the_banner_names_the_host_and_no_version() -> None:
    async with serving() as server, a_wire(server.port, greet=None) as wire:
        assert await wire.read() == "220 mx.bcc.test ESMTP"


async def test_ehlo_offers_what_we_do_and_no_login() -> None:
    async with serving(limits=Limits(message_bytes=4096)) as server, a_wire(server.port, greet=None) as wire:
        await wire.read()
        assert (await wire.say("EHLO me")).split("\n") == [
            "250-mx.bcc.test",
            "250-SIZE 4096",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-ENHANCEDSTATUSCODES",
            "250 HELP",
        ]


async def test_a_mail_arrives_as_it_was_sent() -> None:
    handler, raw = Remembering(), a_mail(text=".dot\r\n..\r\n8-bit: \u00e9\r\n")
    async with serving(handler) as server, a_wire(server.port) as wire:
        assert await wire.mail(raw, BOX, "northwind+deal1@bcc.test") == "250 2.0.0 Stored as id1"
        assert await wire.say("QUIT") == "221 2.0.0 Bye"
        assert await wire.read() == ""
    assert handler.mails == [
        Envelope(
            "127.0.0.1", "mail.acme.test", "ana@acme.test", (BOX, "northwind+deal1@bcc.test"), raw, False
        )
    ]


async def test_one_connection_takes_many_mails() -> None:
    handler = Remembering()
    async with serving(handler) as server, a_wire(server.port) as wire:
        for number in range(200):
            assert (await wire.mail(a_mail(subject=str(number)), BOX)).startswith("250")
    assert len(handler.mails) == 200


async def test_a_pipelined_transaction_is_answered_in_order() -> None:
    async with serving() as server, a_wire(server.port) as wire:
        await wire.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<x@bcc.test>\r\nDATA\r\n")
        assert [(await wire.read())[:3] for _ in range(3)] == ["250", "250", "354"]
        await wire.send(a_mail() + b".\r\nNOOP\r\nQUIT\r\n")
        assert [(await wire.read())[:3] for _ in range(3)] == ["250", "250", "221"]


async def test_a_peer_that_closes_its_side_still_gets_its_answers() -> None:
    async with serving() as server, a_wire(server.port) as wire:
        await wire.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<x@bcc.test>\r\nDATA\r\n" + a_mail() + b".\r\n")
        wire.writer.write_eof()
        assert [(await wire.read())[:3] for _ in range(4)] == ["250", "250", "354", "250"]
        assert await wire.read() == ""


async def test_a_second_mail_cannot_be_smuggled_inside_the_first() -> None:
    handler = Remembering()
    smuggled = a_mail() + b"\n.\r\nMAIL FROM:<eve@evil.test>\r\nRCPT TO:<x@bcc.test>\r\nDATA\r\n" + a_mail()
    async with serving(handler) as server, a_wire(server.port) as wire:
        await wire.begin(BOX)
        await wire.send(smuggled + b"\r\n.\r\n")
        assert (await wire.read()).startswith("250")
        assert (await wire.say("NOOP")).startswith("250")
    assert [envelope.mail_from for envelope in handler.mails] == ["ana@acme.test"]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param(["MAIL FROM:<a@b>"], "503 5.5.1", id="MAIL before HELO"),
        pytest.param(["EHLO me", "RCPT TO:<x@bcc.test>"], "503 5.5.1", id="RCPT before MAIL"),
        pytest.param(["EHLO me", "DATA"], "503 5.5.1", id="DATA before MAIL"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b>", "DATA"], "503 5.5.1", id="DATA before RCPT"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>"], "503 5.5.1", id="MAIL twice"),
        pytest.param(["EHLO me", "MAIL FROM:<>"], "250 2.1.0", id="null reverse-path"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b> SIZE=99999999"], "552 5.3.4", id="SIZE too large"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b> SIZE=many"], "501 5.5.4", id="SIZE no number"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b> RET=FULL"], "555 5.5.4", id="unknown parameter"),
        pytest.param(["EHLO me", "MAIL FROM:<é@b>"], "553 5.6.7", id="8-bit without SMTPUTF8"),
        pytest.param(["EHLO me", "MAIL FROM:<é@b> SMTPUTF8"], "250 2.1.0", id="8-bit with SMTPUTF8"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<x@else.test>"], "550 5.7.1", id="relaying"),
        pytest.param(["EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<>"], "553 5.1.3", id="RCPT to nobody"),
        pytest.param(["EHLO me", "VRFY root"], "252 2.1.5", id="VRFY"),
        pytest.param(["EHLO me", "EXPN all"], "502 5.5.1", id="EXPN"),
        pytest.param(["EHLO me", "AUTH PLAIN AGEAYg=="], "502 5.5.1", id="AUTH"),
        pytest.param(["EHLO me", "STARTTLS"], "502 5.5.1", id="STARTTLS without a certificate"),
        pytest.param(["EHLO me", "HELP"], "214 2.0.0", id="HELP"),
        pytest.param(["EHLO me", "MAKE COFFEE"], "500 5.5.2", id="unknown command"),
        pytest.param(["EHLO me", "NOOP \0"], "500 5.5.2", id="NUL"),
        pytest.param(["EHLO me", ""], "500 5.5.2", id="empty line"),
        pytest.param(["EHLO"], "501 5.5.4", id="EHLO without a name"),
        pytest.param([f"EHLO {'x' * 600}"], "500 5.5.2", id="line over 512"),
        pytest.param(["EHLO me", f"NOOP {'x' * 1100}"], "500 5.5.2", id="line over 1024"),
        pytest.param(["EHLO me", "XCLIENT ADDR=1.2.3.4"], "500 5.5.2", id="XCLIENT from a stranger"),
        pytest.param(["PROXY TCP4 1.2.3.4 5.6.7.8 1 2"], "500 5.5.2", id="PROXY from a stranger"),
        pytest.param(
            ["EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<bug@bcc.test>"],
            "451 4.3.0 Temporary problem here, please try again",
            id="a bug of ours tells nothing",
        ),
    ],
)
async def test_a_command_gets_its_reply(commands: list[str], expected: str) -> None:
    async with serving() as server, a_wire(server.port, greet=None) as wire:
        await wire.read()
        assert (await wire.script(commands))[-1].startswith(expected)


async def test_a_bug_while_receiving_is_temporary_and_the_session_goes_on() -> None:
    async with serving() as server, a_wire(server.port) as wire:
        assert await wire.mail(a_mail(extra="X-Bug: yes\r\n"), BOX) == str(reply.TRY_LATER)
        assert (await wire.mail(a_mail(), BOX)).startswith("250")


async def test_the_hundred_and_first_recipient_is_for_another_transaction() -> None:
    async with serving() as server, a_wire(server.port) as wire:
        await wire.say("MAIL FROM:<a@b>")
        replies = await wire.script(f"RCPT TO:<x{n}@bcc.test>" for n in range(101))
        assert [line[:3] for line in replies[:100]] == ["250"] * 100
        assert replies[100].startswith("452 4.5.3")
        assert (await wire.say("DATA")).startswith("354")


@pytest.mark.parametrize("command", ["NOOP", "RSET", "VRFY x", "NONSENSE", "EHLO again", "MAIL FROM:<"])
async def test_commands_that_send_nothing_end_the_session(command: str) -> None:
    async with serving() as server, a_wire(server.port) as wire:
        replies = [await wire.say(command) for _ in range(49)]
        assert not any(line.startswith("421") for line in replies)
        assert (await wire.say(command)).startswith("421 4.7.0")
        assert await wire.read() == ""


async def test_an_endless_line_ends_the_session() -> None:
    async with serving() as server, a_wire(server.port) as wire:
        await wire.send(b"x" * 300_000)
        assert (await wire.read()).startswith("500 5.5.2")
        assert await wire.read() == ""


async def test_too_large_a_mail_is_refused_and_the_next_one_taken() -> None:
    handler = Remembering()
    async with serving(handler, Limits(message_bytes=20_000)) as server, a_wire(server.port) as wire:
        assert (await wire.mail(a_mail(text="x" * 78 + "\r\n") * 300, BOX)).startswith("552 5.3.4")
        assert (await wire.mail(a_mail(), BOX)).startswith("250")
    assert handler.cuts == [Cut.TOO_BIG]


async def test_far_too_large_a_mail_is_cut_off() -> None:
    handler = Remembering()
    async with serving(handler, Limits(message_bytes=20_000)) as server, a_wire(server.port) as wire:
        await wire.begin(BOX)
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 200 * 1024 * 1024:
                await wire.send(b"x" * 65536)
                sent += 65536
        assert sent < 100 * 1024 * 1024
    assert handler.cuts == [Cut.MUCH_TOO_BIG]


async def test_no_room_for_more_large_mail_is_temporary() -> None:
    handler = Remembering()
    handler.gate = asyncio.Event()
    limits = Limits(message_bytes=400_000, large_bytes=400_000, small=1000, large_wait=0.1)
    async with (
        serving(handler, limits) as server,
        a_wire(server.port) as first,
        a_wire(server.port) as second,
    ):
        await first.begin(BOX)
        await first.send(b"x" * 200_000 + b"\r\n.\r\n")
        await eventually(lambda: handler.mails)
        await second.begin(BOX)
        await second.send(b"y" * 200_000)
        assert (await second.read()).startswith("451 4.3.1")
        assert await second.read() == ""
        handler.gate.set()
        assert (await first.read()).startswith("250")
    async with serving(handler, limits) as server, a_wire(server.port) as wire:
        for _ in range(3):
            assert (await wire.mail(b"y" * 200_000 + b"\r\n", BOX)).startswith("250")


async def test_a_silent_peer_is_hung_up_on() -> None:
    async with serving(limits=Limits(command_timeout=0.05)) as server, a_wire(server.port) as wire:
        assert await wire.read() == str(reply.TIMED_OUT)
        assert await wire.read() == ""


async def test_a_peer_that_never_ends_its_mail_is_hung_up_on() -> None:
    handler = Remembering()
    async with serving(handler, Limits(data_timeout=0.05)) as server, a_wire(server.port) as wire:
        await wire.begin(BOX)
        await wire.send(b"Subject: half\r\n")
        assert await wire.read() == str(reply.TIMED_OUT)
    assert handler.mails == []


async def test_connections_are_counted_and_given_back() -> None:
    async with serving(limits=Limits(connections=2)) as server:
        async with a_wire(server.port), a_wire(server.port), a_wire(server.port, greet=None) as third:
            assert await third.read() == str(reply.TOO_MANY_CONNECTIONS)
        await eventually(lambda: not server.edge.sessions)
        async with a_wire(server.port, greet=None) as again:
            assert (await again.read()).startswith("220")


async def test_stopping_lets_a_transaction_finish_and_says_goodbye_to_the_idle() -> None:
    handler = Remembering()
    handler.gate = asyncio.Event()
    async with (
        a_server_to_stop(handler) as (server, stop),
        a_wire(server.port) as idle,
        a_wire(server.port) as busy,
    ):
        await busy.begin(BOX)
        await busy.send(a_mail() + b".\r\n")
        await eventually(lambda: handler.mails)
        stopped = asyncio.create_task(stop())
        assert await idle.read() == str(reply.STOPPING)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", server.port)
        handler.gate.set()
        assert (await busy.read()).startswith("250")
        assert await busy.read() == str(reply.STOPPING)
        await stopped


async def test_stopping_waits_no_longer_than_the_grace() -> None:
    handler = Remembering()
    async with (
        a_server_to_stop(handler, Limits(stop_grace=0.05)) as (server, stop),
        a_wire(server.port) as wire,
    ):
        await wire.begin(BOX)
        await stop()
        assert await wire.read() == ""


@asynccontextmanager
async def a_server_to_stop(
    handler: Remembering, limits: Limits | None = None
) -> AsyncIterator[tuple[SmtpServer, Callable[[], Awaitable[None]]]]:
    context = serving(handler, limits)
    stopped = False

    async def stop() -> None:
        nonlocal stopped
        stopped = True
        await context.__aexit__(None, None, None)

    yield await context.__aenter__(), stop
    if not stopped:
        await stop()
