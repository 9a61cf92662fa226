"""Raw bytes to a mail as a person would read it."""

import re
from urllib.parse import unquote

from ingest.parse import mime
from ingest.parse.attachments import describe
from ingest.parse.body import BodyPiece, Contents, collect, content_id, text_of
from ingest.parse.calendar import describe_invite
from ingest.parse.dates import header_date
from ingest.parse.head import author_of, first, is_automatic, message_ids, people, subject_of
from ingest.parse.mail import AttachedFile, Forward, Malformed, ParsedMail
from ingest.parse.mime import Part
from ingest.parse.reading import Reading, read_body

MAX_FILES = 500
MAX_ATTACHED_MAILS = 50
_CID = re.compile(r"cid:([^\"'\s<>)]{1,300})", re.IGNORECASE)


def parse(raw: bytes) -> ParsedMail | Malformed:
    """The mail that `raw` is; never raises, and its cost is bounded whatever the bytes are."""
    root = mime.read(raw)
    if not root.headers:
        return Malformed("The message has no headers.")
    author = author_of(root)
    if isinstance(author, Malformed):
        return author
    subject = subject_of(root)
    replied_to = message_ids(root, "in-reply-to")
    contents = collect(root)
    reading = _read(contents, subject, is_reply=bool(replied_to))
    forwards = reading.forwards if root.type == "multipart/report" else reading.forwards + _attached(contents)
    return ParsedMail(
        author=author,
        to=people(root, "to"),
        cc=people(root, "cc"),
        reply_to=people(root, "reply-to"),
        subject=subject,
        date=header_date(root.header("date")),
        message_id=first(message_ids(root, "message-id")),
        in_reply_to=first(replied_to),
        references=message_ids(root, "references"),
        text=reading.text,
        quoted=reading.quoted,
        html=reading.html,
        forwards=forwards,
        attachments=_files(contents),
        automatic=is_automatic(root),
    )


def _read(contents: Contents, subject: str, is_reply: bool) -> Reading:
    """The body, with a calendar's invite in words where the mail brings one."""
    invites = [
        describe_invite(text_of(part), part.kind.params.get("method", "")) for part in contents.calendars[:1]
    ]
    texts = contents.texts + [BodyPiece(invite, None) for invite in invites if invite]
    return read_body(texts, subject, is_reply)


def _attached(contents: Contents) -> tuple[Forward, ...]:
    """The mails forwarded as attachments, newest first, those without a date last."""
    forwards = [_as_forward(part.children[0]) for part in contents.mails[:MAX_ATTACHED_MAILS]]
    dated = [forward for forward in forwards if forward.date is not None]
    dated.sort(key=lambda forward: forward.date.timestamp() if forward.date else 0.0, reverse=True)
    return (*dated, *(forward for forward in forwards if forward.date is None))


def _as_forward(mail: Part) -> Forward:
    contents = collect(mail)
    reading = read_body(contents.texts, "", is_reply=True)
    authors = people(mail, "from") or people(mail, "sender")
    body = reading.text if not reading.quoted else f"{reading.text}\n\n{reading.quoted}".strip()
    return Forward(
        author=authors[0] if authors else None,
        to=people(mail, "to"),
        cc=people(mail, "cc"),
        subject=subject_of(mail) or None,
        date=header_date(mail.header("date")),
        body=body,
        note=None,
        attached=True,
        message_id=first(message_ids(mail, "message-id")),
    )


def _files(contents: Contents) -> tuple[AttachedFile, ...]:
    shown = {
        unquote(match)
        for piece in contents.texts
        if piece.html
        for match in _CID.findall(piece.html[:1_500_000])
    }
    found: list[AttachedFile] = []
    waiting = list(reversed(contents.files))
    while waiting and len(found) < MAX_FILES:
        part = waiting.pop()
        found.append(describe(part, part.content(), content_id(part) in shown))
        if part.children:
            waiting.extend(reversed(collect(part.children[0]).files))
    return tuple(found)
