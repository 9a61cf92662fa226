"""The answer of `python -m ingest parse`: what a parse found, as plain JSON values."""

from collections.abc import Sequence
from datetime import datetime

from ingest.parse import charset
from ingest.parse.body import BodyPiece
from ingest.parse.mail import AttachedFile, Forward, Mailbox, Malformed, ParsedMail
from ingest.parse.message import parse
from ingest.parse.reading import read_body

Json = dict[str, object]


def parse_command(data: bytes, text: bool, subject: str | None) -> Json:
    """The JSON for a mail's bytes or, with `text`, for a plain-text body under `subject`."""
    if text:
        return _body_as_json(charset.decode(data, "utf-8"), subject)
    mail = parse(data)
    return {"malformed": mail.why} if isinstance(mail, Malformed) else mail_as_json(mail)


def mail_as_json(mail: ParsedMail) -> Json:
    """The shape that scripts rely on: names stay, more may be added."""
    return {
        "from": _mailbox(mail.author),
        "to": _mailboxes(mail.to),
        "cc": _mailboxes(mail.cc),
        "reply_to": _mailboxes(mail.reply_to),
        "subject": mail.subject,
        "date": _date(mail.date),
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "text": mail.text,
        "quoted": mail.quoted,
        "html": mail.html,
        "automatic": mail.automatic,
        "forward": _forward(mail.forwards[0]) if mail.forwards else None,
        "forwards": [_forward(forward) for forward in mail.forwards],
        "attachments": [_file(file) for file in mail.attachments],
    }


def _body_as_json(body: str, subject: str | None) -> Json:
    reading = read_body([BodyPiece(body, None)], subject, is_reply=False)
    nobody = Mailbox("", "")
    return mail_as_json(
        ParsedMail(
            author=nobody,
            to=(),
            cc=(),
            reply_to=(),
            subject=subject or "",
            date=None,
            message_id=None,
            in_reply_to=None,
            references=(),
            text=reading.text,
            quoted=reading.quoted,
            html=False,
            forwards=reading.forwards,
            attachments=(),
        )
    )


def _mailbox(box: Mailbox) -> Json:
    return {"name": box.name, "address": box.address}


def _mailboxes(boxes: Sequence[Mailbox]) -> list[Json]:
    return [_mailbox(box) for box in boxes]


def _date(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _forward(forward: Forward) -> Json:
    return {
        "from": _mailbox(forward.author) if forward.author is not None else None,
        "to": _mailboxes(forward.to),
        "cc": _mailboxes(forward.cc),
        "subject": forward.subject,
        "date": _date(forward.date),
        "body": forward.body,
        "note": forward.note,
        "attached": forward.attached,
        "message_id": forward.message_id,
    }


def _file(file: AttachedFile) -> Json:
    return {
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "inline": file.inline,
        "signature": file.signature,
        "digest": file.digest,
        "part": file.part,
    }
