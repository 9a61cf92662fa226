"""One SMTP connection: aiosmtpd's protocol object with our own command loop, bounds and replies.

What is kept of aiosmtpd is its transport handling, STARTTLS, timers and hooks. Its command loop reads
an endless line for ever, echoes what it was sent, and takes any number of commands.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress
from copy import copy
from typing import Self, cast

from aiosmtpd.smtp import TLSSetupException

from . import maillog, reply
from .edge import Edge
from .peers import Client, proxy_v1, proxy_v2, valid_ip, xclient
from .reply import Reply, printable
from .timed import TimedSmtp

_READER_LIMIT = 64 * 1024  # of one line; aiosmtpd hands it to the StreamReader
_LINE_LIMIT = 512  # RFC 5321 section 4.5.3.1.4, with CRLF
_EXTENDED_LINE_LIMIT = 1024  # room for the parameters of SIZE and SMTPUTF8 (RFC 6531 section 3.4)


class SmtpConnection(TimedSmtp):
    """Serves every command but those of a mail transaction, which `SmtpSession` adds."""

    line_length_limit = _READER_LIMIT

    def __init__(self, edge: Edge, loop: asyncio.AbstractEventLoop) -> None:
        # aiosmtpd keeps these in one dictionary for all connections, and clears it at each.
        self.command_size_limits = defaultdict(lambda: _EXTENDED_LINE_LIMIT)
        super().__init__(
            None,
            data_size_limit=edge.limits.message_bytes,
            enable_SMTPUTF8=True,
            hostname=edge.hostname,
            ident="ESMTP",
            tls_context=edge.tls,
            timeout=edge.limits.command_timeout,
            loop=loop,
        )
        self._edge = edge
        self.client = Client("", "")
        self._peer_ip = ""
        self._speaker = ""  # whose words these are: the peer's or, behind a proxy, those of whom it named
        self._greeted = False
        self._extended = False
        self._idle_commands = 0
        self._stopping = False
        self._waiting = False

    def copy(self) -> Self:
        """A protocol for one more connection, from one that never had any.

        aiosmtpd looks through all its own attributes whenever one is made, which takes longer than
        a small mail does.
        """
        made = copy(self)
        reader = asyncio.StreamReader(_READER_LIMIT, loop=self.loop)
        connected = made._cb_client_connected  # noqa: SLF001 our own, of another instance
        asyncio.StreamReaderProtocol.__init__(made, reader, connected, loop=self.loop)
        return made

    # The connection

    def eof_received(self) -> bool | None:
        """The peer has said all it will; what it sent so far is still served and answered."""
        asyncio.StreamReaderProtocol.eof_received(self)
        return self._tls_protocol is None  # a TLS transport cannot be half-closed

    def _timed_out(self) -> None:
        self.hang_up(reply.TIMED_OUT)

    def hang_up(self, answer: Reply) -> None:
        """Say why, and close."""
        if self.transport is not None and not self.transport.is_closing():
            self._writer.write(f"{answer}\r\n".encode("ascii"))
            self.transport.close()

    def stop(self) -> None:
        """Go once the transaction in hand is over; at once where there is none."""
        self._stopping = True
        if self._waiting and not self._in_transaction:
            self.hang_up(reply.STOPPING)

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The task that serves this connection."""
        return self._handler_coroutine

    def abort(self) -> None:
        """Close without a word."""
        if self.transport is not None:
            cast("asyncio.Transport", self.transport).abort()

    @property
    def _in_transaction(self) -> bool:
        """Whether a mail has begun: MAIL was taken and its end has not come."""
        return False

    def _reset_transaction(self) -> None:
        """Forget the mail in hand."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # RFC 3207 section 4.2: after STARTTLS the session begins anew.
        self._greeted = self._extended = False
        self._reset_transaction()
        super().connection_made(transport)

    async def push(self, status: str | bytes | Reply) -> None:
        """Send one reply line: printable, and no longer than RFC 5321 allows."""
        text = status.decode("ascii", "replace") if isinstance(status, bytes) else str(status)
        self._writer.write(f"{printable(text)[: reply.MAX_REPLY]}\r\n".encode("ascii"))
        await self._writer.drain()

    async def _handle_client(self) -> None:
        peer = self._writer.get_extra_info("peername")
        self._peer_ip = (valid_ip(peer[0]) or "") if isinstance(peer, tuple) else ""
        self._speaker = self._peer_ip
        self.client = Client(self._peer_ip, "")
        gate = self._edge.gate
        if not gate.enter(self._peer_ip):
            self.hang_up(reply.TOO_MANY_CONNECTIONS)
            return
        self._edge.sessions.add(self)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, TLSSetupException):
                await self.push(f"220 {self.hostname} ESMTP")
                while self.transport is not None and not self.transport.is_closing():
                    await self._serve_command()
        finally:
            self._edge.sessions.discard(self)
            gate.leave(self._peer_ip)
            # Never twice: asyncio then forgets the TLS beneath, and Python 3.11.2 cannot abort it any more.
            if self.transport is not None and not self.transport.is_closing():
                self.transport.close()

    # Commands

    async def _serve_command(self) -> None:
        """Read one command line and do what it says."""
        if self._stopping and not self._in_transaction:
            self.hang_up(reply.STOPPING)
            return
        self._waiting = True
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            self.hang_up(reply.LINE_TOO_LONG)
            return
        finally:
            self._waiting = False
        if len(line) > (_EXTENDED_LINE_LIMIT if self._extended else _LINE_LIMIT):
            await self._push_idle(reply.LINE_TOO_LONG)
            return
        if line == b"\r\n" and self._edge.gate.trusts(self._speaker) and not self._greeted:
            self._behind(await self._proxy_v2())
            return
        verb, _, argument = line.rstrip(b"\r\n").partition(b" ")
        name = verb.upper().decode("ascii", "replace")
        method = getattr(self, f"smtp_{name}", None) if name in self._smtp_methods else None
        if method is None or b"\0" in line:
            await self._push_idle(reply.BAD_SYNTAX)
            return
        self._reset_timeout()
        try:
            await method(argument.strip().decode("utf-8", "surrogateescape") or None)
        except (asyncio.IncompleteReadError, ConnectionError, TLSSetupException):
            raise
        except Exception as error:
            # A bug of ours is never the sender's fault: they keep the mail and try again.
            maillog.failed(error)
            self._reset_transaction()
            await self.push(reply.TRY_LATER)

    async def _push_idle(self, answer: Reply) -> None:
        """Answer a command that brings no mail nearer; too many of those end the session."""
        if not self._too_idle():
            await self.push(answer)

    def _too_idle(self) -> bool:
        """Count such a command, and hang up once there were too many."""
        self._idle_commands += 1
        if self._idle_commands <= self._edge.limits.idle_commands:
            return False
        self.hang_up(reply.TOO_MANY_COMMANDS)
        return True

    async def smtp_HELO(self, hostname: str | None) -> None:
        await self._greet(hostname, extended=False)

    async def smtp_EHLO(self, hostname: str | None) -> None:
        await self._greet(hostname, extended=True)

    async def _greet(self, hostname: str | None, *, extended: bool) -> None:
        if not hostname:
            await self._push_idle(reply.BAD_ARGUMENT)
            return
        if self._too_idle():
            return
        self._reset_transaction()
        self._greeted, self._extended = True, extended
        self.client = Client(self.client.ip, printable(hostname.split()[0])[:255])
        if not extended:
            await self.push(f"250 {self.hostname}")
            return
        offers = [
            self.hostname,
            f"SIZE {self.data_size_limit}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
        ]
        if self.tls_context and not self._tls_protocol:
            offers.append("STARTTLS")
        if self._edge.gate.trusts(self._speaker):
            offers.append("XCLIENT ADDR HELO")
        lines = [f"250-{offer}\r\n" for offer in offers]
        # In one write: the peer is woken once.
        self._writer.write("".join([*lines, "250 HELP\r\n"]).encode("ascii"))
        await self._writer.drain()

    async def smtp_NOOP(self, arg: str | None) -> None:
        await self._push_idle(reply.OK)

    async def smtp_RSET(self, arg: str | None) -> None:
        self._reset_transaction()
        await self._push_idle(reply.OK)

    async def smtp_HELP(self, arg: str | None) -> None:
        await self._push_idle(reply.HELP)

    async def smtp_VRFY(self, arg: str | None) -> None:
        await self._push_idle(reply.CANNOT_VERIFY)

    async def smtp_EXPN(self, arg: str | None) -> None:
        await self._push_idle(reply.NOT_IMPLEMENTED)

    async def smtp_AUTH(self, arg: str | None) -> None:
        await self._push_idle(reply.NO_AUTH)

    async def smtp_QUIT(self, arg: str | None) -> None:
        self.hang_up(reply.GOODBYE)

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        if not self.tls_context:
            await self._push_idle(reply.NO_TLS)
        elif self._tls_protocol:
            await self._push_idle(reply.ALREADY_TLS)
        elif arg:
            await self._push_idle(reply.BAD_ARGUMENT)
        else:
            # aiosmtpd discards what was pipelined behind it (RFC 3207 section 5, CVE-2024-34083).
            await super().smtp_STARTTLS("")

    # Behind a relay

    async def smtp_PROXY(self, arg: str | None) -> None:
        """Version 1 of the PROXY protocol, which speaks before the client does and gets no answer."""
        if not self._edge.gate.trusts(self._speaker) or self._greeted:
            await self._push_idle(reply.BAD_SYNTAX)
            return
        self._behind(proxy_v1(f"PROXY {arg}".encode("ascii", "replace")))

    async def _proxy_v2(self) -> str | None:
        # The second CRLF is a line of its own to the reader.
        if await self._reader.readexactly(2) != b"\r\n":
            raise ConnectionAbortedError
        try:
            return await proxy_v2(self._reader)
        except ValueError as error:
            raise ConnectionAbortedError from error

    def _behind(self, ip: str | None) -> None:
        """The proxy has spoken: all that follows is its client's, who has no say in who it is."""
        self._speaker = ip or ""
        if ip is not None:
            self.client = Client(ip, "")

    async def smtp_XCLIENT(self, arg: str | None) -> None:
        """Postfix's XCLIENT: a trusted relay names its client, and the session starts anew."""
        if not self._edge.gate.trusts(self._speaker):
            await self._push_idle(reply.BAD_SYNTAX)
            return
        named = xclient(arg or "", self.client)
        if named is None:
            await self._push_idle(reply.BAD_ARGUMENT)
            return
        self._reset_transaction()
        self.client = named
        await self.push(f"220 {self.hostname} ESMTP")
