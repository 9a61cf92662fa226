"""Open: a mail read whole, page by page, its quoted part on request."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.ids import Action, View
from bot.shown import MailData, Party
from bot.views import words
from bot.views.blocks import (
    Leaf,
    actions,
    bullets,
    button,
    context,
    date_leaf,
    divider,
    leaf,
    lines,
    modal,
    rich_text,
    section,
)
from bot.views.files import UNREADABLE, UNREADABLE_ERASED, could_not_read, file_rows
from bot.views.pages import chunks, page
from bot.views.text import clean, cut, isolate, one_line, sentences
from models.types import Direction

_PEOPLE = 30
_FILINGS = 20
_CHECKS = 12


def mail_modal(mail: MailData, number: int = 1, *, quoted: bool = False, told: str = "") -> dict[str, Any]:
    """One page of the new text, or of the quoted part. A page number out of range is moved into it.

    `told` is what became of the files that were asked for.
    """
    text, number, count = page(_reading(mail, quoted), number)
    first = number == 1 and not quoted
    blocks: list[Block] = _top(mail) if first else [context(words.subject_of(mail.card.subject))]
    if quoted:
        blocks.append(context("Quoted text"))
    if mail.card.malformed is not None and not quoted:
        kept = UNREADABLE if mail.card.kept and mail.own else "" if mail.card.kept else UNREADABLE_ERASED
        blocks.append(section(could_not_read(mail.card.malformed, kept)))
    else:
        pieces = [piece for piece in chunks(clean(text)) if piece.strip()]
        blocks += [rich_text(lines(leaf(piece))) for piece in pieces]
        if not pieces:
            blocks.append(rich_text(lines(leaf(words.NO_TEXT, italic=True))))
    if count > 1:
        blocks.append(context(f"Page {number} of {count}"))
    blocks += _turning(mail, number, count, quoted)
    if first and mail.own:
        key = str(mail.card.message_id)
        blocks.append(actions(button("Link…", Action.LINK, key), button("Share…", Action.SHARE, key)))
    if first:
        blocks += [divider(), *file_rows(mail, told), *_details(mail)]
    return modal("Mail", blocks, View.MAIL, about=str(mail.card.message_id))


def _reading(mail: MailData, quoted: bool) -> str:
    return (mail.quoted or "") if quoted else mail.card.text


def _top(mail: MailData) -> list[Block]:
    card = mail.card
    to = [who for who in card.recipients if who not in mail.cc]
    when = date_leaf(card.at, "{date_long} at {time}", words.moment(card.at, card.tz))
    leaves: list[Leaf] = [leaf(words.subject_of(card.subject, 1000), bold=True)]
    leaves += _line("From", words.party_in_full(card.author))
    if mail.sender is not None:
        leaves += _line("Forwarded by", words.party_in_full(mail.sender))
    leaves += _line("To", _everyone(to, card.recipient_count - len(mail.cc)))
    if mail.cc:
        leaves += _line("Cc", _everyone(mail.cc, len(mail.cc)))
    leaves += [leaf("\nDate: ", bold=True), when]
    elements: list[RichTextElement] = [lines(*leaves)]
    blocks: list[Block] = [rich_text(*elements)]
    if card.note:
        whose = "Your" if mail.own else f"{_owner(mail)}'s"
        blocks.append(rich_text(lines(leaf(f"{whose} note: ", bold=True), leaf(cut(card.note, 2800)))))
    return blocks


def _line(label: str, value: str) -> list[Leaf]:
    return [leaf(f"\n{label}: ", bold=True), leaf(value)]


def _everyone(people: Sequence[Party], count: int) -> str:
    shown = [words.party_in_full(who) for who in people[:_PEOPLE]]
    rest = count - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest > 0 else "") or "nobody"


def _turning(mail: MailData, number: int, count: int, quoted: bool) -> list[Block]:
    """Buttons to the other pages, whose values are page numbers; their action says of which text."""
    before, after = (
        (Action.QUOTED_PREVIOUS, Action.QUOTED_NEXT) if quoted else (Action.TEXT_PREVIOUS, Action.TEXT_NEXT)
    )
    buttons = []
    if number > 1:
        buttons.append(button("Previous page", before, str(number - 1)))
    if number < count:
        buttons.append(button("Next page", after, str(number + 1)))
    if quoted:
        buttons.append(button("Back to the new text", Action.TEXT_NEW, "1"))
    elif (mail.quoted or "").strip():
        buttons.append(button("Show quoted text", Action.TEXT_QUOTED, "1"))
    return [actions(*buttons)] if buttons else []


def _owner(mail: MailData) -> str:
    return isolate(cut(one_line(mail.owner), 60)) or "a colleague"


def _details(mail: MailData) -> list[Block]:
    """What it is filed under, who may read it and what proved it."""
    card, blocks = mail.card, list[Block]()
    live = [filing for filing in card.filings if filing.removed_at is None]
    if live:
        filed = [
            [leaf(sentences([words.name_of(f.target) + words.state_of(f.target), words.why(f, card.tz)]))]
            for f in live[:_FILINGS]
        ]
        blocks.append(rich_text(lines(leaf("Filed under", bold=True)), bullets(*filed)))
    whose = "" if mail.own else f"{_owner(mail)}'s mail · "
    blocks.append(context(f"{whose}{words.seen_by(card.visibility)} · {words.proved(card.proof)}"))
    return blocks + _proof(mail)


def _proof(mail: MailData) -> list[Block]:
    proof, direction, facts = mail.card.proof, mail.card.direction, list[list[Leaf]]()
    whose = "your" if mail.own else f"{_owner(mail)}'s"
    if direction is Direction.FORWARDED:
        facts.append([leaf(f"The proof is of {whose} forward. Nothing proves what stands inside it.")])
    if direction is Direction.REDIRECTED:
        facts.append([leaf(f"It was redirected: {whose} own sending is what was proved.")])
    if proof.reason and (proof.method is None or not proof.checks):
        facts.append([leaf(cut(one_line(proof.reason), 300))])
    for check in proof.checks[:_CHECKS]:
        whose = "the author's domain" if check.aligned else "not the author's domain"
        about = (
            f"{check.method.upper()} {check.outcome} for {cut(one_line(check.domain), 120) or 'no domain'}"
        )
        detail = cut(one_line(check.detail), 200)
        facts.append([leaf(f"{about} ({whose}){': ' + detail if detail else ''}")])
    return [rich_text(lines(leaf("How it was proved", bold=True)), bullets(*facts))] if facts else []
