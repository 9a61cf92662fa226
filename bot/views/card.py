"""A mail's card: compact, complete for screen readers, with what can be done about it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.ids import Action, Ref
from bot.posts import Copy
from bot.shown import CardData, File, Filing
from bot.views import words
from bot.views.blocks import (
    button,
    context,
    date_leaf,
    leaf,
    lines,
    option,
    overflow,
    quote,
    rich_text,
    section,
    to_dicts,
)
from bot.views.copies import copy_rows
from bot.views.files import UNREADABLE, UNREADABLE_ERASED, could_not_read
from bot.views.offers import card_buttons, offer_rows, reasons
from bot.views.rendered import Rendered
from bot.views.share_modal import shared_row
from bot.views.text import cut, isolate, one_line, paragraphs, sentences, spoken
from models.types import Direction, Visibility

_SNIPPET_CHARACTERS = 600
_SNIPPET_LINES = 8
_SPOKEN_SNIPPET = 300
_NOTE = 300
_FILES = 5
_FILINGS = 8
_NEWEST = 100
_COPIES = 5


def message_card(card: CardData, copies: Sequence[Copy] = ()) -> Rendered:
    """The card in its owner's DM: at most 30 blocks, and well under the 12,000 characters Slack takes.

    `copies` are those of the mail that stand elsewhere.
    """
    blocks: list[Block] = [rich_text(*_head(card)), *_body(card)]
    if card.files:
        blocks.append(context(files_line(card.files)))
    blocks += [filing_row(filing, card.tz) for filing in card.filings[:_FILINGS]]
    if around := _conversation(card):
        blocks.append(context(*around))
    if card.visibility is Visibility.SHARED:
        blocks.append(shared_row(card.message_id, whole=card.whole))
    blocks += copy_rows(copies[:_COPIES])
    if len(copies) > _COPIES:
        blocks.append(context(f"and {len(copies) - _COPIES} more copies: Share… shows them all"))
    blocks += [*offer_rows(card), context(_small_print(card)), card_buttons(card, copies=len(copies))]
    return Rendered(_spoken(card), to_dicts(blocks))


def _head(card: CardData) -> list[RichTextElement]:
    people = f"{words.party(card.author)} → {words.parties(card.recipients, card.recipient_count)} · "
    when = date_leaf(card.at, "{date_short_pretty} at {time}", words.moment(card.at, card.tz))
    return [lines(leaf(words.subject_of(card.subject), bold=True), leaf("\n" + people), when)]


def _body(card: CardData) -> list[Block]:
    if card.malformed is not None:
        kept = UNREADABLE if card.kept else UNREADABLE_ERASED
        return [section(could_not_read(card.malformed, kept))]
    shown, more = snippet(card.text)
    words_of_mail = [leaf(shown or words.NO_TEXT, italic=not shown)]
    if more:
        words_of_mail.append(
            leaf("\nOpen to read on" if shown.endswith("…") else "\n… Open to read on", italic=True)
        )
    if note := cut(paragraphs((card.note or "")[:5000]), _NOTE):
        return [rich_text(lines(leaf("Your note: ", bold=True), leaf(note)), quote(*words_of_mail))]
    return [rich_text(quote(*words_of_mail))]


def snippet(text: str) -> tuple[str, bool]:
    """The first lines of a text, and whether there is more."""
    whole = paragraphs(text[:5000]).replace("\n\n", "\n")  # a card has no room for blank lines
    first = "\n".join(whole.split("\n")[:_SNIPPET_LINES])
    shown = cut(first, _SNIPPET_CHARACTERS)
    return shown, len(text) > 5000 or shown != whole


def files_line(files: Sequence[File]) -> str:
    """ "3 files: offer.pdf (120 kB), …", however many there are."""
    named = [
        f"{isolate(cut(one_line(f.name), 60)) or 'unnamed'} ({words.size(f.size)})" for f in files[:_FILES]
    ]
    rest = len(files) - len(named)
    tail = f" and {rest} more" if rest else ""
    return f"{len(files)} {'file' if len(files) == 1 else 'files'}: {', '.join(named)}{tail}"


def filing_row(filing: Filing, tz: str) -> Block:
    """One line of what the mail is filed under and why, with the way back."""
    name = words.name_of(filing.target) + words.state_of(filing.target)
    why = words.why(filing, tz)
    short = f"{filing.target.kind.capitalize()} {filing.target.number}"
    if filing.removed_at is not None:
        undo = button("Undo", Action.RESTORE, str(filing.link_id), spoken=f"Undo unlinking {short}")
        return section(f"No longer filed under {name}\n{why}", undo, f"link-{filing.link_id}")
    if filing.fresh and filing.by is not None:
        undo = button("Undo", Action.UNLINK, str(filing.link_id), spoken=f"Undo linking {short}")
        return section(f"{name}\n{why}", undo, f"link-{filing.link_id}")
    menu = overflow(
        Action.LINK_MENU,
        [
            option(f"Unlink {short}", str(Ref("unlink", filing.link_id))),
            option("File under another…", str(Ref("move", filing.link_id))),
            option("Why is it filed here?", str(Ref("why", filing.link_id))),
        ],
    )
    return section(f"{name}\n{why}", menu, f"link-{filing.link_id}")


def _small_print(card: CardData) -> str:
    facts = [words.proved(card.proof), words.seen_by(card.visibility)]
    if card.direction is Direction.FORWARDED:
        facts.insert(0, f"From {words.party_in_full(card.author)}, read from the forward")
        facts[1] += " (your forward, not the original)"
    if card.direction is Direction.REDIRECTED:
        facts.insert(0, "Redirected by you")
    if card.unknown_tags:
        tags = ", ".join(cut(one_line(tag), 30) for tag in card.unknown_tags[:5])
        facts.append(f"Its address named {tags}: nothing open by that name")
    if not any(filing.removed_at is None for filing in card.filings):
        facts.append("Done, without filing it" if card.done else "Not filed yet")
    if len(card.filings) > _FILINGS:
        facts.append(f"Filed under {len(card.filings) - _FILINGS} more: Open shows all")
    return " · ".join(facts)


def _conversation(card: CardData) -> list[str]:
    """Which mail of its conversation it is, what the newest says, and what is missing before it."""
    facts = []
    if card.place.count > 1:
        facts.append(f"Mail {card.place.number} of {card.place.count} in this conversation")
    if card.place.newest_author is not None:
        newest = isolate(cut(one_line(card.place.newest), _NEWEST)) or words.NO_TEXT
        facts.append(f"Newest, in the thread, from {words.party(card.place.newest_author)}: {newest}")
    if card.reply_to_unseen:
        facts.append("Answers a mail that never came here")
    return facts


def _spoken(card: CardData) -> str:
    """The whole card in a sentence or two, escaped: all that a screen reader or a notification says."""
    shown = f"could not be read: {one_line(card.malformed)}" if card.malformed is not None else ""
    shown = shown or one_line(cut(snippet(card.text)[0], _SPOKEN_SNIPPET)) or words.NO_TEXT
    people = f"{words.party(card.author)} to {words.parties(card.recipients, card.recipient_count)}"
    facts = [files_line(card.files)] if card.files else []
    filed = [words.name_of(f.target) for f in card.filings[:3] if f.removed_at is None]
    facts += [f"Filed under {', '.join(filed)}"] if filed else []
    if offered := card.offers.suggestions:
        why = reasons(offered)
        facts.append(
            f"File it under {' or '.join(words.name_of(one.target) for one in offered)}?"
            + (f" {why}" if why else "")
        )
    facts += _conversation(card)
    subject = isolate(words.subject_of(card.subject))
    sentence = f"Mail from {people}: {subject} — {isolate(shown)}"
    return spoken(sentences([sentence, *facts]))
