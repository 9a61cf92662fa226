"""A deal, lead, project or person: what is known of it, its own address, its mail."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.ids import Action, Ref, View
from bot.shown import MATCHES, MailPage, StatusChange, Target, TargetData, TargetKind
from bot.views import words
from bot.views.blocks import (
    Leaf,
    actions,
    bullets,
    button,
    context,
    divider,
    leaf,
    lines,
    modal,
    option,
    preformatted,
    rich_text,
    section,
    select,
)
from bot.views.inputs import channel_select
from bot.views.mail_rows import mail_rows
from bot.views.text import cut, isolate, one_line
from bot.views.turning import turning
from models.types import RecordStatus

_LISTED = 10
_BARS = "▁▂▃▄▅▆▇█"
_NO_MAIL = "No mail that you may see is filed here yet."
_COMES = " Mail sent to the address above comes here by itself."
_ADDRESS = "Put in Bcc, this address files mail here"
_NO_PERSON_MAIL = "There is no mail with this person that you may see yet."
_STATES = {
    RecordStatus.OPEN: "Open",
    RecordStatus.WON: "Won",
    RecordStatus.LOST: "Lost",
    RecordStatus.ARCHIVED: "Archived",
}


def target_modal(data: TargetData, change: StatusChange | None = None) -> dict[str, Any]:
    """All of it on one page; after its status was changed, with the way back."""
    target = data.target
    blocks: list[Block] = [_head(data)]
    if change is not None:
        said = f"Moved from {_STATES[change.before].lower()} to {_STATES[change.after].lower()}."
        blocks.append(section(said, button("Undo", Action.STATUS_UNDO, str(change.event_id))))
    if target.status is not None:
        options = [option(label, status) for status, label in _STATES.items()]
        chosen = option(_STATES[target.status], target.status)
        blocks.append(section("Status", select(Action.STATUS, options, chosen, "Status")))
        blocks += _channel(data)
    label = words.while_closed(target) or _ADDRESS
    blocks.append(rich_text(lines(leaf(f"{label}:")), preformatted(data.address)))
    blocks += _listed("People", data.people)
    blocks += _listed("Deals, leads and projects", data.records)
    blocks += [divider(), context(activity(data.weeks)), *_mails(target, data.page)]
    return _modal(target, blocks)


def older_modal(target: Target, page: MailPage) -> dict[str, Any]:
    """A further page of its mail."""
    title = rich_text(lines(leaf(words.name_of(target), bold=True)))
    return _modal(target, [title, context("Older mail"), *_mails(target, page)])


def matches_modal(found: Sequence[Target]) -> dict[str, Any]:
    """Several that match; of more than are shown, the first."""
    more = len(found) > MATCHES
    return choice_modal(words.THE_FIRST if more else f"{len(found)} match:", found[:MATCHES])


def choice_modal(heading: str, found: Sequence[Target]) -> dict[str, Any]:
    """Several that may be meant, each with a button."""
    blocks: list[Block] = [context(heading)]
    for target in found:
        name = words.name_of(target) + words.state_of(target)
        show = button("Show", Action.PICK, str(Ref(target.kind, target.id)), spoken=f"Show {cut(name, 60)}")
        blocks.append(section("\n".join(filter(None, (name, words.about(target)))), show))
    return modal("Which one?", blocks, View.TARGET)


def nothing_modal(kind: TargetKind, asked: str, found: Sequence[Target]) -> dict[str, Any]:
    """Kind words where nothing matches, and what was perhaps meant."""
    shown = f" for “{isolate(cut(one_line(asked), 100))}”" if asked else " yet"
    sorry = f"I found no {kind}{shown}."
    if found:
        return choice_modal(f"{sorry} Perhaps you mean one of these:", found)
    hint = f"Try its number, as in /bcc {kind} 42, or only the beginning of a word of its name."
    hint += f" Or create it: /bcc new {kind} NAME"
    return modal("Nothing found", [section(f"{sorry} {hint}")], View.NOTE)


def activity(weeks: Sequence[int]) -> str:
    """A chart of a line's height, and the same in words for those who do not see it."""
    total, most = sum(weeks), max(weeks, default=0)
    if not total:
        return f"No mail in the last {len(weeks)} weeks."
    bars = "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in weeks)
    ago = len(weeks) - 1 - max(week for week, count in enumerate(weeks) if count == most)
    when = "this week" if ago == 0 else "last week" if ago == 1 else f"{ago} weeks ago"
    mails = f"{total} {'mail' if total == 1 else 'mails'}"
    return f"{bars}  {mails} in the last {len(weeks)} weeks, most ({most}) {when}"


def _modal(target: Target, blocks: Sequence[Block]) -> dict[str, Any]:
    about = str(Ref(target.kind, target.id))
    return modal(f"{target.kind.capitalize()} {target.number}", blocks, View.TARGET, about=about)


def _head(data: TargetData) -> Block:
    target = data.target
    leaves: list[Leaf] = [leaf(words.name_of(target, 250) + words.state_of(target), bold=True)]
    facts = [
        ("Organization", target.organization),
        ("Value", target.worth),
        ("Owner", data.owner),
        ("Closed", words.moment(data.closed_at, data.page.tz) if data.closed_at else None),
        ("Addresses", ", ".join(one_line(address) for address in data.addresses)),
    ]
    for label, fact in facts:
        if fact and (shown := cut(one_line(fact), 500)):
            leaves += [leaf(f"\n{label}: ", bold=True), leaf(isolate(shown))]
    return rich_text(lines(*leaves))


def _channel(data: TargetData) -> list[Block]:
    """Where what is shared of its mail is posted as well."""
    menu = channel_select(Action.CHANNEL, data.channel or "", inside_only=False)
    if data.posts:
        said = (
            "What of its mail is shared within the company once a channel is picked is posted there as well: "
            "new text only. Mail shared before is not."
        )
    else:
        said = "Nothing is posted there by itself: an admin can switch that on for the workspace."
    none = [button("No channel", Action.CHANNEL_NONE, "none")] if data.channel else []
    return [section("Its channel", menu), context(said), *([actions(*none)] if none else [])]


def _listed(heading: str, targets: Sequence[Target]) -> list[Block]:
    if not targets:
        return []
    items = [[leaf(_in_a_list(target))] for target in targets[:_LISTED]]
    if len(targets) > _LISTED:
        items.append([leaf("and more")])
    return [rich_text(lines(leaf(heading, bold=True)), bullets(*items))]


def _in_a_list(target: Target) -> str:
    firm = isolate(cut(one_line(target.organization or ""), 80))
    return words.name_of(target) + words.state_of(target) + (f" ({firm})" if firm else "")


def _mails(target: Target, page: MailPage) -> list[Block]:
    if not page.lines:
        nothing = _NO_MAIL if words.while_closed(target) else _NO_MAIL + _COMES
        if target.kind is TargetKind.PERSON:
            nothing = _NO_PERSON_MAIL
        return [section(nothing if page.newest else "There is no older mail.")]
    rows = mail_rows(page.lines, page.tz)
    buttons: list[Block] = turning(page, Action.TIMELINE_OLDER, Action.TIMELINE_NEWEST)
    return [*rows, *buttons]
