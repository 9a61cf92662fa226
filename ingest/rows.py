"""A letter as the columns of its rows. Pure: decides what is said where, asks nobody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.filing import address_key
from models.filing.conversations import Thread
from models.filing.subjects import topic_of
from models.text import storable, storable_json
from models.types import Direction, ParticipantRole
from models.words import Named, Words, words_of_mail

from .letter import MAX_KEY, Letter, key_of
from .parse.mail import Forward, Mailbox, Malformed, ParsedMail

_MAX_PARTICIPANTS = 1000
_MAX_THREAD_KEYS = 50
_SENDERS = frozenset([ParticipantRole.FROM, ParticipantRole.ORIGINAL_FROM])
_MAX_TEXT = 2_000_000  # characters; the raw mail keeps the rest


def raw_mail(letter: Letter) -> dict[str, Any]:
    """The bytes and the envelope they came in."""
    envelope, sealed = letter.envelope, letter.sealed
    return {
        "workspace_id": letter.workspace_id,
        "digest": sealed.digest,
        "content": sealed.content,
        "object_key": sealed.object_key,
        "size": sealed.size,
        "peer_ip": envelope.peer_ip[:64],
        "helo": storable(envelope.helo, 255),
        "mail_from": storable(envelope.mail_from, 320),
        "rcpt_to": storable_json(letter.rcpt_to),
        "received_at": letter.received_at,
    }


def message(letter: Letter) -> dict[str, Any]:
    """What the mail says: for a forward, what the original says."""
    return {
        "workspace_id": letter.workspace_id,
        "owner_id": letter.owner_id,
        "message_key": letter.names[0],
        "thread_key": letter.thread_key,
        "direction": letter.direction,
        "visibility": letter.visibility,
        "received_at": letter.received_at,
        "proof": _proof(letter),
        **_said(letter),
    }


def _said(letter: Letter) -> dict[str, Any]:
    mail, original = letter.mail, _original(letter)
    text, quoted, note, malformed = "", None, None, None
    author, subject, date = Mailbox("", letter.verdict.author or ""), "", None
    if not isinstance(mail, ParsedMail):
        malformed = mail.why
    elif original is None:
        text, quoted = mail.text, mail.quoted
        author, subject, date = mail.author, mail.subject, mail.date
    else:
        # An original that is attached has the rep's words in the mail's own text.
        text, note = original.body, (mail.text if original.attached else original.note)
        author = original.author or Mailbox("", "")
        subject, date = original.subject or mail.subject, original.date
    return {
        "subject": storable(subject, 2000),
        "author_name": storable(author.name, 500),
        "author_address": storable(address_key(author.address), 320),
        "sent_at": _instant(date, letter.tz),
        "text": storable(text, _MAX_TEXT),
        "quoted": quoted and storable(quoted, _MAX_TEXT),
        "note": note and storable(note, _MAX_TEXT),
        "malformed": malformed and storable(malformed, 1000),
    }


def _original(letter: Letter) -> Forward | None:
    """The original that the letter's message is about, if it is not about the mail itself."""
    return letter.forward if letter.direction is Direction.FORWARDED else None


def _instant(date: datetime | None, tz: str) -> datetime | None:
    """The moment of a date; without a zone it is its owner's, whose mail client wrote it into the forward."""
    if date is None:
        return None
    try:
        local = date if date.tzinfo else date.replace(tzinfo=ZoneInfo(tz))
        return local.astimezone(UTC)
    except (OverflowError, ValueError, ZoneInfoNotFoundError, OSError):
        return date.replace(tzinfo=UTC)


def _proof(letter: Letter) -> dict[str, Any]:
    """The verdict in brief, for the card and its details."""
    verdict = letter.verdict
    return {
        "outcome": verdict.outcome.value,
        "method": verdict.method,
        "domain": verdict.domain and storable(verdict.domain),
        "reason": storable(verdict.reason),
        "author": verdict.author and storable(verdict.author),
        "redirected_by": storable(verdict.spf_sender or "") if _redirected(letter) else None,
        "checks": [
            {
                "method": check.method,
                "outcome": check.outcome.value,
                "domain": storable(check.domain),
                "aligned": check.aligned,
                "detail": storable(check.detail),
            }
            for check in verdict.checks
        ],
    }


