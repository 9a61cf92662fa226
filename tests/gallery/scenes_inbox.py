"""The inbox, search, and forgetting an address."""

from typing import Any

from bot.forgetting import Preview
from bot.views.find import find_modal, handed_over_modal
from bot.views.forget import USAGE, forget_modal
from bot.views.inbox import Told, inbox_modal
from bot.views.note import note_modal
from tests.gallery.people import LINES, NO_MAIL, RENEWAL, a_page
from tests.gallery.scene import Scene


def a_preview(**fields: Any) -> Preview:
    """What forgetting Jane would erase."""
    defaults: dict[str, Any] = {
        "address": "jane@globex.example", "spellings": 2, "everywhere": False, "mails": 23, "attachments": 9,
        "cards": 21, "shares": 2, "held": 1, "refusals": 1, "owners": 1, "contacts": ("Jane Doe",),
    }  # fmt: skip
    return Preview(**(defaults | fields))


_NOTHING = a_preview(
    address="nobody@globex.example", spellings=1, mails=0, attachments=0, cards=0, shares=0, held=0,
    refusals=0, owners=0, contacts=(),
)  # fmt: skip
_CONTACT_ONLY = a_preview(mails=0, attachments=0, cards=0, shares=0, held=0, refusals=0)
_ASKED = "jane@globex.example"

SCENES = (
    Scene("inbox", "Mails to file.", lambda: inbox_modal(a_page(LINES[:4], 4))),
    Scene("inbox-empty", "Nothing left.", lambda: inbox_modal(NO_MAIL)),
    Scene(
        "inbox-filed",
        "Some were just filed.",
        lambda: inbox_modal(a_page(LINES[2:4]), Told.filed(RENEWAL, (7, 8))),
    ),
    Scene(
        "inbox-done",
        "The last one was marked as done.",
        lambda: inbox_modal(NO_MAIL, Told.marked_done((1,))),
    ),
    Scene("inbox-older", "A page of older ones.", lambda: inbox_modal(a_page(LINES[1:3], 9, newest=False))),
    Scene("inbox-no-older", "Past the last page.", lambda: inbox_modal(a_page((), newest=False))),
    Scene("find", "Before anything was asked.", lambda: find_modal("", None)),
    Scene("find-found", "What was found.", lambda: find_modal("offer from:ana", a_page(LINES, 6))),
    Scene("find-older", "Older ones.", lambda: find_modal("offer", a_page(LINES[1:3], newest=False))),
    Scene(
        "find-handed-over",
        "What an admin handed over.",
        lambda: handed_over_modal("Ben Okafor", a_page(LINES, 6), "handed:2"),
    ),
    Scene("find-nothing", "Nothing found.", lambda: find_modal("saffron has:file", NO_MAIL)),
    Scene("forget", "What would be erased.", lambda: forget_modal(a_preview(), _ASKED)),
    Scene(
        "forget-everywhere",
        "What an admin would erase in the whole workspace.",
        lambda: forget_modal(a_preview(everywhere=True, owners=4, mails=1240), _ASKED),
    ),
    Scene(
        "forget-contact",
        "There is no mail, but a contact.",
        lambda: forget_modal(_CONTACT_ONLY, _ASKED),
    ),
    Scene("forget-nothing", "There is nothing to erase.", lambda: forget_modal(_NOTHING, _ASKED)),
    Scene("forget-usage", "Nobody was named.", lambda: note_modal("Forget an address", USAGE)),
)
