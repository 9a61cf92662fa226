"""A window of ours where anybody asks for anything, and all that is said because of it is heard."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import build_app
from bot.errands import Errand
from bot.errands.report import post_report
from bot.homes import Homes
from bot.ids import Action, View
from bot.pacing import Pacer
from bot.views.blocks import modal, section
from models import OutboxItem, Scope
from models.types import OutboxKind, OutboxState
from tests.bot.rows import NOW
from tests.bot.visible_world import NOBODY, Scene, Viewer
from tests.sandbox.payloads import response_url
from tests.sandbox.shapes import view_json
from tests.sandbox.views_stack import open_modal

JSON = dict[str, Any]


@dataclass
class Window:
    """Where anybody sends us whatever they like. An answer is everything that we then said, to whomever."""

    scene: Scene
    app: AsyncApp = field(init=False)

    def __post_init__(self) -> None:
        desk, elsewhere = self.scene.desk, self.scene.people[Viewer.STRANGER].workspace_id
        desk.clients._own[elsewhere] = desk.clients._own[desk.workspace.id]  # they have installed us too
        self.app = build_app(replace(desk.config, homes=Homes(lambda: NOW, by_mail=True)))
        self.app._async_listener_runner.process_before_response = True  # an answer is whole when we get it

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """What we tell Slack meanwhile, whomever it is told to, and the bytes we hand over."""
        world, said = self.scene.desk.sandbox.world, list[str]()
        calls, files = len(world.records.since()), set(world.team.files)
        yield said
        said += [json.dumps(call.args) for call in world.records.since(calls)]
        said += [repr(file.content) for key, file in world.team.files.items() if key not in files]

    async def ask(self, viewer: Viewer, **body: Any) -> str:
        """Send a payload as that person; everything that was said to it."""
        with self.listening() as said:
            team, user = self._who(viewer)
            who: JSON = {"team": {"id": team}, "user": {"id": user, "team_id": team}, "team_id": team}
            if body.get("type") in (None, "event_callback"):
                who = {"team_id": team, "user_id": user}
            answer = await self.app.async_dispatch(AsyncBoltRequest(body=who | body, mode="socket_mode"))
            said.append(str(answer.body))
        self.scene.desk.sandbox.team.stacks.clear()
        return "\n".join(said)

    async def click(self, viewer: Viewer, action: Action, value: str, *, menu: bool = False) -> str:
        """Click on a message; nothing says that the button was ever there."""
        world, (_, user) = self.scene.desk.sandbox.world, self._who(viewer)
        channel = world.team.channels[self.scene.deals]
        return await self.ask(
            viewer,
            type="block_actions",
            actions=[_action(action, value, menu=menu)],
            channel={"id": channel.id},
            container={"type": "message", "message_ts": "1.1", "channel_id": channel.id},
            response_url=response_url(world, "actions", user, channel, ephemeral=True),
            trigger_id=world.triggers.issue(user),
        )

    async def click_in_modal(
        self, viewer: Viewer, action: Action, value: str, about: str = "", *, menu: bool = False
    ) -> str:
        """Click in a modal that says it is about something."""
        view, user = self._modal(viewer, View.MAIL, about)
        trigger = self.scene.desk.sandbox.world.triggers.issue(user, view_id=view["id"])
        clicked = [_action(action, value, menu=menu)]
        container = {"type": "view", "view_id": view["id"]}
        return await self.ask(
            viewer, type="block_actions", actions=clicked, view=view, container=container, trigger_id=trigger
        )

    async def submit(self, viewer: Viewer, form: View, about: str, values: JSON) -> str:
        """Submit a form."""
        view, user = self._modal(viewer, form, about)
        view["state"] = {"values": values}
        trigger = self.scene.desk.sandbox.world.triggers.issue(user, view_id=view["id"])
        return await self.ask(viewer, type="view_submission", view=view, trigger_id=trigger)

    async def suggest(self, viewer: Viewer, action: Action, about: str, typed: str = "") -> str:
        """Open a menu that asks us for its options, and type into it."""
        view, _ = self._modal(viewer, View.LINK, about)
        menu = {"action_id": action.value, "block_id": "b", "value": typed}
        return await self.ask(viewer, type="block_suggestion", view=view, **menu)

    async def command(self, viewer: Viewer, text: str) -> str:
        """Type `/bcc text`."""
        world, (_, user) = self.scene.desk.sandbox.world, self._who(viewer)
        channel = world.team.channels[self.scene.deals]
        return await self.ask(
            viewer,
            command="/bcc",
            text=text,
            channel_id=channel.id,
            response_url=response_url(world, "commands", user, channel),
            trigger_id=world.triggers.issue(user),
        )

    async def pages(self, viewer: Viewer, first: str, older: Action, about: str) -> str:
        """An answer that is a list, with the pages that its button leads to."""
        answers = [first]
        while found := re.search(rf'"{older.value}".*?"value": "(\d+)"', answers[-1]):
            answers.append(await self.click_in_modal(viewer, older, found[1], about))
        return "\n".join(answers)

    async def home(self, viewer: Viewer) -> str:
        """Open the home tab."""
        _, user = self._who(viewer)
        event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home"}
        return await self.ask(viewer, type="event_callback", event=event)

    async def digest(self, viewer: Viewer, of: str) -> str:
        """Have a digest of the past week posted to them."""
        user, desk = self.scene.people[viewer], self.scene.desk
        payload = {"of": of, "since": "2026-12-28T00:00:00+00:00", "until": "2027-01-05T00:00:00+00:00"}
        item = OutboxItem(
            id=NOBODY, workspace_id=user.workspace_id, user_id=user.id, kind=OutboxKind.REPORT, lane="x",
            state=OutboxState.SENDING, payload={**payload, "picture": None}, created_at=NOW, due_at=NOW,
        )  # fmt: skip
        with self.listening() as said:
            await post_report(Errand(desk.client, Scope(user.workspace_id), item, lambda: NOW, Pacer()))
        return "\n".join(said)

    async def in_slack(self, viewer: Viewer) -> str:
        """What stands in the conversations that they are in, and in the files there."""
        team, (_, user) = self.scene.desk.sandbox.team, self._who(viewer)
        person = team.users.get(user)
        found: list[Any] = []
        for channel in team.channels.values() if person and not person.deleted else ():
            if user not in channel.members:
                continue
            found += channel.messages.values()
            found += [one for one in channel.ephemerals if one["ephemeral"] == user]
            shown = [file for file in team.files.values() if channel.id in file.channels and not file.deleted]
            found += [repr(file.content) for file in shown]
        return json.dumps(found)

    def _who(self, viewer: Viewer) -> tuple[str, str]:
        ours = self.scene.desk.sandbox.team.id
        return "TINITECH" if viewer is Viewer.STRANGER else ours, self.scene.people[viewer].slack_user_id

    def _modal(self, viewer: Viewer, form: View, about: str) -> tuple[JSON, str]:
        world, (_, user) = self.scene.desk.sandbox.world, self._who(viewer)
        body = modal("x", [section("x")], form, about=about or None, submit="x")
        return view_json(world.team, open_modal(world, user, body)), user


def _action(action: Action, value: str, *, menu: bool) -> JSON:
    made: JSON = {"action_id": action.value, "block_id": "b", "action_ts": "1.1"}
    if menu:
        option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        return made | {"type": "overflow", "selected_option": option}
    return made | {"type": "button", "value": value}
