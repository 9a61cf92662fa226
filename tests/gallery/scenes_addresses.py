"""The addresses a member sends from, and the one they send to."""

from datetime import timedelta
from typing import Any

from bot.senders import Added, Sender, SenderState, SendTo
from bot.views.address import address_modal
from bot.views.alias import add_modal, code_modal, mailed_text, send_modal
from bot.views.alias_words import doubt, wrong_code
from bot.views.note import note_modal
from models.verification import Proof
from tests.bot.views.values import NOW
from tests.gallery.people import ADDRESS, TZ
from tests.gallery.scene import Scene


def a_sender(number: int = 1, address: str = "ana.trujillo@gmail.com", **fields: Any) -> Sender:
    """An address of Ana's, added just now unless told otherwise."""
    defaults: dict[str, Any] = {"state": SenderState.PENDING, "since": NOW}
    return Sender(id=number, address=address, **(defaults | fields))


_SEND_TO = SendTo(
    "ana.trujillo@gmail.com", "northwind+verify-k7m2p9qd@bcc.localhost", NOW + timedelta(hours=24)
)
_MAILED = a_sender(mailed_at=NOW, until=NOW + timedelta(hours=24))

SCENES = (
    Scene("address", "The shortcut “Copy my Bcc address”.", lambda: address_modal(ADDRESS)),
    Scene("alias-add", "Another address to send from.", add_modal),
    Scene(
        "alias-add-doubt",
        "Several people may send from there: it asks first.",
        lambda: add_modal(doubt(Added.MANY, "sales@northwind.example"), "sales@northwind.example"),
    ),
    Scene("alias-code", "The code that was mailed there.", lambda: code_modal(_MAILED)),
    Scene("alias-code-mailed", "Right after adding.", lambda: code_modal(_MAILED, mailed_text(_MAILED))),
    Scene(
        "alias-code-wrong",
        "The code did not fit.",
        lambda: code_modal(_MAILED, wrong_code(Proof.WRONG, _MAILED, 2)),
    ),
    Scene("alias-send", "Verify by sending, without any code.", lambda: send_modal(_SEND_TO, TZ)),
    Scene(
        "alias-verified",
        "It is verified.",
        lambda: note_modal(
            "Verified", "ana.trujillo@gmail.com is verified. Mail from it is taken from now on."
        ),
    ),
)
