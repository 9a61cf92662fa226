"""/bcc forget: what would go, the question, and the receipt."""

from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.forgetting import Preview
from bot.ids import Action, View
from bot.views import words
from bot.views.blocks import actions, bullets, context, leaf, lines, modal, rich_text, section, to_dicts
from bot.views.confirm import asking_button
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken
from models.erasure import Erased

USAGE = (
    "Say whose mail to forget, for example: /bcc forget jane@acme.com. It shows what would be erased before "
    "anything is. Admins can put “everywhere” behind it, for the mail of the whole workspace."
)
_NOTHING = "I have no mail {} from or to {}. Nothing was changed."
_STAYS = (
    "Deals, leads and projects stay. So does mail that only mentions the address in its text: /bcc find "
    "shows it. Replies that people wrote below a card are theirs to delete."
)
_SPELT = "With the other spellings of that mailbox: {} in all."
UNDER_WAY = "That is being erased already. The receipt comes in your direct messages with me."
STARTED = "I am erasing it now. The receipt comes in your direct messages with me, usually within seconds."


def forget_modal(data: Preview, about: str) -> dict[str, Any]:
    """The counts, and a button that asks before it erases. `about` is what its click comes back with."""
    whose = "of anybody here" if data.everywhere else "of yours"
    shown = isolate(cut(one_line(data.address), 200))
    if not data:
        return modal("Forget an address", [section(_NOTHING.format(whose, shown))], View.FORGET)
    if not (data.mails or data.held or data.refusals):
        return _contact_only(data, whose, shown, about)
    everybody = f", of {_some(data.owners, 'member')}" if data.everywhere else ""
    dms = "direct messages" if data.everywhere else "your DM"
    counts = [
        _some(data.mails, "mail") + everybody,
        *_more(data.attachments, "attachment"),
        *_more(data.cards, f"card in {dms}", f"cards in {dms}"),
        *_more(data.shares, "copy posted in Slack", "copies posted in Slack"),
        *_more(data.held, "mail held back", "mails held back"),
        *_more(data.refusals, "refused mail on record", "refused mails on record"),
    ]
    heading = f"Everything {whose} from or to {shown} would be erased for good:"
    blocks: list[Block] = [
        rich_text(lines(leaf(heading)), bullets(*([leaf(each)] for each in counts))),
        *([context(_SPELT.format(data.spellings))] if data.spellings > 1 else []),
        context(_STAYS),
        actions(*_buttons(data)),
    ]
    return modal("Forget an address", blocks, View.FORGET, close="Keep it", about=about)


def _contact_only(data: Preview, whose: str, shown: str, about: str) -> dict[str, Any]:
    name = _contact(data)
    text = f"The contact {name} will be gone, unless other mail still needs it. This can't be undone."
    blocks = [
        section(f"I have no mail {whose} from or to {shown}, only the contact {name}."),
        actions(_erase("Erase the contact", Action.FORGET_CONTACT, text)),
    ]
    return modal("Forget an address", blocks, View.FORGET, close="Keep it", about=about)


def _contact(data: Preview) -> str:
    return isolate(cut(one_line(data.contacts[0]), 60))


def _buttons(data: Preview) -> list[InteractiveElement]:
    text = (
        f"{_some(data.mails, 'mail')} with attachments, cards and posted copies will be gone, for you and "
        "for everybody they were shared with. This can't be undone."
    )
    found = [_erase("Erase the mail", Action.FORGET, text)]
    if data.contacts:
        text += f" The contact {_contact(data)} goes too, unless other mail still needs it."
        found.append(_erase("Erase mail and contact", Action.FORGET_CONTACT, text))
    return found


def _erase(label: str, action: Action, text: str) -> InteractiveElement:
    return asking_button(label, action, "erase", title="Erase it for good?", text=text, yes="Erase for good")


def receipt(erased: Erased, mark: str, at: datetime, tz: str, *, everywhere: bool) -> Rendered:
    """What was erased and when. It does not say whom, or it would be the last place that does."""
    counts = [
        _some(erased.mails, "mail"),
        *_more(erased.attachments, "attachment"),
        *_more(erased.shares, "posted copy", "posted copies"),
        *_more(erased.held, "mail held back", "mails held back"),
        *_more(erased.refusals, "refused mail"),
        *_more(erased.contacts, "contact address", "contact addresses"),
    ]
    whose = "in the whole workspace" if everywhere else "of yours"
    said = f"Erased for good, {whose}, on {words.moment(at, tz)}:"
    slack = (
        f"Slack is deleting {_some(erased.slack, 'message')} of mine about it; I say so if one can't be. "
        if erased.slack
        else ""
    )
    small = f"{slack}Receipt {mark}. The address itself is not kept, only this fingerprint of it."
    blocks = [rich_text(lines(leaf(said)), bullets(*([leaf(each)] for each in counts))), context(small)]
    return Rendered(spoken(f"{said} {', '.join(counts)}. {small}"), to_dicts(blocks))


def _some(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _more(count: int, one: str, many: str = "") -> list[str]:
    return [_some(count, one, many)] if count else []
