"""What is told in direct messages about sharing: later mail, a colleague's plea, what was withdrawn."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.ids import Action, Plea
from bot.posts import Answer, Copy
from bot.shown import Target
from bot.views import words
from bot.views.blocks import actions, button, leaf, lines, rich_text, section, to_dicts
from bot.views.copies import gone_in_part, thread_unread, try_again, why_left, why_not_posted
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken
from models.types import ShareState

# So many blocks a message takes without trouble; the card has the buttons too.
_BUTTONS = 20
_ANSWERED = {
    Answer.YES: "You filed it",
    Answer.NO: "You said no; it was not filed",
    Answer.FILED: "It is filed there already; Unlink on its card takes it away",
}


def later_mail(subject: str, opens: int, place: str | None = None) -> Rendered:
    """One line to a follower; `opens` is the copy's id where `place` names a channel, else the mail's."""
    shown = isolate(words.subject_of(subject, 150))
    where = (
        f"was posted in #{isolate(cut(one_line(place), 80))}" if place else "was shared within the company"
    )
    text = f"A later mail of a conversation you follow {where}: {shown}"
    action = Action.SHARED_OPEN if place else Action.OPEN
    opener = button("Open", action, str(opens), spoken=f"Open {cut(shown, 60)}")
    return Rendered(spoken(text), to_dicts([section(text, opener)]))


def plea_notice(subject: str, asker: str, target: Target, plea: Plea) -> Rendered:
    """To a mail's owner: a colleague would have it filed."""
    name = words.name_of(target)
    mail = isolate(words.subject_of(subject, 150))
    text = f"{_name(asker)} saw your mail “{mail}” and asks to file it under {name}."
    row = actions(
        button(f"File under {target.kind} {target.number}", Action.PLEA_YES, str(plea), primary=True),
        button("No", Action.PLEA_NO, str(plea), spoken=f"Do not file it under {name}"),
    )
    return Rendered(spoken(text), to_dicts([section(text), row]))


def plea_answered(subject: str, asker: str, target: Target, answer: Answer) -> Rendered:
    """The same, once answered."""
    name, mail = words.name_of(target), isolate(words.subject_of(subject, 150))
    text = f"{_name(asker)} asked to file “{mail}” under {name}. {_ANSWERED[answer]}."
    return Rendered(spoken(text), to_dicts([section(text)]))


def plea_told(subject: str, owner: str, target: Target, answer: Answer) -> Rendered:
    """To the colleague who asked. A no does not tell them where a mail that they cannot read is filed."""
    mail, name = isolate(words.subject_of(subject, 150)), words.name_of(target)
    text = {
        Answer.YES: f"{_name(owner)} filed “{mail}” under {name}.",
        Answer.NO: f"{_name(owner)} would rather not file “{mail}” under {name}.",
        Answer.FILED: f"{_name(owner)} leaves “{mail}” where it is.",
    }[answer]
    return Rendered(spoken(text), to_dicts([section(text)]))


def withdrawn_report(subject: str, copies: Sequence[Copy]) -> Rendered:
    """What became of copies that were withdrawn together: what is gone, what is left and why, with a button
    for each where something of ours is left."""
    gone = [copy for copy in copies if copy.state is ShareState.WITHDRAWN]
    left = [copy for copy in copies if copy.error]
    stuck = [copy for copy in left if copy.state is not ShareState.WITHDRAWN]
    partly = [copy for copy in stuck if gone_in_part(copy)]
    whole = [copy for copy in stuck if not gone_in_part(copy)]
    became = [f"was withdrawn from {_places(gone)}"] if gone else []
    became += [f"was not wholly withdrawn from {_places(partly)}"] if partly else []
    became += [f"could not be withdrawn from {_places(whole)}"] if whole else []
    text = f"“{isolate(words.subject_of(subject, 150))}” {'; it '.join(became)}."
    if not stuck and not any(map(thread_unread, gone)):
        text += " The message, its files and what I said in its thread are gone."
    elif not stuck:
        text += " The message and its files are gone."
    blocks: list[Block] = [section(text)]
    if left:
        blocks.append(rich_text(lines(leaf("What is left", bold=True))))
    blocks += [
        section(_left(copy), try_again(copy) if copy in stuck[:_BUTTONS] else None, f"left-{copy.share_id}")
        for copy in left
    ]
    return Rendered(spoken(" ".join([text, *map(_left, left)])), to_dicts(blocks))


def _left(copy: Copy) -> str:
    return f"{_place(copy)}: {why_left(copy)}"


def not_posted(subject: str, copy: Copy) -> Rendered:
    """A copy could not be posted: why, and what to do."""
    where = f"sent to {_plain(copy)}" if copy.direct else f"posted in {_plain(copy)}"
    text = f"“{isolate(words.subject_of(subject, 150))}” was not {where}: {why_not_posted(copy)}."
    return Rendered(spoken(text), to_dicts([section(text)]))


def _places(copies: Sequence[Copy]) -> str:
    named = [_place(copy) for copy in copies]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _place(copy: Copy) -> str:
    return f"your message to {_plain(copy)}" if copy.direct else _plain(copy)


def _plain(copy: Copy) -> str:
    return isolate(cut(one_line(copy.place), 80))


def _name(name: str) -> str:
    return isolate(cut(one_line(name), 60)) or "A colleague"
