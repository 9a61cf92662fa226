"""A plain SMTP client that sends exactly what it is told and hands back what it reads."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

PATIENCE = 10.0


class Wire:
    """One connection to an SMTP server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, octets: bytes) -> None:
        """Send without waiting for an answer."""
        self.writer.write(octets)
        await self.writer.drain()

    async def read(self) -> str:
        """The next reply, its lines joined; `""` once the server has closed."""
        lines: list[str] = []
        while True:
            try:
                line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            except ConnectionError:
                line = b""
            lines.append(line.decode("ascii").rstrip("\r\n"))
            if line[3:4] != b"-":
                return "\n".join(lines)

    async def say(self, command: str | bytes) -> str:
        """Send one line and read its reply."""
        octets = command.encode("utf-8", "surrogateescape") if isinstance(command, str) else command
        await self.send(octets + b"\r\n")
        return await self.read()

    async def script(self, commands: Iterable[str]) -> list[str]:
        """The reply to each command, one after another."""
        return [await self.say(command) for command in commands]

    async def begin(self, *rcpt_to: str, mail_from: str = "ana@acme.test") -> str:
        """Everything up to DATA; the reply to it, or the first refusal."""
        answer = await self.say(f"MAIL FROM:<{mail_from}>")
        for address in rcpt_to:
            if answer.startswith("250"):
                answer = await self.say(f"RCPT TO:<{address}>")
        return await self.say("DATA") if answer.startswith("250") else answer

    async def mail(self, raw: bytes, *rcpt_to: str, mail_from: str = "ana@acme.test") -> str:
        """A whole transaction; the reply that decided it."""
        answer = await self.begin(*rcpt_to, mail_from=mail_from)
        if not answer.startswith("354"):
            return answer
        raw += b"" if raw.endswith(b"\r\n") else b"\r\n"
        await self.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return await self.read()


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 any condition will do, not only our own events
            await asyncio.sleep(0.005)


@asynccontextmanager
async def a_wire(
    port: int, *, greet: str | None = "EHLO mail.acme.test", source: str = "127.0.0.1"
) -> AsyncIterator[Wire]:
    """A connection whose banner is read and, unless `greet` is None, that said EHLO."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    wire = Wire(reader, writer)
    try:
        if greet is not None:
            await wire.read()
            await wire.say(greet)
        yield wire
    finally:
        writer.close()
