"""The addresses a member sends from: how each stands, and what can be done about it."""

from typing import Any

from slack_sdk.models.blocks import Block, InteractiveElement, Option

from bot.ids import Action, Ref, View
from bot.ids import Block as BlockId
from bot.senders import Sender, Senders, SenderState, SendTo
from bot.views import words
from bot.views.blocks import (
    actions,
    button,
    context,
    header,
    leaf,
    lines,
    modal,
    option,
    overflow,
    preformatted,
    rich_text,
    section,
    to_dicts,
)
from bot.views.inputs import text_field
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken

ADD_LABEL = "Add an address"
LONGEST_ADDRESS = 320
_ADDRESS = 120
_TROUBLE = 160
_HOW = {
    "code": "by the code mailed there",
    "link": "by the link mailed there",
    "mail": "by a mail sent from it",
}
_ONLY_ACCOUNT = (
    "Mail is taken from {}, your account's e-mail. Do you send from another address too? Add it here."
)
_NO_ACCOUNT = (
    "Slack shows me no e-mail of yours, so I take mail from no address yet. Add the one you send from."
)


def addresses_section(senders: Senders) -> list[Block]:
    """The part of the home tab, and of the answer to `/bcc alias`, that lists a member's addresses."""
    blocks = [header("Addresses you send from"), context(_account(senders))]
    blocks += [sender_row(one, senders.tz, by_mail=senders.by_mail) for one in senders.rows]
    return [*blocks, actions(button(ADD_LABEL, Action.ADDRESS_ADD, "add"))]


def _account(senders: Senders) -> str:
    if senders.account is None:
        return _NO_ACCOUNT
    account = name_of(senders.account)
    if not senders.rows:
        return _ONLY_ACCOUNT.format(account)
    return f"{account} is your account's e-mail: mail from it is always taken."


def sender_row(sender: Sender, tz: str, *, by_mail: bool) -> Block:
    """One address, how it stands, and a menu of what can be done."""
    text = f"{name_of(sender.address)}\n{state_of(sender, tz, by_mail=by_mail)}"
    return section(text, _todo(sender, by_mail=by_mail), f"address-{sender.id}")


def state_of(sender: Sender, tz: str, *, by_mail: bool) -> str:
    """How it stands, since when, and what comes next."""
    since = words.moment(sender.since, tz)
    match sender.state:
        case SenderState.VERIFIED:
            how = _HOW.get(sender.how)
            return f"Verified {how}, {since}" if how else f"Verified {since}"
        case SenderState.EXPIRED:
            again = "Mail a new code" if by_mail else "Show where to send a mail from it"
            return f"Expired {since}: it was not verified within 24 hours. {again} to go on."
        case SenderState.LOCKED:
            return "The code was typed wrong too often and works no more. Mail a new one."
        case SenderState.BLOCKED:
            return "Blocked: you said that mail from it is not yours. Remove it to lift that."
        case SenderState.REMOVED:
            return f"Removed {since}." + (" Mail from it is not taken any more." if sender.verified else "")
    return _pending(sender, tz, by_mail=by_mail)


def _pending(sender: Sender, tz: str, *, by_mail: bool) -> str:
    added = f"Not verified yet, added {words.moment(sender.since, tz)}."
    until = f"until {words.moment(sender.until, tz)}" if sender.until else "for 24 hours"
    trouble = cut(one_line(sender.trouble), _TROUBLE)
    if not by_mail:
        return f"{added} Send a mail from it, {until}: the menu shows where to."
    if sender.undeliverable:
        return (
            f"{added} The code can't be mailed there ({trouble}). Check the address, or send a mail from it."
        )
    if trouble:
        return f"{added} The code is not mailed yet ({trouble}). I keep trying; or send a mail from it."
    if sender.mailed_at is None:
        return f"{added} The code is on its way there."
    return f"{added} A code was mailed there; it works {until}. Or send a mail from it."


def _todo(sender: Sender, *, by_mail: bool) -> InteractiveElement:
    if sender.state is SenderState.REMOVED:
        return button("Undo", Action.ADDRESS_UNDO, str(sender.id), spoken=f"Undo removing {sender.address}")
    choices: list[Option] = []
    if sender.state is SenderState.PENDING and by_mail and not sender.undeliverable:
        choices.append(_choice("Enter the code", "code", sender))
    if sender.state in (SenderState.PENDING, SenderState.EXPIRED, SenderState.LOCKED):
        if by_mail:
            choices.append(_choice("Mail a new code", "resend", sender))
        choices.append(_choice("Verify by sending a mail", "send", sender))
    choices.append(_choice("Remove", "remove", sender))
    return overflow(Action.ADDRESS_MENU, choices)


def _choice(label: str, word: str, sender: Sender) -> Option:
    return option(label, str(Ref(word, sender.id)))


