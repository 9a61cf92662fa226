"""Guests and those who left get at nothing: not one listener runs for them, whatever they send."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import build_app
from bot.clients import Access, Clients
from bot.config import BotConfig
from bot.directory import find_user
from bot.homes import Homes
from bot.identity import introduce
from bot.ids import Action, Command, Event, Shortcut, View
from bot.middleware import NO_GUESTS, NOT_OURS
from bot.views.help import SUBCOMMANDS
from models import OutboxItem, Scope, User
from models.outbox import enqueue_card, enqueue_card_update
from models.types import OutboxState
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_mail, a_user
from tests.bot.sharing import invite, post_to
from tests.control import until
from tests.sandbox import Sandbox

# Events about the directory and the installation concern nobody who acts.
_OF_NOBODY = {f"bot.listeners.directory.{name}" for name in ("user_changed", "uninstalled", "revoked")}


def payloads(team: str, user: str) -> Iterator[dict[str, Any]]:
    """Everything that somebody can send us."""
    who = {"team": {"id": team}, "user": {"id": user, "team_id": team}, "trigger_id": "1.1"}
    view = {"id": "V1", "type": "modal", "hash": "1", "private_metadata": "1", "state": {"values": {}}}
    for word in SUBCOMMANDS:
        yield {"command": Command.BCC, "text": word, "team_id": team, "user_id": user, "trigger_id": "1.1"}
    for action in Action:
        act = {"action_id": action.value, "block_id": "b", "value": "1", "type": "button"}
        yield {"type": "block_actions", "actions": [act], "channel": {"id": "C1"}, **who}
        asked = {"action_id": action.value, "block_id": "b", "value": "x", "view": view}
        yield {"type": "block_suggestion", **asked, **who}
    for callback in View:
        yield {"type": "view_submission", "view": {**view, "callback_id": callback.value}, **who}
    for shortcut in Shortcut:
        for kind in ("shortcut", "message_action"):
            yield {"type": kind, "callback_id": shortcut.value, "channel": {"id": "C1"}, **who}
    for event in (*Event, "message"):
        said_ = {
            "type": event,
            "user": user,
            "channel": "D1",
            "channel_type": "im",
            "tab": "home",
            "text": "x",
        }
        yield {"type": "event_callback", "team_id": team, "event": said_}


def full_name(listener: Any) -> str:
    return f"{listener.ack_function.__module__}.{listener.ack_function.__name__}"


async def ran(app: AsyncApp, team: str, user: User) -> set[str]:
    """The listeners that ran, by name, when that user sent everything there is."""
    seen: set[str] = set()
    for listener in app._async_listeners:
        name = full_name(listener)

        async def note(ack: AsyncAck, name: str = name) -> None:
            seen.add(name)
            await ack()

        listener.ack_function = note
        listener.arg_names[:] = ["ack"]
    for body in payloads(team, user.slack_user_id):
        await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    for _ in range(20):  # Bolt answers an event before its listener has run
        await asyncio.sleep(0)
    return seen


async def test_every_listener_runs_for_a_member_and_none_for_guests_and_who_left(db: str) -> None:
    async with Sandbox() as sandbox:  # no desk: what we send names triggers and channels that are not there
        clients = Clients(sandbox.slack_url)
        team = await introduce(clients.with_token(sandbox.bot_token), NOW)
        clients.own(team, Access(sandbox.bot_token, sandbox.team.bot_user_id, sandbox.team.bot_id))
        homes = Homes(lambda: NOW)
        config = BotConfig("bcc.localhost", lambda: NOW, find_user, lambda: None, homes, clients)
        ana, gus = await a_user(team), await a_user(team, "Gus Guest", guest=True)
        for_a_member = build_app(config)
        everything = {full_name(listener) for listener in for_a_member._async_listeners}
        assert await ran(for_a_member, team.team_id, ana) | _OF_NOBODY >= everything
        gone = await a_user(team, "Dee Departed", active=False)
        for nobody in (gus, gone):
            assert await ran(build_app(config), team.team_id, nobody) - _OF_NOBODY == set()


async def test_the_home_tab_tells_a_guest_why_it_is_empty(desk: Desk) -> None:
    ben = await desk.user("ben")
    await a_mail(ben, "From when he was a member")
    await desk.control.patch(f"users/{ben.slack_user_id}", is_restricted=True)
    await until(lambda: desk.scope.of(User).get_or_none(id=ben.id, guest=True), "the change")
    await desk.control.post("open_home", user=ben.slack_user_id)

    async def shown() -> bool:
        return NO_GUESTS in said(await desk.control.get("home", user=ben.slack_user_id))

    await until(shown, "the note")
    fresh = await Scope(desk.workspace.id).of(User).get(id=ben.id)
    assert fresh.deactivated_at is None  # nothing of theirs is erased


@pytest.mark.parametrize("fields", [{"guest": True}, {"active": False}], ids=["guest", "deactivated"])
async def test_a_card_is_neither_posted_to_nor_changed_for_them(desk: Desk, fields: dict[str, Any]) -> None:
    ben = await desk.user("ben")
    old, new = await a_mail(ben, "Old"), await a_mail(ben, "New")
    await desk.card(old)
    await desk.scope.of(User).filter(id=ben.id).update(**fields)
    await enqueue_card(new, NOW)
    await enqueue_card_update(old, NOW)
    desk.wakened.set()

    async def given_up() -> bool:
        return await desk.scope.of(OutboxItem).filter(state=OutboxState.GIVEN_UP).count() == 2

    await until(given_up, "the end of both")


async def test_somebody_of_another_organization_is_told_whose_it_is(desk: Desk) -> None:
    ana, partners = await desk.user("ana"), await invite(desk, "globex-partners")
    petra = (await desk.control.post("users", name="Petra Partner", is_stranger=True))["id"]
    state = await desk.control.get("state")
    members = next(one["members"] for one in state["channels"] if one["id"] == partners)
    await desk.control.patch(f"channels/{partners}", members=[*members, petra])
    share = await post_to(desk, await a_mail(ana), partners)
    click = {"user": petra, "channel": partners, "ts": share.ts, "action_id": Action.SHARED_OPEN.value}
    await desk.control.post("action", **click)
    await desk.told(ana, NOT_OURS)
    assert not await desk.scope.of(User).filter(slack_user_id=petra).exists()
