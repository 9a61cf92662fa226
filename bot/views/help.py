"""What can be asked for, and what was perhaps meant."""

from difflib import get_close_matches

from bot.views.address import HOW
from bot.views.blocks import bullets, context, leaf, lines, preformatted, rich_text, to_dicts
from bot.views.rendered import Rendered
from bot.views.text import isolate, one_line, spoken

# Every sub-command with what it does: the help, the guesses and the dispatch all read it.
SUBCOMMANDS = {
    "address": ("[record]", "your Bcc address, or the one of a record: address deal 42"),
    "inbox": ("", "your mail that is not filed yet, to file it in one go"),
    "find": ("words", "search your mail and what is shared: find offer from:jane"),
    "deal": ("number or name", "a deal with its people, its own address and all its mail"),
    "lead": ("number or name", "the same for a lead"),
    "project": ("number or name", "the same for a project"),
    "person": ("number or name", "the same for a person"),
    "new": ("deal, lead, project or person, and its name", "create one: new deal Globex renewal"),
    "why": ("[address]", "what was refused of your mail, why, and what to do about it"),
    "test": ("", "try whether your mail arrives"),
    "alias": ("add or remove address", "the other addresses you send from: add, verify, remove"),
    "settings": ("", "your settings: filing, sharing, language, quiet hours"),
    "admin": ("", "the company's settings, for admins"),
    "audit": ("", "for admins: who shared, filed, verified and changed settings"),
    "forget": ("address", "erase all your mail from or to an address: it shows what would go, and asks"),
    "leavers": ("", "for admins: mail of members who left, and who takes it over"),
    "help": ("", "this list"),
}


def help_reply(command: str, address: str, unknown: str = "") -> Rendered:
    """The commands and the address; after something unknown, a guess first."""
    usage = [
        [leaf(" ".join(filter(None, (command, name, arguments))), code=True), leaf(f" {what}")]
        for name, (arguments, what) in SUBCOMMANDS.items()
    ]
    sorry = _sorry(command, unknown)
    blocks = [
        *([rich_text(lines(leaf(sorry)))] if sorry else []),
        rich_text(lines(leaf("Your Bcc address", bold=True)), preformatted(address)),
        context(
            HOW + " It comes to you here as a card, which you link to its deal, lead, project or person."
        ),
        rich_text(lines(leaf("Commands", bold=True)), bullets(*usage)),
    ]
    says = "; ".join(f"{command} {name}: {what}" for name, (_, what) in SUBCOMMANDS.items())
    return Rendered(
        spoken(f"{sorry} Your Bcc address: {address}. {HOW} Commands: {says}".strip()), to_dicts(blocks)
    )


def _sorry(command: str, unknown: str) -> str:
    if not unknown:
        return ""
    guess = get_close_matches(unknown.lower().split()[0], SUBCOMMANDS, n=1, cutoff=0.5)
    meant = f" Did you mean {command} {guess[0]}?" if guess else ""
    return f"I don't know “{isolate(one_line(unknown)[:60])}”.{meant}"


def greeting(name: str, address: str) -> Rendered:
    """The first words in a new member's direct messages: one task, done in half a minute."""
    first = isolate(one_line(name).split(" ")[0][:40]) if one_line(name) else "there"
    hello = f"Hello {first}! I turn your mails into cards here. Put this address in Bcc of a mail now:"
    after = "The card comes within seconds. /bcc help shows the rest."
    blocks = [rich_text(lines(leaf(hello)), preformatted(address)), context(after)]
    return Rendered(spoken(f"{hello} {address}. {after}"), to_dicts(blocks))


def chat_reply(address: str) -> Rendered:
    """What we say to somebody who writes to us in words."""
    hello = "I read mail, not chat. To bring a mail here, put this address in Bcc or forward the mail to it:"
    after = "/bcc help shows what else I do."
    blocks = [rich_text(lines(leaf(hello)), preformatted(address)), context(after)]
    return Rendered(spoken(f"{hello} {address}. {after}"), to_dicts(blocks))
