"""The copies of a mail that stand elsewhere, each with what can be done about it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.ids import Action
from bot.posts import Copy, Parts
from bot.views.blocks import button, context, section
from bot.views.text import cut, isolate, one_line
from models.types import ShareState

_LISTED = 20
_NOT_LET = "Slack does not let me delete it. Ask an admin to delete it, then try again"
# Why something of a copy could not be removed, or posted at all, in the words of `models.Share.error`.
_WHY = {
    "not_in_channel": "I am not in that channel any more. Type /invite @Smart Bcc there, then try again",
    "channel_not_found": (
        "I can't see that channel any more. Type /invite @Smart Bcc there, then try again; if it was "
        "deleted, the copy went with it"
    ),
    "is_archived": "the channel is archived. Unarchive it, or ask an admin to delete the message",
    "cant_delete_message": _NOT_LET,
    "cant_delete_file": _NOT_LET,
    "delete_not_allowed": _NOT_LET,
    "compliance_exports_prevent_deletion": (
        "your company's compliance rules in Slack forbid deleting it. Ask an admin what can be done"
    ),
    "file_deleting_disabled": (
        "deleting files is switched off in your Slack. Ask an admin to delete it, then try again"
    ),
    "user_disabled": "their account is deactivated",
    "user_not_found": "their account is gone",
    "user_not_visible": "they cannot be reached from here",
    "no_guests": "they are a guest, and your company does not allow that",
    "mail_erased": "the mail is gone",
    "made_private": "the mail is private again. Post it by hand if it is to be there",
    "restricted_action": "only certain people may write there. Ask an admin, or pick another channel",
    "restricted_action_read_only_channel": "nobody may write there. Pick another channel",
    "outside": "people from outside your company read there, which takes your own word. Post it by hand",
    "not_allowed": "your admin does not allow mail in that channel",
}
# Where nothing stands yet, other words help.
_NOT_POSTED = _WHY | {
    "channel_not_found": (
        "I can't see that channel any more. Type /invite @Smart Bcc there and post it anew, or pick another"
    ),
    "not_in_channel": "I am not in that channel any more. Type /invite @Smart Bcc there, then post it anew",
    "is_archived": "the channel is archived. Pick another",
}


def copy_rows(copies: Sequence[Copy]) -> list[Block]:
    """One row each, with its button."""
    rows = [_row(copy) for copy in copies[:_LISTED]]
    if len(copies) > _LISTED:
        rows.append(context(f"and {len(copies) - _LISTED} more"))
    return rows


def _row(copy: Copy) -> Block:
    place = isolate(cut(one_line(copy.place), 80))
    where = f"to {place}" if copy.direct else f"in {place}"
    block_id = f"copy-{copy.share_id}"
    match copy.state:
        case ShareState.WITHDRAWING if copy.error:
            said = "Not wholly withdrawn" if gone_in_part(copy) else "Could not be withdrawn"
            return section(f"{said} {_from(copy, place)}: {why_left(copy)}", try_again(copy), block_id)
        case ShareState.WITHDRAWING:
            return section(f"Being withdrawn {_from(copy, place)}.", block_id=block_id)
        case ShareState.POSTING if copy.held:
            said = f"Will be sent {where} when their quiet hours end: {parts_said(copy.parts)}."
        case ShareState.POSTING:
            said = f"Being {_sent(copy)} {where}: {parts_said(copy.parts)}."
        case _:
            said = f"{_sent(copy).capitalize()} {where}: {parts_said(copy.parts)}."
    if copy.error:
        left = why_left(copy)
        said += f" {left[:1].upper()}{left[1:]}"
    back = button("Withdraw", Action.WITHDRAW, str(copy.share_id), spoken=f"Withdraw what was posted {where}")
    return section(said, back, block_id)


def gone_in_part(copy: Copy) -> bool:
    """Whether the message itself is gone and only something beside it is left."""
    return ":" in copy.error.split(" ")[0]


def thread_unread(copy: Copy) -> bool:
    """Whether nobody looked what stands below it."""
    return "unread:1" in copy.error.split()


def try_again(copy: Copy) -> InteractiveElement:
    """Withdraws once more what is left of a copy."""
    place = isolate(cut(one_line(copy.place), 80))
    return button(
        "Try again",
        Action.WITHDRAW,
        str(copy.share_id),
        spoken=f"Try again to withdraw it {_from(copy, place)}",
    )


def why_left(copy: Copy) -> str:
    """What could not be done about a copy, in sentences; the first goes on after a colon."""
    first, *rest = said_of(copy.error)
    return " ".join([f"{first}.", *(f"{one[:1].upper()}{one[1:]}." for one in rest)])


def why_not_posted(copy: Copy) -> str:
    """Why a copy came to nothing, after a colon."""
    return _NOT_POSTED.get(copy.error) or "; ".join(said_of(copy.error))


def _sent(copy: Copy) -> str:
    return "sent" if copy.direct else "posted"


def _from(copy: Copy, place: str) -> str:
    return f"from your message to {place}" if copy.direct else f"from {place}"


def parts_said(parts: Parts) -> str:
    """ "new text, quoted text and 2 files"."""
    named = ["the new text"] if parts.text else []
    named += ["the quoted text"] if parts.quoted else []
    named += ["1 file" if len(parts.files) == 1 else f"{len(parts.files)} files"] if parts.files else []
    named = named or ["subject and people only"]
    listed = _listed(named)
    return f"{listed}, by your company's rule" if parts.by_rule else listed


def said_of(errors: str) -> list[str]:
    """What could not be done, each in plain words; what has one reason together. The words of an error are
    parted by spaces."""
    words = errors.split()
    alone = len(words) == 1 or all(word.startswith(("replies:", "unread:")) for word in words[1:])
    reasons: dict[str, list[str]] = {}
    rest = []
    for word in words:
        what, _, more = word.partition(":")
        number, _, why = more.partition(":")
        match what:
            case "replies":
                stay = (
                    "reply by people in its thread stays"
                    if more == "1"
                    else "replies by people in its thread stay"
                )
                rest.append(f"{more} {stay}, and may quote it")
            case "unread":
                rest.append("I could not look into its thread, since I am not in that channel any more")
            case "missing":
                rest.append(f"{_count(more, 'file')} could not be added")
            case "files":
                reasons.setdefault(why_said(why), []).append(_count(number, "file"))
            case "ours":
                said = f"{_count(number, 'message')} of mine in its thread"
                reasons.setdefault(why_said(why), []).append(said)
            case _ if alone:
                rest.insert(0, why_said(what))
            case _:
                reasons.setdefault(why_said(what), []).append("the message")
    return [f"{_listed(things)} could not be removed: {why}" for why, things in reasons.items()] + rest


def _count(number: str, thing: str) -> str:
    return f"{number} {thing}" if number == "1" else f"{number} {thing}s"


def _listed(named: Sequence[str]) -> str:
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def why_said(name: str) -> str:
    """An error of Slack's in plain words; an unknown one by its name, for whoever has to look."""
    return _WHY.get(name, f"Slack refused it ({cut(one_line(name), 60)})")
