"""A mail as it stands in a channel or a colleague's direct messages: the chosen parts, and its buttons."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.ids import Action, Ref, View
from bot.ids import Block as BlockId
from bot.posts import PostedCard
from bot.views import words
from bot.views.blocks import (
    Leaf,
    actions,
    button,
    context,
    date_leaf,
    external_select,
    leaf,
    lines,
    modal,
    option,
    overflow,
    quote,
    rich_text,
    section,
)
from bot.views.card import files_line
from bot.views.pages import chunks, page
from bot.views.rendered import Rendered
from bot.views.text import clean, cut, isolate, one_line, paragraphs, sentences, spoken
from models.types import Visibility

# Slack takes about 12,000 characters of blocks in one message.
_TEXT = 3000
_QUOTED = 2000
_SPOKEN = 300


def posted_card(card: PostedCard, missing: int = 0) -> Rendered:
    """The message that everybody in the channel sees; `missing` files could not be added."""
    about = cut(words.subject_of(card.subject), 50)
    key = str(card.share_id)
    menu = overflow(
        Action.SHARED_MENU,
        [
            option("Stop following", str(Ref("unfollow", card.share_id))),
            option("Withdraw (its owner only)", str(Ref("withdraw", card.share_id))),
        ],
    )
    buttons = actions(
        button("Open", Action.SHARED_OPEN, key, spoken=f"Open {about}"),
        button("Link…", Action.SHARED_LINK, key, spoken=f"Link {about} to a deal or person"),
        button("Follow", Action.SHARED_FOLLOW, key, spoken=f"Hear of later mail of {about}"),
        menu,
    )
    facts = [_by(card)]
    if card.visibility is Visibility.SHARED:
        facts.append("Every member of the company can find and read it")
    if missing:
        facts.append("1 file could not be added" if missing == 1 else f"{missing} files could not be added")
    blocks = [*shown_parts(card), context(" · ".join(facts)), buttons]
    return Rendered(_spoken(card), [block.to_dict() for block in blocks])


def shown_parts(card: PostedCard) -> list[Block]:
    """The owner's line, the mail's head, and the chosen parts, cut to what a message holds."""
    blocks: list[Block] = []
    if note := paragraphs(card.parts.note):
        blocks.append(rich_text(lines(leaf(note))))
    blocks.append(rich_text(lines(*_head(card))))
    if card.parts.text:
        blocks.append(_quoted(card.text, _TEXT))
    if card.parts.quoted:
        blocks += [context("Quoted below it"), _quoted(card.quoted, _QUOTED)]
    if card.files:
        blocks.append(context(files_line(card.files)))
    return blocks


def _head(card: PostedCard) -> list[Leaf]:
    people = f"{words.party(card.author)} → {words.parties(card.recipients, card.recipient_count)} · "
    when = date_leaf(card.at, "{date_short_pretty} at {time}", words.moment(card.at, card.tz))
    return [leaf(words.subject_of(card.subject), bold=True), leaf("\n" + people), when]


def _quoted(text: str, limit: int) -> Block:
    whole = paragraphs(text[: 4 * limit])
    shown = cut(whole, limit)
    leaves = [leaf(shown or words.NO_TEXT, italic=not shown)]
    if shown != whole or len(text) > 4 * limit:
        leaves.append(leaf("\nOpen to read on", italic=True))
    return rich_text(quote(*leaves))


def _by(card: PostedCard) -> str:
    who = isolate(cut(one_line(card.shared_by), 60)) or "somebody who has left"
    return f"Shared by {who}, by your company's rule" if card.parts.by_rule else f"Shared by {who}"


def _spoken(card: PostedCard) -> str:
    people = f"{words.party(card.author)} to {words.parties(card.recipients, card.recipient_count)}"
    note = f"{one_line(card.parts.note)} — " if card.parts.note else ""
    text = f" — {isolate(one_line(cut(card.text, _SPOKEN)))}" if card.parts.text and card.text.strip() else ""
    files = [files_line(card.files)] if card.files else []
    sentence = f"{note}Mail from {people}: {isolate(words.subject_of(card.subject))}{text}"
    return spoken(sentences([sentence, *files, _by(card)]))


def parts_modal(card: PostedCard, number: int = 1) -> dict[str, Any]:
    """Open, for who may read the chosen parts alone: all of them, page by page."""
    text, number, count = page(_document(card), number)
    blocks: list[Block] = []
    if number == 1:
        if note := paragraphs(card.parts.note):
            blocks.append(rich_text(lines(leaf(note))))
        blocks.append(rich_text(lines(*_head(card))))
    else:
        blocks.append(context(words.subject_of(card.subject)))
    pieces = [piece for piece in chunks(clean(text)) if piece.strip()]
    blocks += [rich_text(lines(leaf(piece))) for piece in pieces]
    if not pieces:
        blocks.append(rich_text(lines(leaf("Only subject and people were shared.", italic=True))))
    turning = []
    if number > 1:
        turning.append(button("Previous page", Action.SHARED_PREVIOUS, str(number - 1)))
    if number < count:
        turning.append(button("Next page", Action.SHARED_NEXT, str(number + 1)))
    if turning:
        blocks += [context(f"Page {number} of {count}"), actions(*turning)]
    if card.files:
        blocks.append(context(files_line(card.files) + ", in the thread"))
    blocks.append(context(f"{_by(card)}. These are the parts that were shared, whole."))
    return modal("Mail", blocks, View.SHARED, about=str(card.share_id))


def _document(card: PostedCard) -> str:
    text = card.text if card.parts.text else ""
    return f"{text}\n\n— Quoted text —\n\n{card.quoted}" if card.parts.quoted and card.quoted else text


def colleague_link_modal(card: PostedCard, *, asks: bool) -> dict[str, Any]:
    """Link…, for a colleague: of a mail shared within the company they do it, else they ask its owner."""
    owner = isolate(cut(one_line(card.shared_by), 60)) or "its owner"
    said = (
        f"This mail is {owner}'s. I will ask them to file it there, in one click."
        if asks
        else "This mail is shared within the company, so you can file it. Its whole conversation goes along."
    )
    blocks = [
        context(cut(words.subject_of(card.subject), 200)),
        external_select(
            "File under",
            BlockId.RECORD,
            Action.SHARED_RECORD,
            placeholder="Number, title, company or person",
            hint="Type a number or a few words: 42, globex renewal, jane.",
        ),
        section(said),
    ]
    submit = "Ask" if asks else "Link"
    about = str(Ref("share", card.share_id))
    return modal("Link this mail", blocks, View.SHARED_LINK, submit=submit, close="Cancel", about=about)
