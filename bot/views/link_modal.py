"""Link…: one type-ahead over deals, leads, projects and persons."""

from collections.abc import Sequence
from typing import Any

from bot.ids import Action, Block, Ref, View
from bot.shown import Target, TargetKind
from bot.views import words
from bot.views.blocks import OPTION_TEXT, context, external_select, modal, option, option_group, section
from bot.views.text import cut

_HEADINGS = {
    TargetKind.DEAL: "Deals",
    TargetKind.LEAD: "Leads",
    TargetKind.PROJECT: "Projects",
    TargetKind.PERSON: "People",
}
_TITLE = "Link this mail"
_NOTHING_YET = (
    "There are no deals, leads, projects or people here yet, so there is nothing to link to. "
    "Whoever runs Smart Bcc can bring them in from CSV files with the import command; then come back."
)


def link_modal(message_id: int, subject: str, *, anything: bool) -> dict[str, Any]:
    """The question what a mail belongs to; `anything` says whether there is an answer at all."""
    mail = context(cut(words.subject_of(subject), 200))
    if not anything:
        return modal(_TITLE, [mail, section(_NOTHING_YET)], View.NOTE)
    select = external_select(
        "File under",
        Block.RECORD,
        Action.RECORD,
        placeholder="Number, title, company or person",
        hint="Type a number or a few words: 42, globex renewal, jane. The whole conversation goes along.",
    )
    return modal(_TITLE, [mail, select], View.LINK, submit="Link", close="Cancel", about=str(message_id))


def option_groups(targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Choices under their headings; the heading of the best one first. Empty where there are none."""
    kinds = list(dict.fromkeys(target.kind for target in targets))
    return [
        option_group(_HEADINGS[kind], [_option(target) for target in targets if target.kind is kind])
        for kind in kinds
    ]


def _option(target: Target) -> Any:
    state = words.state_of(target)
    text = words.name_of(target, OPTION_TEXT - len(state) - len(f"{target.kind} {target.number} · ") - 2)
    return option(text + state, str(Ref(target.kind, target.id)), words.about(target))
