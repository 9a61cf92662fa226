"""Link…: one type-ahead over deals, leads, projects and persons."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.blocks import Option

from bot.asked import LinkForm
from bot.ids import Action, Block, Ref, View
from bot.shown import Target, TargetKind
from bot.views import words
from bot.views.blocks import (
    OPTION_TEXT,
    actions,
    button,
    context,
    external_select,
    modal,
    option,
    option_group,
    section,
)
from bot.views.inputs import several_of, ticks
from bot.views.text import cut, isolate, one_line
from bot.wishes import Asked, Wish

_HEADINGS = {
    TargetKind.DEAL: "Deals",
    TargetKind.LEAD: "Leads",
    TargetKind.PROJECT: "Projects",
    TargetKind.PERSON: "People",
}
_CREATE = {
    TargetKind.DEAL: Action.CREATE_DEAL,
    TargetKind.LEAD: Action.CREATE_LEAD,
    TargetKind.PROJECT: Action.CREATE_PROJECT,
    TargetKind.PERSON: Action.CREATE_PERSON,
}
_TITLE = "Link this mail"
_NOTHING_YET = (
    "There are no deals, leads, projects or people here yet. Create the first here; or whoever runs Smart "
    "Bcc can bring them in from CSV files with the import command."
)
_LONGEST_TYPED = 120
_PERSONS = 3


def link_modal(
    message_id: int, subject: str, *, anything: bool, form: LinkForm | None = None
) -> dict[str, Any]:
    """The question what a mail belongs to; `anything` says whether there is an answer at all."""
    form = form or LinkForm()
    mail = context(cut(words.subject_of(subject), 200))
    if not anything:
        return modal(_TITLE, [mail, section(_NOTHING_YET), _creators(message_id)], View.NOTE)
    replaced = form.instead
    asked = Asked(message_id, replaced.link_id if replaced else None, form.doubted)
    blocks: list[SlackBlock] = [mail, _select(form), _also(form)]
    if form.persons:
        blocks.append(_keep(form))
    if replaced:
        blocks.append(context(f"Instead of {words.name_of(replaced.target)}"))
    if form.doubt:
        blocks.insert(0, section(form.doubt))
    submit = "File anyway" if form.doubt else "Move" if replaced else "Link"
    blocks.append(_creators(message_id))
    return modal(_TITLE, blocks, View.LINK, submit=submit, close="Cancel", about=str(asked))


def _select(form: LinkForm) -> SlackBlock:
    return external_select(
        "File under",
        Block.RECORD,
        Action.RECORD,
        placeholder="Number, title, company or person",
        hint="Type a number or a few words: 42, globex renewal, jane. The whole conversation goes along.",
        initial=_option(form.chosen) if form.chosen else None,
    )


def _also(form: LinkForm) -> SlackBlock:
    return several_of(
        "And under",
        Block.ALSO,
        Action.ALSO,
        placeholder="More, if it belongs to several",
        initial=[_option(target) for target in form.also],
        most=10,
    )


def _keep(form: LinkForm) -> SlackBlock:
    choices = [
        (person.id, option(f"All mail with {cut(one_line(person.title), 30)}", str(Ref("person", person.id))))
        for person in form.persons[:_PERSONS]
    ]
    return ticks(
        "Always file here, until it closes",
        Block.KEEP,
        Action.KEEP,
        [choice for _, choice in choices],
        [choice for person_id, choice in choices if person_id in form.keep],
    )


def _creators(message_id: int) -> SlackBlock:
    return actions(
        *(button(f"New {kind}…", action, str(Ref(kind, message_id))) for kind, action in _CREATE.items())
    )


def option_groups(targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Choices under their headings; the heading of the best one first. Empty where there are none."""
    kinds = list(dict.fromkeys(target.kind for target in targets))
    return [
        option_group(_HEADINGS[kind], [_option(target) for target in targets if target.kind is kind])
        for kind in kinds
    ]


def new_group(typed: str) -> dict[str, Any]:
    """What can be made of what was typed, below what was found."""
    typed = cut(one_line(typed), _LONGEST_TYPED)
    wishes = [option(f"New {kind} “{isolate(typed)}”", str(Wish(kind, typed))) for kind in TargetKind]
    return option_group("Create", wishes)


def _option(target: Target) -> Option:
    state = words.state_of(target)
    text = words.name_of(target, OPTION_TEXT - len(state) - len(f"{target.kind} {target.number} · ") - 2)
    return option(text + state, str(Ref(target.kind, target.id)), words.about(target))
