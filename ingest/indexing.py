"""What a search finds the text of a mail by, made where it is read: folding words is much of the work."""

from dataclasses import replace

from ingest.parse.mail import ParsedMail
from models.fulltext import words_of
from models.words import text_index


def indexed(mail: ParsedMail, *, vector: bool) -> ParsedMail:
    """The mail with the index of its text and, if it is a forward, of what it forwards.

    `vector` says that PostgreSQL keeps it.
    """
    own = words_of(mail.text)
    mail = replace(mail, index=text_index(own, vector=vector))
    if not mail.forwards:
        return mail
    forward, *older = mail.forwards
    # An original that is attached has the rep's words in the mail's own text.
    note = own if forward.attached else words_of(forward.note)
    body = text_index(words_of(forward.body), len(note.split()), vector=vector)
    index = f"{mail.index if forward.attached else text_index(note, vector=vector)} {body}"
    return replace(mail, forwards=(replace(forward, index=index), *older))
