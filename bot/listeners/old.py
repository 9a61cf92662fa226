"""An old mail that came just now: file it, or not."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, row_id
from bot.listeners.ask import rewrite
from bot.middleware import ack_first, config_of, member_of
from bot.services.old import drop_it, file_it
from bot.views import old as views

_GONE = (
    "That question is settled already, or its mail was deleted after 14 days."
    " To have it filed, send it again."
)


def register(app: AsyncApp) -> None:
    app.action(Action.OLD_FILE, middleware=[ack_first])(file_old)
    app.action(Action.OLD_DROP, middleware=[ack_first])(drop_old)


async def file_old(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    held_id, config = row_id(action.get("value")), config_of(context)
    filed = await file_it(member_of(context).scope, held_id, config.clock()) if held_id is not None else None
    if filed is None:
        raise UserError(_GONE)
    config.wake()
    await rewrite(client, body, views.old_filed(filed))


async def drop_old(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    held_id = row_id(action.get("value"))
    dropped = await drop_it(member_of(context).scope, held_id) if held_id is not None else None
    if dropped is None:
        raise UserError(_GONE)
    await rewrite(client, body, views.old_dropped(dropped))
