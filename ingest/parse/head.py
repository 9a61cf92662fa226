"""What a mail's own headers say, read leniently: people, subject, ids, whether a person wrote it."""

from ingest.parse.addresses import mailboxes
from ingest.parse.mail import Mailbox, Malformed
from ingest.parse.mime import Part
from ingest.parse.words import header_text, raw_text

MAX_SUBJECT = 2_000
MAX_IDS = 200
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})


def author_of(root: Part) -> Mailbox | Malformed:
    """The one author; without exactly one, nobody can be asked for their proof (RFC 7489 section 6.6.1)."""
    fields = root.headers.get("from", [])
    if not fields:
        return Malformed("The message has no From header.")
    if len(fields) > 1:
        return Malformed("The message has more than one From header.")
    found = mailboxes(raw_text(fields[0]))
    if not found:
        return Malformed("The From header holds no address.")
    if len(found) > 1:
        return Malformed("The From header names more than one author.")
    return found[0]


def people(root: Part, name: str) -> tuple[Mailbox, ...]:
    """The mailboxes of every header of that name."""
    return tuple(box for value in root.headers.get(name, []) for box in mailboxes(raw_text(value)))


def subject_of(root: Part) -> str:
    """The Subject as a person reads it, at most MAX_SUBJECT characters."""
    values = root.headers.get("subject")
    return header_text(values[0])[:MAX_SUBJECT] if values else ""


def message_ids(root: Part, name: str) -> tuple[str, ...]:
    """The Message-IDs of a header without their brackets, the last MAX_IDS in their order."""
    return ids_in(" ".join(raw_text(value) for value in root.headers.get(name, [])))


def ids_in(text: str) -> tuple[str, ...]:
    """The Message-IDs in the text of a header, as `message_ids` gives them.

    White space within one, which should not be there, counts as one space: under a signature anybody may
    change how much of it there is.
    """
    if "<" in text:
        found = [" ".join(piece.partition(">")[0].split()) for piece in text.split("<")[1:]]
    else:
        found = text.split()
    return tuple(item[:1_000] for item in found if item)[-MAX_IDS:]


def first(values: tuple[str, ...]) -> str | None:
    """The first of several ids, or None."""
    return values[0] if values else None


def is_automatic(root: Part) -> bool:
    """Nobody wrote this mail by hand: RFC 3834's mark, a list's or an older program's."""
    submitted = root.header("auto-submitted").strip().lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or root.header("precedence").strip().lower() in _BULK
        or "list-id" in root.headers
        or "x-autoreply" in root.headers
        or "x-autorespond" in root.headers
        or root.type == "multipart/report"
    )
