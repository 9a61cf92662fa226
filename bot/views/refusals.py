"""What was refused: the list, one of them check by check with its cure, and the part of the home tab."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.ids import Action, View
from bot.refused import RefusedLine, RefusedMail, RefusedNews, RefusedPage
from bot.shown import ProofCheck
from bot.views import words
from bot.views.blocks import (
    actions,
    bullets,
    button,
    context,
    divider,
    header,
    leaf,
    lines,
    modal,
    preformatted,
    rich_text,
    section,
)
from bot.views.cures import address, cure_of, title_of
from bot.views.text import cut, one_line
from bot.views.turning import turning

NOTHING = "Nothing of yours was refused in the last 90 days."
_ABOUT = (
    "Nothing was lost: a refused mail goes back to its sender with the reason. The sender's name is a claim, "
    "and may be a forger's."
)
_METHODS = {"spf": "SPF", "dkim": "DKIM", "arc": "ARC"}
_CHECKS = 12
_VALUE = 2000


def refusals_modal(page: RefusedPage) -> dict[str, Any]:
    """A page of refused mail, the latest first."""
    if not page.lines:
        return modal("Refused mail", _none(page), View.REFUSALS, about=page.asked)
    blocks: list[Block] = [context(_ABOUT)]
    blocks += [refused_row(line, page.tz) for line in page.lines]
    blocks += _turning(page)
    return modal("Refused mail", blocks, View.REFUSALS, about=page.asked)


def _turning(page: RefusedPage) -> list[Block]:
    return turning(page, Action.REFUSALS_OLDER, Action.REFUSALS_NEWEST)


def _none(page: RefusedPage) -> list[Block]:
    if not page.newest:
        return [section("There is nothing older."), *_turning(page)]
    if not page.asked:
        return [section(NOTHING), context("What is refused later stands here, with what to do about it.")]
    who = address(page.asked)
    if not page.addable:
        return [
            section(f"No mail of yours from {who} was refused in the last 90 days."),
            context("/bcc test says how to try whether your mail arrives."),
        ]
    return [
        section(f"I know of no refused mail from {who} that is yours to see."),
        section("If you send from there, add the address: then its mail is taken.", add_button(page.asked)),
    ]


def add_button(claimed: str) -> Any:
    """Starts adding that address to one's own."""
    return button(
        f"Add {cut(one_line(claimed), 24)}", Action.ADDRESS_ADD, claimed[:_VALUE], spoken="Add address"
    )


def refused_row(line: RefusedLine, tz: str) -> Block:
    """One line with the way to its reason."""
    who = address(line.claimed)
    text = f"{title_of(line.reason)}\n{who} · {happened(line, tz)}"
    why = button("Why?", Action.REFUSALS_WHY, str(line.refusal_id), spoken=f"Why was {who} refused?")
    return section(text, why, f"refusal-{line.refusal_id}")


def happened(line: RefusedLine, tz: str) -> str:
    """When, and how often."""
    latest = words.moment(line.latest_at, tz)
    if line.count == 1:
        return latest
    return f"{line.count:,} times, the latest {latest}"


def refused_modal(mail: RefusedMail) -> dict[str, Any]:
    """One of them: what happened, what to do, and what every check found."""
    line, cure = mail.line, cure_of(mail)
    first, latest = words.moment(line.first_at, mail.tz), words.moment(line.latest_at, mail.tz)
    facts = [
        [leaf("Says it is from: "), leaf(address(line.claimed, 200))],
        [
            leaf(
                f"When: {latest}"
                if line.count == 1
                else f"{line.count:,} times: first {first}, last {latest}"
            )
        ],
        [leaf("Came from the server: "), leaf(cut(one_line(mail.peer_ip), 64) or "unknown", code=True)],
    ]
    blocks: list[Block] = [
        header(title_of(line.reason)),
        section(cure.what),
        rich_text(bullets(*facts)),
        rich_text(lines(leaf("What to do", bold=True)), bullets(*([leaf(step)] for step in cure.steps))),
    ]
    if cure.records:
        label = "DNS record to publish" if len(cure.records) == 1 else "DNS records to publish"
        box = preformatted("\n".join(str(record) for record in cure.records))
        blocks.append(rich_text(lines(leaf(label, bold=True)), box))
    if cure.add is not None:
        blocks.append(actions(add_button(cure.add)))
    if mail.checks:
        rows = [_check(check) for check in mail.checks[:_CHECKS]]
        blocks += [divider(), rich_text(lines(leaf("What the checks found", bold=True)), bullets(*rows))]
    blocks.append(
        rich_text(lines(leaf("Our server answered the sender", bold=True)), preformatted(mail.reply))
    )
    return modal("Why it was refused", blocks, View.NOTE)


def _check(check: ProofCheck) -> list[Any]:
    method = _METHODS.get(check.method, cut(one_line(check.method).upper(), 20) or "Check")
    domain = cut(one_line(check.domain), 120)
    about = f" for {domain}" if domain else ""
    aligned = ""
    if domain:
        aligned = (
            ", which speaks for the sender" if check.aligned else ", which does not speak for the sender"
        )
    detail = cut(one_line(check.detail), 200)
    said = f" {cut(one_line(check.outcome), 20)}{about}{aligned}{': ' + detail if detail else ''}"
    return [leaf(method, bold=True), leaf(said)]


def refusals_section(news: RefusedNews) -> list[Block]:
    """The home tab's part: the latest few and the way to all; nothing where nothing was refused."""
    if not news.lines:
        return []
    mails = "1 mail was" if news.mails == 1 else f"{news.mails:,} mails were"
    return [
        header("Refused mail"),
        context(f"{mails} refused in the last two weeks. Why? says what to do about it."),
        *(refused_row(line, news.tz) for line in news.lines),
        actions(button("See all", Action.REFUSALS_OPEN, "all", spoken="See all refused mail")),
    ]
