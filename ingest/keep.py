"""Writing one letter into the tables, inside a transaction that the caller holds."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from models import Attachment, Conversation, Message, Participant, RawMail, Scope, ThreadKey
from models.filing import address_key, file_by_tags, persons_by_address
from models.outbox import enqueue_card, enqueue_card_update
from models.text import storable, storable_json
from models.types import Direction, ParticipantRole

from .letter import MAX_KEY, Letter, key_of
from .parse.mail import Mailbox, ParsedMail

_MAX_PARTICIPANTS = 1000
_MAX_THREAD_KEYS = 50
_MAX_TEXT = 2_000_000  # characters; the raw mail keeps the rest


async def keep(letter: Letter) -> int:
    """Store the letter with its filing and its card, and answer the message's id.

    The same mail again for the same owner is the same message: its new tags are added, nothing else.
    """
    scope = Scope(letter.workspace_id)
    known = scope.of(Message).filter(owner_id=letter.owner_id, message_key=letter.sealed.message_key)
    if message := await known.first():
        await _merge(scope, message, letter)
        return int(message.id)
    raw_mail = await _keep_raw(letter)
    conversation_id = await _conversation(scope, letter)
    led_nowhere, _ = await file_by_tags(scope, conversation_id, letter.addresses, letter.received_at)
    message = await Message.create(
        workspace_id=letter.workspace_id,
        owner_id=letter.owner_id,
        raw_mail_id=raw_mail.id,
        conversation_id=conversation_id,
        message_key=letter.sealed.message_key,
        direction=letter.direction,
        visibility=letter.visibility,
        received_at=letter.received_at,
        proof=_proof(letter),
        tags=storable_json(led_nowhere),
        **_said(letter),
    )
    if isinstance(letter.mail, ParsedMail):
        await _keep_participants(scope, message, letter.mail, letter)
        await _keep_attachments(scope, message, letter.mail)
    await enqueue_card(message, letter.received_at)
    return int(message.id)


async def _merge(scope: Scope, message: Message, letter: Letter) -> None:
    """The mail came again, perhaps by another of our addresses."""
    now = letter.received_at
    led_nowhere, linked = await file_by_tags(
        scope, message.conversation_id, letter.addresses, now, relink=False
    )
    new = [tag for tag in storable_json(led_nowhere) if tag not in message.tags]
    if new:
        message.tags = [*message.tags, *new]
        await message.save(update_fields=["tags"])
    if new or linked:
        await enqueue_card_update(message, now)


async def _keep_raw(letter: Letter) -> RawMail:
    envelope, sealed = letter.envelope, letter.sealed
    return await RawMail.create(
        workspace_id=letter.workspace_id,
        digest=sealed.digest,
        content=sealed.content,
        size=sealed.size,
        peer_ip=envelope.peer_ip[:64],
        helo=storable(envelope.helo, 255),
        mail_from=storable(envelope.mail_from, 320),
        rcpt_to=storable_json(letter.rcpt_to),
        received_at=letter.received_at,
    )


async def _conversation(scope: Scope, letter: Letter) -> int:
    """The owner's thread that the mail belongs to by the ids it refers to, or a new one."""
    keys = _thread_keys(letter)
    rows = scope.of(ThreadKey).filter(owner_id=letter.owner_id, key__in=keys)
    known: dict[str, int] = dict(await rows.values_list("key", "conversation_id"))
    found = next((known[key] for key in keys if key in known), None)
    if found is None:
        conversation = await Conversation.create(
            workspace_id=letter.workspace_id,
            owner_id=letter.owner_id,
            subject=_said(letter)["subject"],
            started_at=letter.received_at,
            latest_at=letter.received_at,
        )
        found = conversation.id
    else:
        await scope.of(Conversation).filter(id=found).update(latest_at=letter.received_at)
    new = [
        ThreadKey(workspace_id=letter.workspace_id, owner_id=letter.owner_id, key=key, conversation_id=found)
        for key in keys
        if key not in known
    ]
    await scope.of(ThreadKey).bulk_create(new, ignore_conflicts=True)
    return found


