"""The inbox on the home tab: what is not filed yet, with what can be done about it at one click."""

from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from bot.at_home import HomeData, Step, Waiting
from bot.ids import Action, Pair
from bot.shown import Target
from bot.views import words
from bot.views.blocks import actions, button, context, header, section
from bot.views.text import cut, one_line

_MANY = 1000  # where the inbox stops counting
_EMPTY = "Everything is filed or done. New mail that no rule is sure about comes here."


@dataclass(frozen=True, slots=True)
class Filed:
    """What was just filed from the home tab, and the link by which it is undone; None once it was undone."""

    target: Target
    link_id: int | None


def inbox_section(data: HomeData, filed: Filed | None = None) -> list[Block]:
    """The newest conversations that wait; nothing before the first mail."""
    if data.step is Step.FIRST_MAIL:
        return []
    rows: list[Block] = [header("Inbox")]
    if filed is not None:
        name = words.name_of(filed.target)
        if filed.link_id is None:
            rows.append(section(f"It is not filed under {name} any more."))
        else:
            undo = button("Undo", Action.HOME_UNDO, str(filed.link_id), spoken=f"Undo: filed under {name}")
            rows.append(section(f"Filed under {name}.", undo))
    if not data.waiting:
        return [*rows, context(_EMPTY)]
    for one in data.waiting:
        rows += _row(one, data.tz)
    inbox = button("Open inbox", Action.INBOX_OPEN, "inbox", spoken="Open the inbox to file many at once")
    return [*rows, section(f"{_count(data.unfiled)} The inbox files many at once.", inbox, "inbox")]


def _count(unfiled: int) -> str:
    if unfiled >= _MANY:
        return f"{_MANY:,} mails or more are not filed yet."
    return f"{unfiled} {'mail is' if unfiled == 1 else 'mails are'} not filed yet."


def _row(one: Waiting, tz: str) -> list[Block]:
    mail = one.mail
    subject = words.subject_of(mail.subject, 120)
    many = f"{mail.mails} mails · " if mail.mails > 1 else ""
    text = f"{subject}\n{many}{words.party(mail.author)} · {words.moment(mail.at, tz)}"
    opener = button("Open", Action.OPEN, str(mail.message_id), spoken=f"Open {cut(subject, 60)}")
    if one.likely is None:
        return [section(text, opener, f"mail-{mail.message_id}")]
    target = one.likely.target
    file = button(
        f"File: {words.name_of(target)}",
        Action.HOME_FILE,
        str(Pair(mail.message_id, target.id)),
        spoken=f"File under {target.kind} {target.number} {one_line(target.title)}: {cut(subject, 30)}",
    )
    why = [context(f"Why? {one_line(one.likely.why)}")] if one_line(one.likely.why) else []
    return [section(text, None, f"mail-{mail.message_id}"), *why, actions(opener, file)]
