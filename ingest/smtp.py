"""The mail transaction: MAIL, RCPT and DATA, on top of the connection."""

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Protocol

from . import maillog, reply
from .command import Path, read_path
from .connection import SmtpConnection
from .data import Cut, read_data
from .edge import Edge
from .envelope import Envelope
from .reply import Reply


class MailHandler(Protocol):
    """Who decides about recipients and mails. What it raises is answered 451."""

    async def recipient(self, address: str) -> Reply:
        """The answer to RCPT."""

    async def mail(self, envelope: Envelope) -> Reply:
        """The answer to a whole message. 250 makes it ours."""

    async def cut(self, envelope: Envelope, why: Cut) -> Reply:
        """The answer to a message that was not taken whole; `envelope.raw` is empty."""


@dataclass(slots=True)
class _Transaction:
    mail_from: str
    smtputf8: bool
    declared: int
    rcpt_to: list[str] = field(default_factory=list)


class SmtpSession(SmtpConnection):
    """Serves one connection; the handler decides about recipients and mails, nothing else."""

    def __init__(self, handler: MailHandler, edge: Edge, loop: asyncio.AbstractEventLoop) -> None:
        self._mail: _Transaction | None = None
        super().__init__(edge, loop)
        self._handler = handler

    @property
    def _in_transaction(self) -> bool:
        return self._mail is not None

    def _reset_transaction(self) -> None:
        self._mail = None

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not self._greeted:
            await self._push_idle(reply.HELO_FIRST)
            return
        if self._mail is not None:
            await self._push_idle(reply.MAIL_ALREADY)
            return
        path = read_path("FROM:", arg, reply.MAIL_SYNTAX)
        if isinstance(path, Reply):
            await self._push_idle(path)
            return
        if refused := self._mail_refused(path):
            await self._push_idle(refused)
            return
        if self._stopping:
            self.hang_up(reply.STOPPING)
            return
        self._mail = _Transaction(
            path.address, "SMTPUTF8" in path.parameters, int(path.parameters.get("SIZE") or 0)
        )
        await self.push(reply.SENDER_OK)

    def _mail_refused(self, path: Path) -> Reply | None:
        """Why the parameters of MAIL cannot be met, if they cannot."""
        if path.parameters.keys() - {"SIZE", "BODY", "SMTPUTF8"}:
            return reply.BAD_PARAMETER
        size = path.parameters.get("SIZE", "0")
        if not (size.isascii() and size.isdigit() and len(size) <= 20):
            return reply.MAIL_SYNTAX
        if int(size) > self._edge.limits.message_bytes:
            return reply.too_big(self._edge.limits.message_bytes)
        if path.parameters.get("BODY", "7BIT").upper() not in ("7BIT", "8BITMIME"):
            return reply.BAD_PARAMETER
        if not path.address.isascii() and "SMTPUTF8" not in path.parameters:
            return reply.NEEDS_SMTPUTF8
        return None

    async def smtp_RCPT(self, arg: str | None) -> None:
        if self._mail is None:
            await self._push_idle(reply.MAIL_FIRST)
            return
        path = read_path("TO:", arg, reply.RCPT_SYNTAX)
        if isinstance(path, Reply):
            await self._push_idle(path)
        elif not path.address:
            await self._push_idle(reply.BAD_ADDRESS)
        elif path.parameters:
            await self._push_idle(reply.BAD_PARAMETER)
        elif not path.address.isascii() and not self._mail.smtputf8:
            await self._push_idle(reply.NEEDS_SMTPUTF8)
        elif len(self._mail.rcpt_to) >= self._edge.limits.recipients:
            await self._push_idle(reply.TOO_MANY_RECIPIENTS)
        else:
            answer = await _answer(self._handler.recipient(path.address))
            if answer.code != reply.RECIPIENT_OK.code:
                await self._push_idle(answer)
                return
            self._mail.rcpt_to.append(path.address)
            await self.push(answer)

    async def smtp_DATA(self, arg: str | None) -> None:
        if arg:
            await self._push_idle(reply.BAD_ARGUMENT)
        elif self._mail is None:
            await self._push_idle(reply.MAIL_FIRST)
        elif not self._mail.rcpt_to:
            await self._push_idle(reply.RCPT_FIRST)
        elif not self._edge.gate.may_send(self.client.ip):
            self._reset_transaction()
            await self._push_idle(reply.TOO_FAST)
        else:
            await self.push(reply.GO_ON)
            await self._receive(self._mail)

    async def _receive(self, mail: _Transaction) -> None:
        """Read the message and answer with what the handler says of it."""
        limits = self._edge.limits
        self._reset_timeout(limits.data_timeout)
        async with AsyncExitStack() as held:

            async def more_room(now: int) -> int:
                wanted = mail.declared if now <= mail.declared else limits.message_bytes
                reserved = self._edge.budget.reserved(wanted, limits.large_wait)
                granted = await held.enter_async_context(reserved)
                return wanted + wanted // 8 + 4096 if granted else 0  # dot-stuffing makes it longer

            got = await read_data(self._reader, limits.message_bytes, limits.small, more_room)
            self._reset_timeout(limits.data_timeout)
            client, rcpt_to = self.client, tuple(mail.rcpt_to)
            cut = got if isinstance(got, Cut) else None
            raw = b"" if isinstance(got, Cut) else got
            envelope = Envelope(client.ip, client.helo, mail.mail_from, rcpt_to, raw, mail.smtputf8)
            del got, raw
            if cut is None:
                self._idle_commands = 0
                answer = await _answer(self._handler.mail(envelope))
            else:
                answer = await _answer(self._handler.cut(envelope, cut))
            del envelope
            # The bytes go before their room is given back.
            self._reset_transaction()
        self._reset_timeout()
        if cut in (Cut.MUCH_TOO_BIG, Cut.NO_ROOM):
            self.hang_up(answer)  # the rest of the data would be read as commands
        else:
            await self.push(answer)


async def _answer(answering: Awaitable[Reply]) -> Reply:
    """What the handler says; a failure of ours is never the sender's fault: they keep the mail and try again.

    Told apart here from the same exceptions of the peer's connection: a database refuses connections, too.
    """
    try:
        return await answering
    except Exception as error:
        maillog.failed(error)
        return reply.TRY_LATER
