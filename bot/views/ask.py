"""'Was this you?' with its answers, mail that waits for an address, and a provider's forwarding code."""

from bot.asked import ForwardingCode, Question
from bot.ids import Action
from bot.shown import Proof
from bot.views import words
from bot.views.blocks import (
    actions,
    button,
    context,
    leaf,
    lines,
    link_leaf,
    preformatted,
    rich_text,
    section,
    to_dicts,
)
from bot.views.rendered import Rendered
from bot.views.text import cut, isolate, one_line, spoken
from models.address import readable

_ADDRESS = 120
_UNREAD = "Nothing else of it is shown until you say yes. Without an answer it is deleted after 14 days."
_ADD = "Enter the code that you were sent, or run /bcc alias. Without that it is deleted after 14 days."
_HOW = (
    "In Gmail, open Settings, then Forwarding and POP/IMAP, and enter this code beside the address."
    " Then choose to forward all mail, or make a filter that does. If you did not ask for this, do nothing."
)


def question(asked: Question) -> Rendered:
    """The question, or that mail waits for an address which its reader is adding."""
    address, subject = _short(asked.address), isolate(words.subject_of(asked.subject, 150))
    head, tail = ("Waiting for your address. ", _ADD) if asked.adding else ("Was this you? ", _UNREAD)
    what = "A mail" if asked.mails == 1 else f"The first of {asked.mails} mails"
    first = f"{what} from {address}{_proof(asked)} with the subject "
    last = " came to your Bcc address."
    block = rich_text(
        lines(leaf(head, bold=True), leaf(first), leaf(subject, italic=True), leaf(f"{last}\n{tail}"))
    )
    text = spoken(f"{head}{first}“{subject}”{last} {tail}")
    if asked.adding:
        return Rendered(text, to_dicts([block]))
    key = str(asked.held_id)
    yes = button(
        "Yes, that's my address", Action.ASK_YES, key, primary=True, spoken=f"Yes, {address} is my address"
    )
    no = button("No, block it", Action.ASK_NO, key, spoken=f"No, block {address}")
    return Rendered(text, to_dicts([block, actions(yes, no)]))


def _proof(asked: Question) -> str:
    if asked.method is None:
        return ""
    proof = words.proved(Proof(asked.method, asked.domain))
    return f" ({proof[0].lower()}{proof[1:]})"


def verified(address: str, mails: int) -> Rendered:
    """The line that is left of a question answered with yes."""
    waiting = "Its mail is being filed" if mails == 1 else f"Its {mails} mails are being filed"
    return _line(
        f"{_short(address)} is verified as yours. {waiting}; what it sends from now on is taken too."
    )


def blocked(address: str, address_id: int) -> Rendered:
    """The line that is left of one answered with no."""
    text = f"{_short(address)} is blocked: you said that it is not yours, so its mail is refused."
    undo = button("Undo", Action.ASK_UNDO, str(address_id), spoken=f"Unblock {_short(address)}")
    return Rendered(spoken(text), to_dicts([section(text, undo)]))


def unblocked(address: str) -> Rendered:
    """The line that is left where blocking was taken back too late for its mail."""
    return _line(
        f"{_short(address)} is not blocked any more. The mail that was held is deleted; have it sent again."
    )


def expired(address: str, mails: int) -> Rendered:
    """That held mail is gone, once, and how to get such mail filed."""
    what, are = ("A mail", "is") if mails == 1 else (f"{mails} mails", "are")
    return _line(
        f"{what} from {_short(address)} waited 14 days for your word and {are} deleted now, unread."
        " If the address is yours, run /bcc alias add with it, then send the mail again."
    )


def forwarding_code(asked: ForwardingCode) -> Rendered:
    """Gmail's question, with the code to answer it."""
    address = _short(asked.address)
    head = f"Gmail asks whether mail of {address} may be forwarded here."
    blocks = [rich_text(lines(leaf(head)), lines(leaf("Code:", bold=True)), preformatted(asked.code))]
    if asked.link:
        link = link_leaf(asked.link, "Allow it at Google")
        blocks.append(rich_text(lines(leaf("Instead of the code: "), link)))
    blocks.append(context(_HOW))
    return Rendered(spoken(f"{head} Code: {asked.code}. {_HOW}"), to_dicts(blocks))


def _short(address: str) -> str:
    return isolate(cut(one_line(readable(address)), _ADDRESS))


def _line(text: str) -> Rendered:
    return Rendered(spoken(text), to_dicts([section(text)]))