def _redirected(letter: Letter) -> bool:
    return letter.direction is Direction.REDIRECTED


def thread_keys(letter: Letter) -> list[str]:
    """The ids that name the mail's thread: itself, then the nearest relatives first (RFC 5322 3.6.4)."""
    mail = letter.mail
    named: list[str | None] = [letter.sealed.written]
    if isinstance(mail, ParsedMail):
        named += [mail.in_reply_to, *reversed(mail.references)]
        named += [forward.message_id for forward in mail.forwards]
    keys = dict.fromkeys(storable(key_of(name), MAX_KEY) for name in named if name)
    return list(keys)[:_MAX_THREAD_KEYS]


def predecessor(letter: Letter) -> str | None:
    """The id of the mail that this one answers, where it names one."""
    if not isinstance(letter.mail, ParsedMail):
        return None
    named = letter.mail.in_reply_to or next(reversed(letter.mail.references), None)
    return storable(key_of(named), MAX_KEY) if named else None


def thread(letter: Letter, subject: str, people: frozenset[str]) -> Thread:
    """What of the mail tells its thread; `subject` is the one that its message has."""
    refers = predecessor(letter) is not None
    return Thread(topic_of(subject), people, letter.direction is Direction.FORWARDED, refers)


def participants(letter: Letter) -> list[dict[str, Any]]:
    """Everybody whom the mail names, each once in each role; first of all those of the original."""
    mail = letter.mail
    if not isinstance(mail, ParsedMail):
        return []
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
    named: dict[tuple[ParticipantRole, str], tuple[str, str]] = {}
    for role, boxes in roles:
        for box in boxes[:_MAX_PARTICIPANTS]:
            address = storable(address_key(box.address), 320)
            named.setdefault((role, address or box.name), (storable(box.name, 500), address))
    return [
        {"role": role, "position": position, "name": name, "address": address}
        for position, ((role, _), (name, address)) in enumerate(list(named.items())[:_MAX_PARTICIPANTS])
    ]


def attachments(letter: Letter) -> list[dict[str, Any]]:
    """The files that came with the mail; their bytes stay in the raw mail."""
    mail = letter.mail
    if not isinstance(mail, ParsedMail):
        return []
    return [
        {
            "position": position,
            "name": storable(file.name, 1000),
            "type": storable(file.type, 255),
            "size": file.size,
            "digest": file.digest[:64],
            "part": file.part,
            "inline": file.inline,
            "signature": file.signature,
        }
        for position, file in enumerate(mail.attachments)
    ]


def words(
    letters: Sequence[Letter],
    messages: Sequence[Mapping[str, Any]],
    named: Sequence[Mapping[str, Any]],
    files: Sequence[Mapping[str, Any]],
) -> list[Words]:
    """What a search will find these letters by, out of their messages' rows and those that hang on them."""
    people: dict[int, list[Named]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    for row in named:
        people[row["message_id"]].append(Named(row["role"] in _SENDERS, row["name"], row["address"]))
    for row in files:
        if not row["inline"] and not row["signature"]:
            names[row["message_id"]].append(row["name"])
    return [
        words_of_mail(
            workspace_id=row["workspace_id"],
            owner_id=row["owner_id"],
            message_id=row["id"],
            visibility=row["visibility"],
            subject=row["subject"],
            index=_index(letter),
            people=[Named(True, row["author_name"], row["author_address"]), *people[row["id"]]],
            file_names=names[row["id"]],
        )
        for letter, row in zip(letters, messages, strict=True)
    ]


def _index(letter: Letter) -> str:
    """The index of what the letter's message says."""
    said = _original(letter) or letter.mail
    return "" if isinstance(said, Malformed) else said.index
