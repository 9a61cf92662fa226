"""What a search looks through: the folded words of mails, and of records and persons.

A full-text index of either engine hangs on each of these tables (migration 0002). `marks` holds words that
no text can contain, such as `#u7`, for what a search must be narrowed to before it looks at any word: a
common word in a million mails is then as quick to find as a rare one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tortoise import fields
from tortoise.connection import get_connection

from .base import ScopedManager, ScopedRow
from .bulk import Bulk
from .contact import Person
from .fulltext import words_of
from .mail import Message
from .new_rows import NewRows
from .record import Record
from .types import Visibility
from .vector import placed

# In a vector: the places of what the headers say end before those of the text begin, so that the text can be
# indexed before anybody knows what the mail's row will say. That is room for the names and addresses of a
# thousand people, and leaves more than ten thousand places for the text.
_TEXT_FROM = 6_000
# Between title and text on SQLite, lest a phrase goes from one to the other: no word that `fulltext` splits
# off, but one for FTS5.
_BORDER = "\ue000"
# Mails of one bucket came one after another: PostgreSQL looks into the newest ones first.
BUCKET = 14


class MessageWords(ScopedRow):
    """The words of one mail. The marks say who may read it (a trigger follows its visibility), whether
    it has files, and in which bucket of ids it is.

    On PostgreSQL a search looks at `vector` alone, which is made of the words: they are not kept again.
    """

    message: fields.OneToOneRelation[Message] = fields.OneToOneField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int
    marks = fields.TextField()
    sender = fields.TextField()
    recipients = fields.TextField()
    words = fields.TextField()

    class Meta:
        table = "message_words"
        manager = ScopedManager()


class TargetWords(ScopedRow):
    """The words of one record or person: their own, their organization's and their people's or addresses'.

    Triggers write these rows whenever one of those changes; nobody else does.
    """

    record: fields.OneToOneNullableRelation[Record] = fields.OneToOneField(
        "models.Record", null=True, on_delete=fields.CASCADE
    )
    record_id: int | None
    person: fields.OneToOneNullableRelation[Person] = fields.OneToOneField(
        "models.Person", null=True, on_delete=fields.CASCADE
    )
    person_id: int | None
    marks = fields.TextField()
    words = fields.TextField()

    class Meta:
        table = "target_words"
        manager = ScopedManager()
        indexes = (("workspace_id", "id"),)


def reader_mark(user_id: int) -> str:
    """The mark of what this user owns."""
    return f"#u{user_id}"


def shared_mark(workspace_id: int) -> str:
    """The mark of what every member of the workspace may read. The triggers write it too."""
    return f"#s{workspace_id}"


def bucket_mark(message_id: int) -> str:
    """The mark of the mails that came about when this one did."""
    return f"#b{message_id >> BUCKET}"


FILE_MARK = "#file"


async def reown_words(message_ids: Iterable[int], before: int, after: int) -> None:
    """Have mails that changed hands found by their new owner and no longer by the former."""
    bulk = Bulk(get_connection("default"))
    old, new = reader_mark(before), reader_mark(after)
    await bulk.execute(
        f"UPDATE message_words SET marks = trim(replace(' ' || marks || ' ', ' {old} ', ' {new} '))"  # noqa: S608
        f" WHERE {bulk.among('message_id', 1)}",
        [bulk.listed(message_ids)],
    )


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a mail's headers: whether as its sender, and by which name and address."""

    sender: bool
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Words:
    """What one mail is to be found by: the folded words of each column, and the index of its text.

    `title` holds the words of its subject and its files; `index` is what `text_index` made of its text.
    """

    workspace_id: int
    message_id: int
    marks: str
    sender: str
    recipients: str
    title: str
    index: str


def text_index(words: str, start: int = 0, *, vector: bool) -> str:
    """The index of a text from its folded words: the part of a vector, or the words as they are.

    `start` is how many words of other texts come before it.
    """
    return placed(words.split(), _TEXT_FROM + start) if vector else words


def words_of_mail(
    *,
    workspace_id: int,
    owner_id: int,
    message_id: int,
    visibility: Visibility,
    subject: str,
    index: str,
    people: Iterable[Named],
    file_names: Iterable[str],
) -> Words:
    """What makes a newly stored mail findable. `people` are its author and its participants."""
    people, files = list(people), list(file_names)
    marks = [reader_mark(owner_id), bucket_mark(message_id)]
    if files:
        marks.append(FILE_MARK)
    if visibility is Visibility.SHARED:
        marks.append(shared_mark(workspace_id))
    return Words(
        workspace_id,
        message_id,
        " ".join(marks),
        _names(one for one in people if one.sender),
        _names(one for one in people if not one.sender),
        words_of(subject, *files),
        index,
    )


def new_words(mails: Iterable[Words], *, vector: bool) -> NewRows:
    """The rows for them, to be inserted in the transaction that stores their mails.

    `vector` says that PostgreSQL keeps them.
    """
    return NewRows(
        MessageWords,
        [
            {
                "workspace_id": mail.workspace_id,
                "message_id": mail.message_id,
                "marks": mail.marks,
                **(_in_a_vector(mail) if vector else _in_columns(mail)),
            }
            for mail in mails
        ],
        beside=(("vector", "tsvector"),) if vector else (),
    )


def _in_columns(mail: Words) -> dict[str, str]:
    words = f"{mail.title} {_BORDER} {mail.index}"
    return {"sender": mail.sender, "recipients": mail.recipients, "words": words}


def _in_a_vector(mail: Words) -> dict[str, str]:
    return {"sender": "", "recipients": "", "words": "", "vector": _vector(mail)}


def _vector(mail: Words) -> str:
    """The title first: where many people are named, it is the last of them who have no place of their own."""
    parts, start = list[str](), 0
    for words, weight in ((mail.title, ""), (mail.sender, "A"), (mail.recipients, "B")):
        told = words.split()
        parts.append(placed(told, start, weight=weight, last=_TEXT_FROM - 1))
        start += len(told) + 1  # no phrase goes on in what follows
    # Whoever made the index has read a stranger's mail: it is not to say who may find it, as marks do.
    return " ".join([*parts, mail.index.replace("#", ""), mail.marks])


def _names(people: Iterable[Named]) -> str:
    return words_of(*dict.fromkeys(part for one in people for part in (one.name, one.address)))
