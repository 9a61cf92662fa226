"""What admins are told of a member who left, and a successor of what became theirs."""

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.left import Leaver
from bot.views import words
from bot.views.blocks import actions, button, context, section, to_dicts
from bot.views.confirm import asking_button, member_select
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken

_NOBODY = "Nobody here left anything that waits for you."


def leaver_notice(leaver: Leaver) -> Rendered:
    """How things stand, with what an admin can do about it now."""
    blocks = leaver_blocks(leaver)
    return Rendered(spoken(" ".join(_said(leaver))), to_dicts(blocks))


def leavers_reply(leavers: list[Leaver]) -> Rendered:
    """All of them, for /bcc leavers."""
    if not leavers:
        return Rendered(spoken(_NOBODY), to_dicts([section(_NOBODY)]))
    blocks = [block for leaver in leavers[:10] for block in leaver_blocks(leaver)]
    return Rendered(spoken(" ".join(" ".join(_said(leaver)) for leaver in leavers[:10])), to_dicts(blocks))


def leaver_blocks(leaver: Leaver) -> list[Block]:
    """One leaver, in a message."""
    first, *rest = _said(leaver)
    blocks: list[Block] = [section(first), *([context(*rest)] if rest else [])]
    elements = []
    value, name, one = str(leaver.user_id), _name(leaver.name), leaver.conversations == 1
    if not leaver.back and leaver.conversations and leaver.successor is None:
        elements += [
            member_select(Action.SUCCESSOR, "Pick a new owner"),
            asking_button(
                "Hand over", Action.HAND_OVER, value,
                title="Hand the conversation over?" if one else "Hand the conversations over?",
                text=f"The colleague you picked becomes {'its' if one else 'their'} owner and reads all mail "
                f"in {_them(leaver.conversations)}, what {name} had not shared too. This can't be undone, "
                f"even if {name} comes back.",
                yes="Hand over", danger=False,
            ),
        ]  # fmt: skip
    if not leaver.back and leaver.private and leaver.erase_at is not None:
        elements.append(
            asking_button(
                "Erase private mail now", Action.ERASE_LEAVER, value,
                title="Erase it for good?",
                text=f"{_mails(leaver.private)} that {name} neither shared nor filed will be gone, with the "
                f"raw files and attachments. Nobody else has read {_them(leaver.private)}. This "
                "can't be undone.",
                yes="Erase for good",
            )
        )  # fmt: skip
    if elements:
        row = actions(*elements)
        row.block_id = f"leaver-{leaver.user_id}"
        blocks.append(row)
    return blocks


def _said(leaver: Leaver) -> list[str]:
    name = _name(leaver.name)
    if leaver.back:
        return [f"{name} is a member again. What was not handed over or erased is theirs as before."]
    return [_headline(leaver, name), *_rest(leaver, name)]


def _headline(leaver: Leaver, name: str) -> str:
    if leaver.successor is not None:
        to = _name(leaver.successor)
        if leaver.conversations:
            are = "is" if leaver.conversations == 1 else "are"
            return f"{name} left. {_conversations(leaver.conversations)} {are} being handed over to {to}."
        return f"{name} left. Their shared and filed conversations belong to {to} now."
    if not leaver.conversations:
        return f"{name} left."
    need = "needs" if leaver.conversations == 1 else "need"
    return f"{name} left. {_conversations(leaver.conversations)} {need} a new owner."


def _rest(leaver: Leaver, name: str) -> list[str]:
    said = []
    if leaver.conversations and leaver.successor is None:
        said.append(
            "Until you choose one, everybody still reads what is shared, and filed mail stays on its records."
        )
    if leaver.private and leaver.erase_at is not None:
        day = words.moment(leaver.erase_at, leaver.tz)
        said.append(
            f"{_mails(leaver.private)} that {name} kept private: nobody reads {_them(leaver.private)}; "
            f"erased on {day}."
        )
    elif leaver.erase_at is None:
        said.append("What they kept private is erased.")
    return said


def handed_over(leaver_id: int, name: str, count: int) -> Rendered:
    """To the successor: what is theirs now, with a button to it."""
    what = _conversations(count, one="one")
    said = f"{_name(name)} left, and an admin made you the owner of {what} of theirs."
    none, these = (
        ("No card was", "this conversation") if count == 1 else ("No cards were", "these conversations")
    )
    more = (
        f"{none} posted for {_them(count)}. Later mails of {these} come to you as cards when you send or "
        "forward them here; what is not filed yet is in /bcc inbox."
    )
    blocks = [
        section(said),
        context(more),
        actions(button(f"Show {_them(count)}", Action.HANDED_OVER, str(leaver_id), primary=True)),
    ]
    return Rendered(spoken(f"{said} {more}"), to_dicts(blocks))


def _name(name: str) -> str:
    return isolate(cut(one_line(name), 60)) or "A member"


def _conversations(count: int, one: str = "One") -> str:
    return f"{one} shared or filed conversation" if count == 1 else f"{count:,} shared or filed conversations"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def _mails(count: int) -> str:
    return "One mail" if count == 1 else f"{count:,} mails"