def list_reply(senders: Senders, told: str = "") -> Rendered:
    """The answer to `/bcc alias`, below what was just done, if anything."""
    rows = "; ".join(
        f"{name_of(one.address)}: {state_of(one, senders.tz, by_mail=senders.by_mail)}"
        for one in senders.rows
    )
    first = [rich_text(lines(leaf(told)))] if told else []
    usage = context("/bcc alias add ADDRESS, /bcc alias code CODE, /bcc alias remove ADDRESS")
    text = " ".join(filter(None, (told, _account(senders), rows)))
    return Rendered(spoken(text), to_dicts([*first, *addresses_section(senders), usage]))


def told_reply(text: str, sender: Sender | None, tz: str, *, by_mail: bool) -> Rendered:
    """What was just done or cannot be done, with the address concerned below it."""
    rows = [sender_row(sender, tz, by_mail=by_mail)] if sender else []
    return Rendered(spoken(text), to_dicts([rich_text(lines(leaf(text))), *rows]))


def ask_reply(text: str, address: str) -> Rendered:
    """A question before an address is added, with the button that goes on."""
    go_on = button("Add it all the same", Action.ADDRESS_SURE, address, spoken=f"Add {address} all the same")
    return Rendered(spoken(text), to_dicts([rich_text(lines(leaf(text))), actions(go_on)]))


def mailed_reply(sender: Sender) -> Rendered:
    """A code is on its way: how to go on, either way."""
    text = mailed_text(sender)
    row = actions(
        button("Enter the code", Action.ADDRESS_CODE, str(sender.id), primary=True),
        button("Verify by sending a mail", Action.ADDRESS_SEND, str(sender.id)),
        button("Mail a new code", Action.ADDRESS_RESEND, str(sender.id)),
    )
    return Rendered(spoken(text), to_dicts([rich_text(lines(leaf(text))), row]))


def mailed_text(sender: Sender) -> str:
    """Where the code went and what to do with it."""
    return (
        f"I am mailing a code to {name_of(sender.address)}. Enter it here or with /bcc alias code CODE; that "
        "mail shows other ways too. It works for 24 hours."
    )


def send_blocks(send: SendTo, tz: str) -> list[Block]:
    """Where to send a mail to prove the address, ready to copy."""
    return [
        rich_text(
            lines(leaf(f"Send any mail from {name_of(send.address)} to this address:")),
            preformatted(send.send_to),
        ),
        context(
            f"It works once, until {words.moment(send.until, tz)}. Its subject and text do not matter; DKIM "
            "or SPF must prove that it came from there, as with all your mail."
        ),
    ]


def send_reply(send: SendTo, tz: str, told: str = "") -> Rendered:
    """The same as a message."""
    first = [rich_text(lines(leaf(told)))] if told else []
    text = f"{told} Send any mail from {name_of(send.address)} to {send.send_to}".strip()
    return Rendered(spoken(text), to_dicts([*first, *send_blocks(send, tz)]))


def send_modal(send: SendTo, tz: str) -> dict[str, Any]:
    """The same in a modal."""
    return modal("Verify by sending", send_blocks(send, tz), View.NOTE)


def add_modal(doubt: str = "", address: str = "") -> dict[str, Any]:
    """Asks for an address; `doubt` is what speaks against `address`, which the next answer goes by."""
    field = text_field(
        "E-mail address",
        BlockId.ADDRESS,
        initial=address,
        hint="One that you send mail from. It has to be verified once, to show that it is yours.",
        longest=LONGEST_ADDRESS,
        focus=True,
    )
    return modal(
        ADD_LABEL,
        [*([section(doubt)] if doubt else []), field],
        View.ADDRESS_ADD,
        submit="Add it all the same" if doubt else "Add",
        close="Cancel",
        about=address or None,
    )


def code_modal(sender: Sender, told: str = "") -> dict[str, Any]:
    """Asks for the code that was mailed."""
    text = told or f"The code is in the mail that went to {name_of(sender.address)}."
    return modal(
        "Enter the code",
        [
            section(text),
            text_field("Code", BlockId.CODE, hint="8 letters and digits", longest=60, focus=True),
            context("No mail after a minute? Look among the spam, or mail a new code from the menu."),
        ],
        View.ADDRESS_CODE,
        submit="Verify",
        about=str(sender.id),
    )


def verified_notice(address: str) -> Rendered:
    """One line for the member's direct messages."""
    text = f"{name_of(address)} is verified. Mail from it is taken from now on."
    return Rendered(spoken(text), to_dicts([rich_text(lines(leaf(text)))]))


def undeliverable_notice(address: str, said: str) -> Rendered:
    """That a code never arrives, and what to do instead."""
    text = (
        f"The code for {name_of(address)} could not be mailed: {cut(one_line(said), _TROUBLE)}. Check the "
        "address: /bcc alias shows it, and lets you remove it or verify it by sending a mail from it."
    )
    return Rendered(spoken(text), to_dicts([rich_text(lines(leaf(text)))]))


def name_of(address: str) -> str:
    """An address in a sentence of ours."""
    return isolate(cut(one_line(address), _ADDRESS))
