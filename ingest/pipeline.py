"""From a whole mail to the answer it gets: the accept path on one screen."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.types import Direction, Visibility

from . import reply
from .auth.verdict import Verdict
from .envelope import Envelope
from .examine import Examined
from .headers import MAX_HEADER_BYTES, Headers, Unsafe, split_headers
from .letter import Letter, Sealed, seal
from .mailboxes import Addressed, Mailboxes
from .owner import Members, Owner, find_owner
from .parse.mail import Malformed, ParsedMail
from .peers import Client, client_behind
from .refusals import record_refusal
from .refused import Reason, Refused, unsafe
from .reply import Reply
from .settings import Network
from .store import NotStored, Store
from .workers import Crashed, TimedOut

_MAX_HOPS = 100  # RFC 5321 section 6.3
_LARGE = 64 * 1024  # compressing less than this is not worth a thread

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


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a mail, and what was found about its author."""

    reply: Reply
    verdict: Verdict | None = None


async def receive(envelope: Envelope, office: Office, queue_id: str) -> Receipt:
    """Authenticate, find the owner, file and store. 250 only once the mail is durable; idempotent."""
    addressed = await office.mailboxes.addressed(envelope.rcpt_to)
    if not addressed:
        return Receipt(reply.UNKNOWN_MAILBOX)
    headers = split_headers(_head(envelope.raw), smtputf8=envelope.smtputf8)
    if isinstance(headers, Unsafe):
        return await _refuse(envelope, office, addressed, unsafe(headers))
    envelope = _from_client(envelope, headers, office.trusted)
    if sum(1 for _ in headers.named("Received")) > _MAX_HOPS:
        return await _refuse(envelope, office, addressed, Refused(Reason.LOOP, reply.LOOPING))

    examined = await office.examine(envelope)
    if isinstance(examined, Crashed):
        return Receipt(reply.TRY_LATER)
    if isinstance(examined, TimedOut):
        return await _refuse(envelope, office, addressed, Refused(Reason.TOO_SLOW, reply.TOO_SLOW))
    if examined.refusal is not None:
        return await _refuse(envelope, office, addressed, unsafe(examined.refusal), examined.verdict)

    verdict = examined.verdict
    owners = [(to, await find_owner(office.members, to.mailbox, verdict)) for to in addressed]
    if later := next((answer for _, answer in owners if isinstance(answer, Reply)), None):
        return Receipt(later, verdict)
    refused = [(to, answer) for to, answer in owners if isinstance(answer, Refused)]
    if len(refused) == len(owners):
        return await _refuse(envelope, office, addressed, refused[0][1], verdict)

    sealed = await _seal(envelope.raw, headers, examined.mail)
    letters = [
        _letter(envelope, to, owner, examined, sealed, office.clock())
        for to, owner in owners
        if isinstance(owner, Owner)
    ]
    results = await asyncio.gather(*(office.store.put(letter) for letter in letters))
    if any(isinstance(result, NotStored) for result in results):
        return Receipt(reply.TRY_LATER, verdict)
    for to, answer in refused:
        await _refuse(envelope, office, [to], answer, verdict)
    return Receipt(reply.accepted(queue_id), verdict)


async def refuse_unread(envelope: Envelope, office: Office, refused: Refused) -> Receipt:
    """Refuse a mail whose bytes were never taken whole."""
    addressed = await office.mailboxes.addressed(envelope.rcpt_to)
    return await _refuse(envelope, office, addressed, refused)


def _head(raw: bytes) -> bytes:
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


async def _seal(raw: bytes, headers: Headers, mail: ParsedMail | Malformed | None) -> Sealed:
    message_id = mail.message_id if isinstance(mail, ParsedMail) else None
    if len(raw) < _LARGE:
        return seal(raw, headers, message_id)
    return await asyncio.to_thread(seal, raw, headers, message_id)


def _visibility(to: Addressed, owner: Owner) -> Visibility:
    """Who may read it: what its address says (`+share`), else what its owner, else the workspace wants."""
    if any(address.share for address in to.addresses):
        return Visibility.SHARED
    return owner.user.default_visibility or to.mailbox.default_visibility


def _letter(
    envelope: Envelope, to: Addressed, owner: Owner, examined: Examined, sealed: Sealed, now: datetime
) -> Letter:
    mail = examined.mail or Malformed("It was not read.")
    direction = Direction.SENT
    if owner.redirected:
        direction = Direction.REDIRECTED
    elif isinstance(mail, ParsedMail) and mail.forwards:
        direction = Direction.FORWARDED
    return Letter(
        workspace_id=to.mailbox.workspace_id,
        owner_id=owner.user.id,
        tz=owner.user.tz,
        direction=direction,
        visibility=_visibility(to, owner),
        addresses=to.addresses,
        rcpt_to=to.rcpt_to,
        envelope=envelope,
        mail=mail,
        verdict=examined.verdict,
        sealed=sealed,
        received_at=now,
    )
