"""A member's own settings: `/bcc settings`, and the button on the home tab."""

from enum import StrEnum
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, View
from bot.languages import LANGUAGES
from bot.listeners.form import PICK_ONE, chosen, one_of, ticked
from bot.listeners.home import publish
from bot.listeners.show import asked_for, open_view
from bot.middleware import ack_first, config_of, member_of
from bot.services.preferences import form_of, save
from bot.settled import Preferences
from bot.views.settings import AUTO_LINK, COMPANY, DIGEST, NEVER, SLACK, settings_modal
from models.types import ContactCreation, Visibility

_ONE_HOUR_ONLY = "Pick an hour here too, or “No quiet hours” in both."
_SAME_HOUR = "Pick another hour than the one they begin at."

E = TypeVar("E", bound=StrEnum)


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("settings")], middleware=[ack_first])(open_settings)
    app.action(Action.SETTINGS_OPEN, middleware=[ack_first])(open_settings)
    app.view(View.SETTINGS)(submit)


async def open_settings(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    member = member_of(context)
    await open_view(client, body, settings_modal(form_of(member.user, member.workspace)))


async def submit(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, config = member_of(context), config_of(context)
    wanted = _wanted(view)
    await save(member.scope, wanted, config.clock())
    config.wake()
    await ack()
    await publish(context, client)


def _wanted(view: dict[str, Any]) -> Preferences:
    habits = ticked(view, Block.HABITS)
    language = chosen(view, Block.LANGUAGE)
    if language not in LANGUAGES and language != SLACK:
        raise UserError(PICK_ONE, field=Block.LANGUAGE)
    return Preferences(
        auto_link=AUTO_LINK in habits,
        digest=DIGEST in habits,
        visibility=_own_or_companys(view, Block.SHARING, Visibility),
        contacts=_own_or_companys(view, Block.CONTACTS, ContactCreation),
        language=None if language == SLACK else language,
        quiet=_quiet(view),
    )


def _own_or_companys(view: dict[str, Any], block: Block, kind: type[E]) -> E | None:
    return None if chosen(view, block) == COMPANY else one_of(view, block, kind)


def _quiet(view: dict[str, Any]) -> tuple[int, int] | None:
    first, last = _hour(view, Block.QUIET_FROM), _hour(view, Block.QUIET_UNTIL)
    if first is None and last is None:
        return None
    if first is None:
        raise UserError(_ONE_HOUR_ONLY, field=Block.QUIET_FROM)
    if last is None:
        raise UserError(_ONE_HOUR_ONLY, field=Block.QUIET_UNTIL)
    if first == last:
        raise UserError(_SAME_HOUR, field=Block.QUIET_UNTIL)
    return first, last


def _hour(view: dict[str, Any], block: Block) -> int | None:
    value = chosen(view, block)
    if value == NEVER:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 2 and int(value) < 24):
        raise UserError(PICK_ONE, field=block)
    return int(value)
