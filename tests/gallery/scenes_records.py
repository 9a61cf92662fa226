"""Deals, leads, projects and people."""

from dataclasses import replace
from typing import Any

from bot.shown import StatusChange, Target, TargetData, TargetKind
from bot.views.record import choice_modal, nothing_modal, older_modal, target_modal
from models.types import RecordStatus
from tests.bot.views.values import NOW
from tests.gallery.people import (
    CHANNEL_DEALS,
    JANE_DOE,
    LEAD,
    LINES,
    NO_MAIL,
    ONBOARDING,
    PROJECT,
    RENEWAL,
    TEA,
    TOM_BECKER,
    WAREHOUSE,
    a_page,
)
from tests.gallery.scene import Scene

_WEEKS = (0, 1, 0, 2, 4, 3, 0, 1, 6, 5, 9, 7)


def a_look(target: Target = RENEWAL, **fields: Any) -> TargetData:
    """What is known of it; two people and mail of the last weeks."""
    defaults: dict[str, Any] = {
        "address": f"northwind+{target.tag}@bcc.localhost", "owner": "Ana Trujillo", "closed_at": None,
        "people": (JANE_DOE, TOM_BECKER), "addresses": (), "records": (), "weeks": _WEEKS,
        "page": a_page((LINES[0], LINES[4]), 9),
    }  # fmt: skip
    return TargetData(target, **(defaults | fields))


def jane() -> TargetData:
    """A person with records."""
    return a_look(
        JANE_DOE, owner=None, people=(), addresses=("jane@globex.example", "j.doe@globex.example"),
        records=(RENEWAL, WAREHOUSE, ONBOARDING, PROJECT),
    )  # fmt: skip


_WON = a_look(replace(RENEWAL, status=RecordStatus.WON), closed_at=NOW)
_NEW = a_look(LEAD, people=(), weeks=(0,) * 12, page=NO_MAIL, owner=None)

SCENES = (
    Scene("deal", "A deal.", lambda: target_modal(a_look())),
    Scene(
        "deal-channel",
        "A deal with a channel of its own.",
        lambda: target_modal(a_look(channel=CHANNEL_DEALS, posts=True)),
    ),
    Scene(
        "deal-won",
        "It was just won.",
        lambda: target_modal(_WON, StatusChange(5, RecordStatus.OPEN, RecordStatus.WON)),
    ),
    Scene("deal-right-to-left", "A title from right to left.", lambda: target_modal(a_look(TEA))),
    Scene("lead-new", "A lead without mail.", lambda: target_modal(_NEW)),
    Scene("project", "A project.", lambda: target_modal(a_look(PROJECT))),
    Scene("person", "A person.", lambda: target_modal(jane())),
    Scene(
        "person-no-mail",
        "A person without mail.",
        lambda: target_modal(replace(jane(), records=(), weeks=(0,) * 12, page=NO_MAIL)),
    ),
    Scene("deal-older", "Older mail.", lambda: older_modal(RENEWAL, a_page(LINES[:1], newest=False))),
    Scene("deal-no-older", "Past the last page.", lambda: older_modal(RENEWAL, a_page((), newest=False))),
    Scene(
        "choice",
        "Several match.",
        lambda: choice_modal("Several deals match “globex”. Which one?", (RENEWAL, WAREHOUSE, ONBOARDING)),
    ),
    Scene(
        "nothing-but",
        "None matches, some come near.",
        lambda: nothing_modal(TargetKind.DEAL, "globx", (RENEWAL, WAREHOUSE)),
    ),
    Scene("nothing", "None matches.", lambda: nothing_modal(TargetKind.PROJECT, "hamburg", ())),
)
