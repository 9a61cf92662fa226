"""The home tab, from the first day to an admin's full one."""

from datetime import timedelta
from typing import Any

from bot.at_home import HomeData, Step, Waiting
from bot.middleware import NO_GUESTS
from bot.refused import RefusedNews
from bot.senders import Senders, SenderState
from bot.settled import Preferences
from bot.shown import Rule, Suggestion
from bot.views.home import home_view
from bot.views.home_inbox import Filed
from bot.views.note import note_home
from models.types import RefusalReason, Visibility
from tests.bot.views.values import NOW
from tests.gallery.people import ADDRESS, JANE_DOE, LINES, RENEWAL, SPICES, TOM_BECKER, TZ, WAREHOUSE
from tests.gallery.scene import Scene
from tests.gallery.scenes_addresses import a_sender
from tests.gallery.scenes_refused import a_line

WAITING = (
    Waiting(LINES[0], Suggestion(RENEWAL, "Jane Doe is in it, and its title is in the subject")),
    Waiting(LINES[1], Suggestion(SPICES, "Zoë van Dijk is in no other open one")),
    Waiting(LINES[3]),
)


def a_home(step: Step = Step.DONE, **fields: Any) -> dict[str, Any]:
    """Ana's home tab."""
    defaults: dict[str, Any] = {
        "name": "Ana Trujillo",
        "address": ADDRESS,
        "waiting": (),
        "unfiled": 0,
        "has_records": True,
        "tz": TZ,
        "senders": Senders("ana@northwind.example", (), TZ, by_mail=True),
    }
    filed = fields.pop("filed", None)
    return home_view(HomeData(step=step, **(defaults | fields)), filed)


def full_home() -> dict[str, Any]:
    """An admin's, with something in every section."""
    senders = (
        a_sender(1, "ana.trujillo@gmail.com", state=SenderState.VERIFIED, how="link"),
        a_sender(2, "ana@phone.example", mailed_at=NOW, until=NOW + timedelta(hours=22)),
    )
    refused = (
        a_line(1, RefusalReason.UNAUTHENTICATED),
        a_line(2, RefusalReason.UNKNOWN_SENDER, "ana@oldfirm.example", count=3, mine=False),
    )
    return a_home(
        waiting=WAITING,
        unfiled=21,
        rules=(Rule(1, JANE_DOE, RENEWAL), Rule(2, TOM_BECKER, WAREHOUSE)),
        senders=Senders("ana@northwind.example", senders, TZ, by_mail=True),
        refused=RefusedNews(refused, 4, 0, TZ),
        preferences=Preferences(digest=True, quiet=(22, 7), visibility=Visibility.SHARED),
        company="Mail may be posted to 2 chosen channels · original files are kept for 365 days",
    )


SCENES = (
    Scene(
        "home-first-mail",
        "The first day: one task, the first mail. No deals were brought in yet.",
        lambda: a_home(Step.FIRST_MAIL, has_records=False),
    ),
    Scene(
        "home-file-it",
        "The first mail has come: file it.",
        lambda: a_home(Step.FILE_IT, waiting=WAITING[:1], unfiled=4),
    ),
    Scene("home-other-addresses", "The last task: other addresses.", lambda: a_home(Step.OTHER_ADDRESSES)),
    Scene("home-done", "At work, with nothing left in the inbox.", a_home),
    Scene("home-full", "An admin's, with something in every section.", full_home),
    Scene(
        "home-filed",
        "A mail was just filed from here.",
        lambda: a_home(waiting=WAITING[1:], unfiled=13, filed=Filed(RENEWAL, 7)),
    ),
    Scene(
        "home-undone",
        "That was undone.",
        lambda: a_home(waiting=WAITING, unfiled=17, filed=Filed(RENEWAL, None)),
    ),
    Scene(
        "home-no-account-address",
        "Slack shows no e-mail of theirs.",
        lambda: a_home(senders=Senders(None, (), TZ, by_mail=True)),
    ),
    Scene("home-guest", "A guest's: nothing, and why.", lambda: note_home(NO_GUESTS)),
)
