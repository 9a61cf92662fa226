"""The question about a mail of a member's own that was made long ago, and what is left of it."""

from bot.asked import OldMail
from bot.ids import Action
from bot.shown import Proof
from bot.views import words
from bot.views.blocks import actions, button, leaf, lines, rich_text, section, to_dicts
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken
from models.address import readable

_HEAD = "Did you send this just now? "
_WHY = (
    "Whoever has a mail of yours can send it again. It is not filed until you say so,"
    " and deleted after 14 days without an answer."
)


def old_question(mail: OldMail) -> Rendered:
    """Whether to file it, with nothing of what it says."""
    subject = _subject(mail)
    proof = words.proved(Proof(mail.method, mail.domain))
    proof = f" ({proof[0].lower()}{proof[1:]})" if mail.method else ""
    address = isolate(cut(one_line(readable(mail.address)), 120))
    first = (
        f"A mail from {address}{proof}, made on {words.moment(mail.written_at, mail.tz)}, with the subject "
    )
    last = " came to your Bcc address."
    block = rich_text(
        lines(leaf(_HEAD, bold=True), leaf(first), leaf(subject, italic=True), leaf(f"{last}\n{_WHY}"))
    )
    key = str(mail.held_id)
    yes = button("Yes, file it", Action.OLD_FILE, key, primary=True, spoken=f"File {subject}")
    no = button("No, don't file it", Action.OLD_DROP, key, spoken=f"Do not file {subject}")
    return Rendered(spoken(f"{_HEAD}{first}“{subject}”{last} {_WHY}"), to_dicts([block, actions(yes, no)]))


def old_filed(mail: OldMail) -> Rendered:
    """The line that is left after yes."""
    text = f"Your mail of {words.moment(mail.written_at, mail.tz)}, {_subject(mail)}, is being filed."
    return Rendered(spoken(text), to_dicts([section(text)]))


def old_dropped(mail: OldMail) -> Rendered:
    """The line that is left after no."""
    subject = _subject(mail)
    text = (
        f"The mail of {words.moment(mail.written_at, mail.tz)}, {subject}, is not filed."
        " It is deleted 14 days after it came, and you are not asked about it again."
    )
    undo = button("File it after all", Action.OLD_FILE, str(mail.held_id), spoken=f"File {subject} after all")
    return Rendered(spoken(text), to_dicts([section(text, undo)]))


def old_expired(mails: int) -> Rendered:
    """That held mail is gone."""
    what, are, them = ("An old mail", "is", "it") if mails == 1 else (f"{mails} old mails", "are", "them")
    text = f"{what} of yours waited 14 days for your word and {are} deleted now."
    text += f" To have {them} filed, send {them} again."
    return Rendered(spoken(text), to_dicts([section(text)]))


def _subject(mail: OldMail) -> str:
    return isolate(words.subject_of(mail.subject, 150))
