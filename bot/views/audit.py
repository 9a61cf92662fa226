"""The audit trail: who did what, a line each."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.audited import AuditPage, Deed
from bot.ids import Action, View
from bot.views import words
from bot.views.blocks import bullets, context, leaf, modal, rich_text, section
from bot.views.text import isolate, one_line
from bot.views.turning import turning

_TITLE = "Who did what"
_ABOUT = "What mail says is not told here, nor where a colleague's private mail is filed."
_NOBODY = "Smart Bcc"
_SETTINGS = {
    "slug": "address",
    "internal_domains": "own domains",
    "retention_days": "how long original files are kept",
    "share_channels": "channels for mail",
    "outside_guard": "guests and other organizations",
    "post_to_record_channels": "posting to deals' channels",
    "default_auto_link": "filing by rule",
    "default_visibility": "who reads new mail",
    "contact_creation": "contacts of unknown people",
    "admins": "admins",
}
# What a verb says of what it was done to: {} is its name.
_DEEDS = {
    ("added", "address"): "added the address {}",
    ("removed", "address"): "removed the address {}",
    ("restored", "address"): "took the address {} back",
    ("verified", "address"): "verified the address {}",
    ("blocked", "address"): "blocked mail of {}",
    ("unblocked", "address"): "takes mail of {} again",
    ("forgot", "address"): "erased the mail from or to an address",
    ("handed over", "user"): "handed over the mail of {}",
    ("erased", "user"): "erased the private mail of {}",
    ("erased", "workspace"): "erased original files whose time was over",
    ("appointed", "user"): "made {} an admin",
    ("dismissed", "user"): "took the admin's part from {}",
    ("left", "user"): "left the workspace",
    ("came back", "user"): "came back to the workspace",
    ("installed", "workspace"): "was installed",
    ("uninstalled", "workspace"): "was removed from the workspace",
    ("posted", "share"): "posted a copy of a mail",
    ("withdrew", "share"): "withdrew a copy of a mail",
    ("kept", "rule"): "made a filing rule",
    ("stopped", "rule"): "stopped a filing rule",
    ("set", "user"): "changed their own settings",
    ("channel_set", "record"): "set the channel of {}",
    ("status_undone", "record"): "took the new status of {} back",
}


def audit_modal(page: AuditPage) -> dict[str, Any]:
    """A page of deeds, the latest first."""
    if not page.deeds and page.newest:
        return modal(_TITLE, [section("Nothing was shared, filed or set here yet.")], View.AUDIT)
    rows = [
        [leaf(f"{words.moment(deed.at, page.tz)} · "), leaf(_who(deed), bold=True), leaf(f" {_what(deed)}")]
        for deed in page.deeds
    ]
    blocks: list[Block] = [context(_ABOUT)]
    blocks.append(rich_text(bullets(*rows)) if rows else section("There is nothing older."))
    blocks += turning(page, Action.AUDIT_OLDER, Action.AUDIT_NEWEST)
    return modal(_TITLE, blocks, View.AUDIT)


def _who(deed: Deed) -> str:
    return isolate(one_line(deed.actor)[:80]) or _NOBODY


def _what(deed: Deed) -> str:
    name = words.name_of(deed.target) if deed.target else isolate(one_line(deed.name)[:200])
    mails = "a mail" if deed.mails == 1 else f"{deed.mails} mails"
    match deed.verb:
        case "linked":
            return f"filed a mail under {name}" if name else "filed a mail"
        case "unlinked":
            return f"took a mail out of {name}" if name else "took a mail out of its record"
        case "shared":
            return f"shared {mails} within the company"
        case "made private":
            return f"made {mails} private"
        case "created":
            return f"created {name or 'a contact'}"
        case "status_set":
            return f"set {name or 'a record'} to {deed.to}"
        case "set" if deed.kind == "workspace":
            changed = ", ".join(_SETTINGS.get(key, key.replace("_", " ")) for key in deed.settings)
            return f"changed the company's settings: {changed}"
    known = _DEEDS.get((deed.verb, deed.kind))
    return known.format(name or "somebody's, gone since") if known else deed.verb.replace("_", " ")
