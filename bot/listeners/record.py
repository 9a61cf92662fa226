"""`/bcc deal|lead|project|person …`: look at one, turn its mail's pages, move it on."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Command, Ref, row_id
from bot.listeners.show import asked_for, open_view, update_view
from bot.middleware import ack_first, config_of, member_of
from bot.services.links import find_target
from bot.services.records import guesses, look, matches, set_status, undo_status
from bot.services.timeline import timeline
from bot.shown import StatusChange, Target, TargetKind
from bot.views.record import choice_modal, matches_modal, nothing_modal, older_modal, target_modal
from models.types import RecordStatus

_NOT_THERE = (
    "I can't find that one any more, so nothing was changed. /bcc deal, lead, project or person finds it."
)
_NO_UNDO = "That can't be undone any more: its status was changed again. Choose the status you want instead."


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for(*TargetKind)], middleware=[ack_first])(open_target)
    app.action(Action.PICK, middleware=[ack_first])(pick)
    app.action(Action.STATUS, middleware=[ack_first])(change_status)
    app.action(Action.STATUS_UNDO, middleware=[ack_first])(undo)
    app.action(Action.TIMELINE_OLDER, middleware=[ack_first])(turn)
    app.action(Action.TIMELINE_NEWEST, middleware=[ack_first])(turn)


async def open_target(
    body: dict[str, Any], command: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    scope = member_of(context).scope
    word, _, rest = str(command.get("text") or "").strip().partition(" ")
    kind, asked = TargetKind(word.lower()), rest.strip()
    found = await matches(scope, kind, asked)
    if len(found) == 1 and asked:
        view = await record_view(context, found[0].kind, found[0].id)
    elif found and asked:
        view = matches_modal(found)
    elif found:
        people = kind is TargetKind.PERSON
        view = choice_modal("The newest people:" if people else f"The newest {kind}s that are open:", found)
    else:
        view = nothing_modal(kind, asked, await guesses(scope, asked) if asked else ())
    await open_view(client, body, view)


async def pick(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    chosen = _target_ref(action.get("value"))
    await update_view(client, body, await record_view(context, TargetKind(chosen.word), chosen.id))


async def change_status(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    about = _target_ref(body["view"].get("private_metadata"))
    target = await _target(context, about)
    value = (action.get("selected_option") or {}).get("value")
    if target.status is None or value not in set(RecordStatus):
        raise UserError(_NOT_THERE)
    config = config_of(context)
    change = await set_status(member_of(context).scope, target.id, RecordStatus(value), config.clock())
    config.wake()
    await update_view(client, body, await record_view(context, target.kind, target.id, change))


async def undo(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    config, event_id = config_of(context), row_id(action.get("value"))
    about = _target_ref(body["view"].get("private_metadata"))
    if event_id is None:
        raise UserError(_NO_UNDO)
    if await undo_status(member_of(context).scope, event_id, config.clock()) is None:
        raise UserError(_NO_UNDO)
    config.wake()
    await update_view(client, body, await record_view(context, TargetKind(about.word), about.id))


async def turn(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    about = _target_ref(body["view"].get("private_metadata"))
    target, before = await _target(context, about), row_id(action.get("value"))
    if before is None:
        view = await record_view(context, target.kind, target.id)
    else:
        member = member_of(context)
        view = older_modal(target, await timeline(member.scope, target, member.user.tz, before))
    await update_view(client, body, view)


async def show_record(
    body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, about: Ref
) -> None:
    """Show a record as it is now where it was clicked."""
    await update_view(client, body, await record_view(context, TargetKind(about.word), about.id))


def _target_ref(value: str | None) -> Ref:
    found = Ref.parse(value)
    if found is None or found.word not in set(TargetKind):
        raise UserError(_NOT_THERE)
    return found


async def _target(context: AsyncBoltContext, about: Ref) -> Target:
    target = await find_target(member_of(context).scope, TargetKind(about.word), about.id)
    if target is None:
        raise UserError(_NOT_THERE)
    return target


async def record_view(
    context: AsyncBoltContext, kind: TargetKind, row: int, change: StatusChange | None = None
) -> dict[str, Any]:
    """A record or person as it is now, below what was just changed of it."""
    member, now = member_of(context), config_of(context).clock()
    data = await look(member.scope, member.workspace, member.mail_domain, kind, row, member.user.tz, now)
    if data is None:
        raise UserError(_NOT_THERE)
    return target_modal(data, change)
