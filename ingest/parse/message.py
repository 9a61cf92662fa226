"""Raw bytes to a mail as a person would read it."""

from ingest.parse import mime
from ingest.parse.body import MAX_ATTACHED_TEXT, BodyPiece, Contents, collect, text_of
from ingest.parse.calendar import describe_invite
from ingest.parse.dates import header_date
from ingest.parse.files import list_files, packed_body
from ingest.parse.head import author_of, first, is_automatic, message_ids, people, subject_of
from ingest.parse.mail import Forward, Malformed, ParsedMail
from ingest.parse.mime import Part
from ingest.parse.reading import Reading, read_body, whole_body, with_attached

MAX_ATTACHED_MAILS = 50


def parse(raw: bytes) -> ParsedMail | Malformed:
    """The mail that `raw` is; never raises, and its cost is bounded whatever the bytes are."""
    try:
        return read(raw)
    except Exception as error:
        # A fault of ours must not make the sender try again for days: the raw mail is kept and shown.
        return Malformed(f"The message could not be read ({type(error).__name__}).")


def read(raw: bytes) -> ParsedMail | Malformed:
    """What `parse` does, a fault of ours not hidden."""
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
    if root.type != "multipart/report":
        reading = with_attached(reading, _attached(contents))
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
        forwards=reading.forwards,
        attachments=list_files(contents),
        automatic=is_automatic(root),
    )


def _read(contents: Contents, subject: str, is_reply: bool) -> Reading:
    """The body, or the one packed in a winmail.dat; an invite, where the mail brings one, in words."""
    invites = [
        describe_invite(text_of(part), part.kind.params.get("method", "")) for part in contents.calendars[:1]
    ]
    texts = (contents.texts or packed_body(contents)) + [
        BodyPiece(invite, None) for invite in invites if invite
    ]
    return read_body(texts, subject, is_reply)


def _attached(contents: Contents) -> tuple[Forward, ...]:
    """The mails forwarded as attachments, newest first, those without a date last."""
    forwards: list[Forward] = []
    room = MAX_ATTACHED_TEXT
    for part in contents.mails[:MAX_ATTACHED_MAILS]:
        inner = collect(part.children[0], room)
        room = inner.room
        forwards.append(_as_forward(part.children[0], inner))
    dated = [forward for forward in forwards if forward.date is not None]
    dated.sort(key=lambda forward: forward.date.timestamp() if forward.date else 0.0, reverse=True)
    return (*dated, *(forward for forward in forwards if forward.date is None))


def _as_forward(mail: Part, contents: Contents) -> Forward:
    body = whole_body(contents.texts)
    authors = people(mail, "from") or people(mail, "sender")
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
