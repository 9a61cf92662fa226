"""From a whole mail to the answer it gets: the accept path on one screen."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from . import maillog, reply
from .auth.verdict import Verdict
from .envelope import Envelope
from .examine import Examined
from .headers import MAX_HEADER_BYTES, Headers, Unsafe, split_headers
from .incoming import Incoming, Settled
from .mailboxes import Addressed, Mailboxes
from .nowhere import why_not
from .owner import Members, Owner
from .peers import Client, client_behind
from .plausible import Roster
from .refusals import record_refusal
from .refused import Reason, Refused, unsafe
from .reply import Reply
from .settings import Network
from .settle import settle
from .sharing import as_chosen
from .store import NotStored, Store
from .workers import Crashed, TimedOut

_MAX_HOPS = 100  # RFC 5321 section 6.3

Examine = Callable[[Envelope], Awaitable[Examined | TimedOut | Crashed]]


@dataclass(frozen=True, slots=True)
class Office:
    """What receiving a mail needs."""

    mailboxes: Mailboxes
    members: Members
    examine: Examine
    store: Store
    trusted: tuple[Network, ...]
    clock: Callable[[], datetime]
    roster: Roster
    settled: Callable[[], None]  # called after what was done without the store


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a mail, and what was found about its author."""

    reply: Reply
    verdict: Verdict | None = None


async def receive(envelope: Envelope, office: Office, queue_id: str) -> Receipt:
    """Authenticate, find the owner, file and store. 250 only once the mail is durable; idempotent."""
    addressed = await office.mailboxes.addressed(envelope.rcpt_to)
    if not addressed:
        return Receipt(await why_not(office.mailboxes, envelope.rcpt_to[0]))
    headers = split_headers(head_of(envelope.raw), smtputf8=envelope.smtputf8)
    if isinstance(headers, Unsafe):
        return await _refuse(envelope, office, addressed, unsafe(headers))
    envelope = _from_client(envelope, headers, office.trusted)
    if sum(1 for _ in headers.named("Received")) > _MAX_HOPS:
        return await _refuse(envelope, office, addressed, Refused(Reason.LOOP, reply.LOOPING))

    examined = await office.examine(envelope)
    if isinstance(examined, Crashed):
        maillog.crashed(examined.why)
        return Receipt(reply.TRY_LATER)
    if isinstance(examined, TimedOut):
        return await _refuse(envelope, office, addressed, Refused(Reason.TOO_SLOW, reply.TOO_SLOW))
    if examined.refusal is not None:
        return await _refuse(envelope, office, addressed, unsafe(examined.refusal), examined.verdict)

    verdict, incoming = examined.verdict, Incoming(envelope, headers, examined, office.clock())
    answers = [(to, await settle(incoming, to, office.members, office.roster)) for to in addressed]
    settled = [answer.reply for _, answer in answers if isinstance(answer, Settled)]
    if settled:
        office.settled()
    if later := next((answer for _, answer in answers if isinstance(answer, Reply)), None):
        return Receipt(later, verdict)
    refused = [(to, answer) for to, answer in answers if isinstance(answer, Refused)]
    if len(refused) == len(answers):
        return await _refuse(envelope, office, addressed, refused[0][1], verdict)

    owners = [
        (await as_chosen(to, answer.user, incoming), answer)
        for to, answer in answers
        if isinstance(answer, Owner)
    ]
    if owners:
        sealed = await incoming.sealed()
        letters = [incoming.letter(to, owner, sealed) for to, owner in owners]
        results = await asyncio.gather(*(office.store.put(letter) for letter in letters))
        if any(isinstance(result, NotStored) for result in results):
            return Receipt(reply.TRY_LATER, verdict)
    for to, answer in refused:
        await _refuse(envelope, office, [to], answer, verdict)
    return Receipt(reply.accepted(queue_id) if owners else settled[0], verdict)


async def refuse_unread(envelope: Envelope, office: Office, refused: Refused) -> Receipt:
    """Refuse a mail whose bytes were never taken whole."""
    addressed = await office.mailboxes.addressed(envelope.rcpt_to)
    return await _refuse(envelope, office, addressed, refused)


def head_of(raw: bytes) -> bytes:
    """The header section alone: the rest is looked through by a worker, which holds nobody up."""
    end = raw.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES + 4)
    return raw[: end + 4 if end >= 0 else MAX_HEADER_BYTES + 1]


def _from_client(envelope: Envelope, headers: Headers, trusted: tuple[Network, ...]) -> Envelope:
    """The envelope with the client that a trusted relay took the mail from."""
    client = client_behind(headers, Client(envelope.peer_ip, envelope.helo), trusted)
    return replace(envelope, peer_ip=client.ip, helo=client.helo)


async def _refuse(
    envelope: Envelope,
    office: Office,
    addressed: Sequence[Addressed],
    refused: Refused,
    verdict: Verdict | None = None,
) -> Receipt:
    """The answer, written down for every workspace that the mail was for."""
    now = office.clock()
    for to in addressed:
        await record_refusal(to.mailbox.workspace_id, envelope, refused, verdict, now)
    return Receipt(refused.reply, verdict)
