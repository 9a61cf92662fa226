"""A member's own settings."""

from datetime import datetime
from typing import Any

from bot.languages import slack_language
from bot.settled import Preferences, PreferencesForm
from models import AuditEvent, Scope, User, Workspace
from models.held_back import let_go
from models.transaction import transaction


def preferences_of(user: User) -> Preferences:
    """The settings as they are."""
    first, last = user.quiet_from, user.quiet_until
    return Preferences(
        auto_link=user.auto_link,
        digest=user.digest,
        visibility=user.default_visibility,
        contacts=user.contact_creation,
        language=user.language,
        quiet=None if first is None or last is None else (first, last),
    )


def form_of(user: User, workspace: Workspace) -> PreferencesForm:
    """What the form shows at first."""
    return PreferencesForm(
        preferences=preferences_of(user),
        company_visibility=workspace.default_visibility,
        company_contacts=workspace.contact_creation,
        slack_language=slack_language(user),
        tz=user.tz,
    )


async def save(scope: Scope, wanted: Preferences, now: datetime) -> User:
    """Set the viewer's own settings and answer the viewer. Mail that came before stays as it is.

    What waits for quiet hours that are over or moved by this is looked at again at once.
    """
    quiet = wanted.quiet or (None, None)
    columns: dict[str, Any] = {
        "auto_link": wanted.auto_link,
        "digest": wanted.digest,
        "default_visibility": wanted.visibility,
        "contact_creation": wanted.contacts,
        "language": wanted.language,
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
    }
    async with transaction():
        me = await scope.of(User).get(id=scope.viewer_id)
        changed = {name: [getattr(me, name), value] for name, value in columns.items()}
        changed = {name: both for name, both in changed.items() if both[0] != both[1]}
        if not changed:
            return me
        me.update_from_dict({name: value for name, (_, value) in changed.items()})
        await me.save(update_fields=list(changed))
        if "quiet_from" in changed or "quiet_until" in changed:
            await let_go(scope, me.id, now)
        await AuditEvent.create(
            workspace_id=scope.workspace_id,
            at=now,
            actor_id=me.id,
            verb="set",
            subject=f"user:{me.id}",
            detail=changed,
        )
    return me
