"""Why a mail was refused, in plain words, and what to do about it: one entry for each reason."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.refused import RefusedMail
from bot.views.proof_cures import DnsRecord, proof_cure
from bot.views.text import cut, isolate, one_line
from models.types import RefusalReason

AGAIN = "Then send the mail again: it was not taken, and its sender got it back with the reason."


@dataclass(frozen=True, slots=True)
class Cure:
    """`what` happened, the `steps` to take, the DNS `records` to publish where that is the cure, and the
    address to `add` where that is."""

    what: str
    steps: tuple[str, ...]
    records: tuple[DnsRecord, ...] = ()
    add: str | None = None


# What stands in lists.
_TITLES = {
    RefusalReason.UNAUTHENTICATED: "Not proved to be from there",
    RefusalReason.UNKNOWN_SENDER: "An address that is nobody's here",
    RefusalReason.MALFORMED: "Not a well-formed mail",
    RefusalReason.BAD_AUTHOR: "No single author",
    RefusalReason.TOO_BIG: "Too large",
    RefusalReason.TOO_SLOW: "Took too long to check",
    RefusalReason.LOOP: "Went round in a loop",
    RefusalReason.BLOCKED: "An address that was blocked",
    RefusalReason.NOT_VERIFIED: "A code that did not fit",
    RefusalReason.NOBODY_ASKED: "A forwarding code for nobody here",
    RefusalReason.EXPIRED: "Held, and deleted without an answer",
}
_UNHEARD_OF = "Refused"


def title_of(reason: RefusalReason | None) -> str:
    """The reason in a few words."""
    return _TITLES[reason] if reason else _UNHEARD_OF


def address(claimed: str, limit: int = 80) -> str:
    """The claimed sender, fit to show: whatever a stranger wrote there."""
    return isolate(cut(one_line(claimed), limit)) or "no sender"


def cure_of(mail: RefusedMail) -> Cure:
    """What to do about it."""
    reason = mail.line.reason
    return _CURES[reason](mail) if reason else _unheard_of(mail)


def _unauthenticated(mail: RefusedMail) -> Cure:
    steps, records = proof_cure(mail)
    what = (
        f"Neither DKIM nor SPF proved that the mail comes from {address(mail.line.claimed)}, so anybody "
        "could have written it."
    )
    return Cure(what, steps, records)


def _unknown_sender(mail: RefusedMail) -> Cure:
    who = address(mail.line.claimed)
    if mail.line.mine:
        known = (f"{who} is among your addresses by now. If it is still pending, verify it.", AGAIN)
        return Cure("It was proved where the mail came from, but not that the address is yours.", known)
    what = f"The mail is proved to be from {who}, but no member of this workspace sends from there."
    steps = (
        f"If {who} is yours, add it to your addresses and verify it.",
        "Or send from your Slack account's own e-mail.",
        AGAIN,
        "If it is not yours, there is nothing to do.",
    )
    return Cure(what, steps, add=mail.line.claimed if "@" in mail.line.claimed else None)


def _malformed(mail: RefusedMail) -> Cure:
    return Cure(
        "The mail breaks the rules of e-mail in a way by which one program could be shown another mail than "
        "the next. Ordinary mail programs do not do that.",
        (
            "Send it again from an ordinary mail program.",
            "If a scanner, a script or a CRM made it, show its maker the answer of our server below.",
        ),
    )


def _bad_author(mail: RefusedMail) -> Cure:
    return Cure(
        "The mail's From names nobody, or several people. Then nobody can tell whose it is.",
        ("Send it with exactly one address in From.", AGAIN),
    )


def _too_big(mail: RefusedMail) -> Cure:
    return Cure(
        "The mail with its files is larger than our server takes.",
        (
            "Send a link in place of the files, or forward the mail without them.",
            "Whoever runs Smart Bcc can raise the limit (BCC_MAX_MESSAGE_BYTES).",
        ),
    )


def _too_slow(mail: RefusedMail) -> Cure:
    return Cure(
        "The mail took more work to check than any ordinary mail does.",
        (
            "Send it again without its largest files, or as plain text.",
            "If this happens with an ordinary mail, tell whoever runs Smart Bcc: that is a fault of ours.",
        ),
    )


def _loop(mail: RefusedMail) -> Cure:
    return Cure(
        "The mail passed through so many servers that it seems to go round in a circle.",
        (
            "Look at the forwarding rules of your mailbox: two of them may send mail to one another.",
            "Let only one rule send mail on to the Bcc address, and none send mail back.",
            AGAIN,
        ),
    )


def _blocked(mail: RefusedMail) -> Cure:
    who = address(mail.line.claimed)
    return Cure(
        f"The mail is proved to be from {who}, and somebody here was asked and said that it is not theirs.",
        (f"If {who} is yours after all, add it to your addresses and verify it.", AGAIN),
        add=mail.line.claimed,
    )


def _not_verified(mail: RefusedMail) -> Cure:
    return Cure(
        f"The mail was sent to verify an address, but no code that it carries waits for "
        f"{address(mail.line.claimed)}.",
        (
            "Send it from the very address that you are adding: the code fits no other.",
            "Codes serve for a day. Run /bcc alias to see which address waits, and to get a new code.",
        ),
    )


def _nobody_asked(mail: RefusedMail) -> Cure:
    return Cure(
        "Gmail asked whether a mailbox may forward its mail here, and that mailbox is no member's.",
        (
            "If the mailbox is yours, add its address to your addresses and verify it.",
            "Then ask for the forwarding in Gmail again: its code is shown to you here.",
        ),
    )


def _expired(mail: RefusedMail) -> Cure:
    who = address(mail.line.claimed)
    return Cure(
        f"Mail from {who} was taken and waited 14 days for a word that the address is yours. Without one it "
        "was deleted unread.",
        (f"If {who} is yours, add it to your addresses and verify it. Then send the mail again.",),
        add=mail.line.claimed,
    )


def _unheard_of(mail: RefusedMail) -> Cure:
    return Cure("Our server did not take this mail.", ("The answer of our server below says why.", AGAIN))


_CURES: dict[RefusalReason, Callable[[RefusedMail], Cure]] = {
    RefusalReason.UNAUTHENTICATED: _unauthenticated,
    RefusalReason.UNKNOWN_SENDER: _unknown_sender,
    RefusalReason.MALFORMED: _malformed,
    RefusalReason.BAD_AUTHOR: _bad_author,
    RefusalReason.TOO_BIG: _too_big,
    RefusalReason.TOO_SLOW: _too_slow,
    RefusalReason.LOOP: _loop,
    RefusalReason.BLOCKED: _blocked,
    RefusalReason.NOT_VERIFIED: _not_verified,
    RefusalReason.NOBODY_ASKED: _nobody_asked,
    RefusalReason.EXPIRED: _expired,
}
