"""What we say to a wish about an alternate address: what happened, and what to do next."""

from bot.senders import Added, Sender
from bot.views.alias import name_of
from bot.views.text import isolate, one_line
from models.verification import Proof

USAGE = (
    "/bcc alias lists the addresses you send from. /bcc alias add ADDRESS adds one, /bcc alias code CODE "
    "verifies it, /bcc alias remove ADDRESS takes it back."
)
NOT_YOURS = "I can't find that address among yours any more. /bcc alias lists them."
NO_UNDO = "That can't be undone any more. Add the address again: /bcc alias add ADDRESS"
RESTORED = "{} is back."
RESENT = "A new code is on its way to {}. The one before works no more."

# Why an address was not added, or no mail sent.
_REFUSALS = {
    Added.NO_ADDRESS: "“{}” is no e-mail address. Write it like ana@example.com.",
    Added.OURS: "{} is a Bcc address of mine: mail goes to it, none comes from it. Add one you write from.",
    Added.ACCOUNT: "{} is your account's e-mail. Mail from it is taken as it is, you need not add it.",
    Added.VERIFIED: "{} is yours already and verified: mail from it is taken.",
    Added.PENDING: "{} is added already and waits for its proof.",
    Added.COLLEAGUE: "{} is the account e-mail of a colleague, and an address belongs to one person. Add an "
    "address that only you send from.",
    Added.TAKEN: "{} was verified by somebody else here, and an address belongs to one person. If it is "
    "yours now, ask them to remove it with /bcc alias, or ask an admin, who finds them with /bcc audit; "
    "then add it again.",
    Added.TOO_MANY: "You have {most} addresses, the most there can be. Remove one first: /bcc alias",
    Added.TOO_SOON: "The last mail to {} has only just gone out. Give it a minute and look among the spam, "
    "then try again.",
    Added.TOO_OFTEN: "Enough mail went out for today: at most {resends} new codes a day for an address. Try "
    "again tomorrow, or verify {} by sending a mail from it.",
    Added.GONE: NOT_YOURS,
}
_DOUBTS = {
    Added.MANY: "{} looks like an address that several people use. Everybody who can send from it would file "
    "mail as you, into your Slack. Add it only if you alone send from it.",
    Added.BLOCKED: "You blocked {}: you said that mail from it is not yours. Add it only if it is after all.",
}


def usage(word: str) -> str:
    """What to type; for somebody who typed an address alone, that very address."""
    word = isolate(one_line(word)[:60])
    return f"To add that address: /bcc alias add {word}" if "@" in word else USAGE


def not_there(text: str) -> str:
    """There is nothing to remove by that name."""
    return f"You have no address “{isolate(one_line(text)[:60])}”. These are yours:"


def removed(sender: Sender) -> str:
    """That an address is removed and, where its mail was taken, what that means."""
    address = name_of(sender.address)
    return f"{address} is removed" + (": mail from it is not taken any more." if sender.verified else ".")


def refusal(outcome: Added, address: str, *, most: int, resends: int) -> str:
    """Why not, and what to do."""
    shown = isolate(one_line(address)[:60]) if outcome is Added.NO_ADDRESS else name_of(address)
    return _REFUSALS[outcome].format(shown, most=most, resends=resends)


def doubt(outcome: Added, address: str) -> str:
    """What speaks against adding it; empty where there is nothing to ask."""
    return _DOUBTS[outcome].format(name_of(address)) if outcome in _DOUBTS else ""


def wrong_code(proof: Proof, sender: Sender | None, left: int) -> str:
    """Why a typed code did not verify, and what to do."""
    if sender is None:
        return "No address of yours waits for a code. Add one first: /bcc alias add ADDRESS"
    address = name_of(sender.address)
    match proof:
        case Proof.WRONG if left > 0:
            tries = "one try" if left == 1 else f"{left} tries"
            return f"That is not the code that was mailed to {address}. You have {tries} left."
        case Proof.WRONG | Proof.TOO_MANY:
            return (
                f"The code for {address} was typed wrong too often and works no more. Have a new one mailed: "
                "/bcc alias"
            )
        case Proof.EXPIRED:
            return f"The code for {address} does not work any more. Have a new one mailed: /bcc alias"
        case Proof.TAKEN:
            return _REFUSALS[Added.TAKEN].format(address)
    return NOT_YOURS
