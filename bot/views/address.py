"""The addresses to put in Bcc, easy to copy."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.ids import View
from bot.shown import MATCHES, RecordAddress
from bot.views import words
from bot.views.blocks import bullets, context, leaf, lines, modal, preformatted, rich_text, to_dicts
from bot.views.rendered import Rendered
from bot.views.text import isolate, one_line, spoken

HOW = "Put it in Bcc of any mail you send, or forward a mail to it, from your account's own address."
COPY = "Click into the box and copy."
_CLOSED = "Mail for what is won, lost or archived is not filed there, and waits in your inbox."


def address_reply(address: str) -> Rendered:
    """The workspace's address and what to do with it."""
    blocks = to_dicts([*_boxed("Your Bcc address:", address), context(HOW)])
    return Rendered(spoken(f"Your Bcc address: {address}. {HOW}"), blocks)


def record_reply(found: Sequence[RecordAddress], asked: str) -> Rendered:
    """The address of what was asked for; several where several match, a way on where none does."""
    asked = isolate(one_line(asked)[:100])
    if not found:
        text = (
            f"I found no deal, lead, project or person for “{asked}”. Try its number, as in "
            "/bcc address deal 42, or another word of its name."
        )
        return Rendered(spoken(text), to_dicts([context(text)]))
    more, found = len(found) > MATCHES, found[:MATCHES]
    names = [words.name_of(one.target) + words.state_of(one.target) for one in found]
    addresses = [one.address for one in found]
    text = "; ".join(f"{name}: {address}" for name, address in zip(names, addresses, strict=True))
    if len(found) == 1:
        title = f"{words.while_closed(found[0].target) or 'Mail to this address is filed there'}:"
        blocks = [rich_text(lines(leaf(title))), *_boxed(names[0], addresses[0])]
    else:
        title = words.THE_FIRST if more else f"Several match “{asked}”:"
        rows = zip(names, addresses, strict=True)
        items = [[leaf(f"{name}  "), leaf(address, code=True)] for name, address in rows]
        blocks = [rich_text(lines(leaf(title)), bullets(*items))]
        if any(words.while_closed(one.target) for one in found):
            blocks.append(context(_CLOSED))
            text += f". {_CLOSED}"
    return Rendered(spoken(f"{title} {text}"), to_dicts([*blocks, context(HOW)]))


def address_modal(address: str) -> dict[str, Any]:
    """The same, for the shortcut "Copy my Bcc address"."""
    return modal("Your Bcc address", [rich_text(preformatted(address)), context(f"{COPY} {HOW}")], View.NOTE)


def _boxed(label: str, address: str) -> list[Block]:
    return [rich_text(lines(leaf(label, bold=True)), preformatted(address))]
