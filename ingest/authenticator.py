"""Examining a mail from the serving process: workers work, the resolver asks DNS, this goes between."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ingest.auth.authenticate import AuthSettings
from ingest.auth.dns import Answer, Question
from ingest.auth.domain import canonical_domain
from ingest.auth.resolver import Resolver
from ingest.auth.verdict import Verdict
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.parse.mail import Malformed
from ingest.workers import Crashed, TimedOut, WorkerPool
from models.types import Outcome

MAX_ROUNDS = 16  # SPF's ten lookups come one after another at worst
DNS_SECONDS = 20.0  # RFC 7208 section 4.6.4 asks for at least that much, for all of a check together
CPU_SECONDS = 2.0  # what one mail may cost, however it ends
READING_SHARE = 0.75  # the rest is kept to find out who wrote a mail that cannot be read
MAX_REMEMBERED = 10_000
MAX_QUESTIONS = 64
HINT_BYTES = 16 * 1024

_TOO_MUCH = "It took too much time or memory to read."
_TEMPORARY = Answer("temporary")


class Examiner:
    """Examines mails with one pool, one resolver and one memory of what mails like them asked DNS.

    `vectors` says that their texts are to be indexed as PostgreSQL keeps that.
    """

    def __init__(
        self,
        pool: WorkerPool,
        resolver: Resolver,
        trusted_sealers: Sequence[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        vectors: bool = False,
    ) -> None:
        self._pool = pool
        self._resolver = resolver
        self._sealers = tuple(filter(None, map(canonical_domain, trusted_sealers)))
        self._clock = clock
        self._vectors = vectors
        self._asked: OrderedDict[tuple[str, str], tuple[Question, ...]] = OrderedDict()

    async def examine(self, envelope: Envelope) -> Examined | TimedOut | Crashed:
        """Who wrote the mail and what it says.

        A mail that cannot be read in its time, or that kills its reader, still gets its verdict, and comes
        out as `Malformed`. TimedOut: not even the verdict could be had in time. Crashed: it is our fault.
        """
        settings = AuthSettings(self._sealers, self._clock())
        first = await self._examine(envelope, settings, CPU_SECONDS * READING_SHARE, read=True)
        if isinstance(first, Examined):
            return first
        if isinstance(first, Crashed) and first.blameless:
            return first
        second = await self._examine(envelope, settings, CPU_SECONDS * (1 - READING_SHARE), read=False)
        if isinstance(second, Examined) and _would_be_read(second.verdict):
            return replace(second, mail=Malformed(_TOO_MUCH))
        return second

    async def read(self, envelope: Envelope, verdict: Verdict) -> Examined | Crashed:
        """What a mail says whose verdict is known. Crashed: it is our fault; anything else is an answer."""
        settings = AuthSettings((), self._clock())
        request = ExamineRequest(
            _for_worker(envelope),
            (),
            settings,
            cpu_seconds=CPU_SECONDS,
            verdict=verdict,
            vector=self._vectors,
        )
        outcome = await self._pool.run(request)
        if isinstance(outcome, Examined):
            return replace(outcome, verdict=verdict)
        if isinstance(outcome, Crashed) and outcome.blameless:
            return outcome
        return Examined(verdict, Malformed(_TOO_MUCH))

    async def _examine(
        self, envelope: Envelope, settings: AuthSettings, cpu_seconds: float, *, read: bool
    ) -> Examined | TimedOut | Crashed:
        """Hand the mail over, with more answers each time, until there is a result."""
        kind = _kind(envelope)
        known: dict[Question, Answer] = {}
        deadline = asyncio.get_running_loop().time() + DNS_SECONDS
        await self._answer(self._asked.get(kind, ()), known, deadline)
        sent = _for_worker(envelope)
        for _ in range(MAX_ROUNDS):
            request = ExamineRequest(
                sent, tuple(known.items()), settings, read, cpu_seconds, vector=self._vectors
            )
            outcome = await self._pool.run(request)
            if not isinstance(outcome, AwaitsDns):
                if isinstance(outcome, Examined) and outcome.asked:
                    self._remember(kind, outcome.asked)
                return _restored(outcome, envelope)
            cpu_seconds -= outcome.cpu_seconds
            if cpu_seconds <= 0:
                return TimedOut()
            await self._answer(outcome.questions, known, deadline)
        return Examined(Verdict(Outcome.FAIL, None, None, "too many DNS lookups", None, ()), None)

    async def _answer(
        self, questions: Sequence[Question], known: dict[Question, Answer], deadline: float
    ) -> None:
        """Add the answers; what has none when the time is over is temporarily unknown."""
        try:
            async with asyncio.timeout_at(deadline):
                known.update(await self._resolver.resolve(questions))
        except TimeoutError:
            known.update((question, _TEMPORARY) for question in questions)

    def _remember(self, kind: tuple[str, str], asked: tuple[Question, ...]) -> None:
        """Ask the same at once for the next mail of this kind: one hand-over instead of several.

        Only what this mail needed and got: anybody can write one of another's kind that asks for more.
        """
        self._asked[kind] = asked[-MAX_QUESTIONS:]
        self._asked.move_to_end(kind)
        if len(self._asked) > MAX_REMEMBERED:
            self._asked.popitem(last=False)


def _would_be_read(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.PASS or verdict.spf_sender is not None


def _restored(outcome: Examined | TimedOut | Crashed, envelope: Envelope) -> Examined | TimedOut | Crashed:
    """The outcome with the envelope's sender exactly as the session gave it."""
    if not isinstance(outcome, Examined) or outcome.verdict.spf_sender in (None, envelope.mail_from):
        return outcome
    return replace(outcome, verdict=replace(outcome.verdict, spf_sender=envelope.mail_from))


def _for_worker(envelope: Envelope) -> Envelope:
    """What the checks need of the envelope, which is not for whom the mail is."""
    return Envelope(
        peer_ip=envelope.peer_ip,
        helo=_clean(envelope.helo),
        mail_from=_clean(envelope.mail_from),
        rcpt_to=(),
        raw=envelope.raw,
        smtputf8=envelope.smtputf8,
    )


def _clean(text: str) -> str:
    """Text that can be encoded: octets that are no UTF-8 come out of a session as lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _kind(envelope: Envelope) -> tuple[str, str]:
    """What mails of one sender have in common: the SPF identity, and the first signature's key.

    A guess from unread bytes, good for nothing but guessing the questions.
    """
    identity = envelope.mail_from.rpartition("@")[2] or envelope.helo
    head = envelope.raw[:HINT_BYTES]
    at = head.find(b"DKIM-Signature:")
    tags = head[at : at + 600].split(b";") if at >= 0 else []
    names = sorted(tag.strip() for tag in tags if tag.strip()[:2] in (b"d=", b"s="))
    return identity.lower()[:255], b";".join(names)[:520].decode("ascii", "replace")
