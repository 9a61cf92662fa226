"""A sending mail server: it tries again after every 4xx and every lost connection, and never gives up."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from random import Random

from tests.faults.mails import BOX, Kind, Mail

PATIENCE = 90.0  # a mail server's own is ten minutes (RFC 5321 section 4.5.3.2.6)
LONGEST_WAIT = 4.0
CUT_SHARE = 0.05


@unique
class Cut(StrEnum):
    """Where a client goes away in the middle of its transaction."""

    IN_DATA = "cut in DATA"
    AFTER_DOT = "cut after the dot"


@dataclass(slots=True)
class Fate:
    """What became of a good mail, in monotonic seconds: first tried then, answered 250 then."""

    owner: str
    began: float
    answered: float | None = None


@dataclass
class Ledger:
    """What the senders saw."""

    fates: dict[int, Fate] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)  # good mails that were answered 5xx
    taken: dict[int, Kind] = field(default_factory=dict)  # forged ones that were answered 250
    turned_away: int = 0  # forged ones that were answered 5xx
    tries: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    @property
    def settled(self) -> int:
        """How many mails will not be tried again."""
        answered = sum(fate.answered is not None for fate in self.fates.values())
        return answered + len(self.refused) + len(self.taken) + self.turned_away


class Sender:
    """Sends to any of several servers, as to the hosts of an MX record."""

    def __init__(self, ports: Sequence[int], ledger: Ledger, seed: int) -> None:
        self._ports = ports
        self._ledger = ledger
        self._chance = Random(f"sender-{seed}")

    async def deliver(self, mail: Mail) -> None:
        """Try until the mail is taken or refused for good, and write down which."""
        ledger, good = self._ledger, mail.kind is Kind.GOOD
        began = time.monotonic()
        if good:
            ledger.fates[mail.number] = Fate(mail.owner, began)
        cut = self._chance.choice(list(Cut)) if self._chance.random() < CUT_SHARE else None
        tries = 0
        while True:
            answer = await self._try(mail, cut)
            ledger.tries[cut or answer[:3] or "lost"] += 1
            if answer.startswith("2"):
                break
            if answer.startswith("5"):
                if good:
                    ledger.refused[mail.number] = answer
                else:
                    ledger.turned_away += 1
                return
            cut, tries = None, tries + 1
            await asyncio.sleep(min(LONGEST_WAIT, 0.2 * 1.5**tries) * self._chance.uniform(0.5, 1.0))
        now = time.monotonic()
        ledger.slowest = max(ledger.slowest, now - began)
        if good:
            ledger.fates[mail.number].answered = now
        else:
            ledger.taken[mail.number] = mail.kind

    async def _try(self, mail: Mail, cut: Cut | None) -> str:
        """The reply that decided the transaction; `""` where there was none."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._chance.choice(self._ports))
                try:
                    return await self._transact(reader, writer, mail, cut)
                finally:
                    writer.transport.abort() if cut else writer.close()
        except TimeoutError:
            return "timeout"
        except (OSError, asyncio.IncompleteReadError):
            return ""

    async def _transact(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mail: Mail, cut: Cut | None
    ) -> str:
        greeting = await _reply(reader)
        if not greeting.startswith("220"):
            return greeting
        for command in ("EHLO mail.client.example", f"MAIL FROM:<{mail.mail_from}>", f"RCPT TO:<{BOX}>"):
            writer.write(f"{command}\r\n".encode())
            answer = await _reply(reader)
            if not answer.startswith("250"):
                return answer
        writer.write(b"DATA\r\n")
        answer = await _reply(reader)
        if not answer.startswith("354"):
            return answer
        data = mail.raw.replace(b"\r\n.", b"\r\n..")
        if cut is Cut.IN_DATA:
            writer.write(data[: self._chance.randrange(len(data))])
            return ""
        writer.write(data + b".\r\n")
        await writer.drain()
        if cut is Cut.AFTER_DOT:
            await asyncio.sleep(self._chance.choice([0.0, 0.01, 0.05, 0.2]))
            return ""
        answer = await _reply(reader)
        writer.write(b"QUIT\r\n")
        return answer


async def _reply(reader: asyncio.StreamReader) -> str:
    """A whole reply's last line."""
    while True:
        line = await reader.readuntil(b"\n")
        if line[3:4] != b"-":
            return line.decode("ascii").strip()
