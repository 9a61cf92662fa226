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
    # The rep's note on an original is the mail's own text, however that came: `ingest.parse.reading`.
    forward, *older = mail.forwards
    body = text_index(words_of(forward.body), len(own.split()), vector=vector)
    return replace(mail, forwards=(replace(forward, index=f"{mail.index} {body}"), *older))
