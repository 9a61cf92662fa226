"""A member's settings, and the company's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.audited import AuditPage, Deed
from bot.settled import Company, Preferences, PreferencesForm, Section
from bot.views.admin import admin_modal, form_modal, title_of
from bot.views.audit import audit_modal
from bot.views.settings import settings_modal
from models.types import ContactCreation, OutsideGuard, Visibility
from tests.bot.views.values import NOW
from tests.gallery.people import CHANNEL_DEALS, RENEWAL, TZ, USER_BEN
from tests.gallery.scene import Scene

COMPANY = Company(
    slug="northwind",
    mail_domain="bcc.localhost",
    former=(("northwind-traders", NOW + timedelta(days=80)),),
    internal_domains=("northwind.example", "northwind-traders.example"),
    member_domains=("northwind.example",),
    retention_days=365,
    channels=(CHANNEL_DEALS,),
    outside_guard=OutsideGuard.ASK,
    post_to_record_channels=True,
    auto_link=True,
    visibility=Visibility.PRIVATE,
    contacts=ContactCreation.ASK,
    slack_admins=("Ana Trujillo",),
    made_admins=((USER_BEN, "Ben Okafor"),),
)
_NEW = replace(
    COMPANY, former=(), internal_domains=(), member_domains=(), retention_days=None, channels=None,
    post_to_record_channels=False, made_admins=(),
)  # fmt: skip
_OWN = Preferences(digest=True, visibility=Visibility.SHARED, language="de", quiet=(22, 7))


def _form(own: Preferences) -> PreferencesForm:
    return PreferencesForm(own, Visibility.PRIVATE, ContactCreation.ASK, "en", TZ)


def _part(part: Section) -> Scene:
    return Scene(f"admin-{part}", f"A form: {title_of(part).lower()}.", lambda: form_modal(COMPANY, part))


def _deed(hours: int, actor: str, verb: str, kind: str, **fields: Any) -> Deed:
    return Deed(NOW - timedelta(hours=hours), actor, verb, kind, **fields)


_DEEDS = (
    _deed(1, "Ana Trujillo", "shared", "message", mails=3),
    _deed(2, "Ben Okafor", "linked", "deal", target=RENEWAL),
    _deed(3, "Ben Okafor", "linked", "link"),
    _deed(5, "Clara Müller", "verified", "address", name="clara@home.example"),
    _deed(8, "Ana Trujillo", "set", "workspace", settings=("slug", "retention_days")),
    _deed(26, "Ana Trujillo", "withdrew", "share"),
    _deed(30, "", "erased", "workspace"),
)

SCENES = (
    Scene(
        "settings", "A member's own, all as the company has it.", lambda: settings_modal(_form(Preferences()))
    ),
    Scene("settings-own", "A member's own, all chosen.", lambda: settings_modal(_form(_OWN))),
    Scene("admin", "The company's.", lambda: admin_modal(COMPANY)),
    Scene("admin-new", "The company's, on the first day.", lambda: admin_modal(_NEW)),
    Scene("admin-saved", "A part was just changed.", lambda: admin_modal(COMPANY, "Saved: Address.")),
    *(_part(part) for part in Section),
    Scene("audit", "Who did what, latest first.", lambda: audit_modal(AuditPage(_DEEDS, 9, True, TZ))),
    Scene("audit-none", "Nothing was done yet.", lambda: audit_modal(AuditPage((), None, True, TZ))),
    Scene("audit-no-older", "Turned past the end.", lambda: audit_modal(AuditPage((), None, False, TZ))),
)