def _thread_keys(letter: Letter) -> list[str]:
    """The ids that name the mail's thread: itself, then the nearest relatives first (RFC 5322 3.6.4)."""
    mail = letter.mail
    named: list[str | None] = [letter.sealed.message_key]
    if isinstance(mail, ParsedMail):
        named += [mail.in_reply_to, *reversed(mail.references)]
        named += [forward.message_id for forward in mail.forwards]
    keys = dict.fromkeys(storable(key_of(name), MAX_KEY) for name in named if name)
    return list(keys)[:_MAX_THREAD_KEYS]


def _said(letter: Letter) -> dict[str, Any]:
    """What the mail says, in the columns of its message: for a forward, what the original says."""
    mail, forward = letter.mail, letter.forward
    if not isinstance(mail, ParsedMail):
        return {
            "subject": "",
            "author_name": "",
            "author_address": storable(address_key(letter.verdict.author or ""), 320),
            "text": "",
            "malformed": storable(mail.why, 1000),
        }
    if forward is None or letter.direction is not Direction.FORWARDED:
        said = {"text": mail.text, "quoted": mail.quoted, "note": None}
        author, subject, date = mail.author, mail.subject, mail.date
    else:
        # An original that is attached has the rep's words in the mail's own text.
        note = mail.text if forward.attached else forward.note
        said = {"text": forward.body, "quoted": None, "note": note}
        author = forward.author or Mailbox("", "")
        subject, date = forward.subject or mail.subject, forward.date
    return {
        "subject": storable(subject, 2000),
        "author_name": storable(author.name, 500),
        "author_address": storable(address_key(author.address), 320),
        "sent_at": date,
        **{column: text and storable(text, _MAX_TEXT) for column, text in said.items()},
    }


def _proof(letter: Letter) -> dict[str, Any]:
    """The verdict in brief, for the card and its details."""
    verdict = letter.verdict
    proof = {
        "outcome": verdict.outcome.value,
        "method": verdict.method,
        "domain": verdict.domain,
        "reason": verdict.reason,
        "author": verdict.author,
        "redirected_by": verdict.spf_sender if letter.direction is Direction.REDIRECTED else None,
        "checks": [asdict(check) for check in verdict.checks],
    }
    result: dict[str, Any] = storable_json(proof)
    return result


async def _keep_participants(scope: Scope, message: Message, mail: ParsedMail, letter: Letter) -> None:
    named = _participants(mail, letter)
    persons = await persons_by_address(scope, (address_key(box.address) for _, box in named))
    await scope.of(Participant).bulk_create(
        Participant(
            workspace_id=message.workspace_id,
            message_id=message.id,
            role=role,
            position=position,
            name=storable(box.name, 500),
            address=storable(address_key(box.address), 320),
            person_id=persons.get(address_key(box.address)),
        )
        for position, (role, box) in enumerate(named)
    )


def _participants(mail: ParsedMail, letter: Letter) -> Sequence[tuple[ParticipantRole, Mailbox]]:
    """Everybody whom the mail names, each once in each role; first of all those of the original."""
    roles: list[tuple[ParticipantRole, Sequence[Mailbox]]] = []
    if forward := letter.forward:
        roles += [
            (ParticipantRole.ORIGINAL_FROM, [forward.author] if forward.author else []),
            (ParticipantRole.ORIGINAL_TO, forward.to),
            (ParticipantRole.ORIGINAL_CC, forward.cc),
        ]
    roles += [
        (ParticipantRole.FROM, [mail.author]),
        (ParticipantRole.TO, mail.to),
        (ParticipantRole.CC, mail.cc),
        (ParticipantRole.REPLY_TO, mail.reply_to),
    ]
    named = {
        (role, address_key(box.address) or box.name): (role, box) for role, boxes in roles for box in boxes
    }
    return list(named.values())[:_MAX_PARTICIPANTS]


async def _keep_attachments(scope: Scope, message: Message, mail: ParsedMail) -> None:
    await scope.of(Attachment).bulk_create(
        Attachment(
            workspace_id=message.workspace_id,
            message_id=message.id,
            position=position,
            name=storable(file.name, 1000),
            type=storable(file.type, 255),
            size=file.size,
            digest=file.digest[:64],
            part=file.part[:255],
            inline=file.inline,
            signature=file.signature,
        )
        for position, file in enumerate(mail.attachments)
    )
