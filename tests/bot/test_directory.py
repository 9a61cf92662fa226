"""Our list of users is Slack's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients
from bot.config import BotConfig
from bot.directory import facts_of, find_user, sync_directory
from bot.homes import Homes
from bot.identity import introduce
from bot.listeners.directory import user_changed
from bot.slack import web_client
from models import Scope, User, Workspace
from models.types import Role
from tests.control import Control
from tests.models.rows import NOW, a_workspace
from tests.sandbox import Sandbox

HOMES, NOBODY = Homes(lambda: NOW), Clients("http://127.0.0.1:9/api/")
CONTEXT = AsyncBoltContext(
    {"config": BotConfig("bcc.localhost", lambda: NOW, find_user, lambda: None, HOMES, NOBODY)}
)


@dataclass
class Met:
    client: AsyncWebClient
    control: Control
    workspace: Workspace

    @property
    def users(self) -> Any:
        return Scope(self.workspace.id).of(User)

    async def sync(self) -> int:
        return await sync_directory(self.client, self.workspace, NOW)


@pytest.fixture
async def met(db: str) -> AsyncIterator[Met]:
    async with Sandbox() as sandbox, Control(sandbox.url) as control:
        client = web_client(sandbox.bot_token, sandbox.slack_url)
        yield Met(client, control, await introduce(client, NOW))


async def test_a_workspace_is_named_after_its_slack_address(met: Met) -> None:
    assert (met.workspace.slug, met.workspace.name) == ("northwind", "Northwind Traders")
    again = await introduce(met.client, NOW)
    assert again.id == met.workspace.id


async def test_a_second_workspace_of_that_name_gets_a_number(db: str) -> None:
    other = await a_workspace("T0")
    other.slug = "northwind"
    await other.save()
    async with Sandbox() as sandbox:
        workspace = await introduce(web_client(sandbox.bot_token, sandbox.slack_url), NOW)
    assert workspace.slug == "northwind-2"


async def test_everybody_is_there_but_bots(met: Met) -> None:
    await met.sync()
    users = {user.email: user for user in await met.users}
    assert {"ana@northwind.example", "elena@northwind.example"} <= set(users)
    assert None not in users
    ana = users["ana@northwind.example"]
    assert (ana.name, ana.role, ana.tz, ana.active) == ("Ana Trujillo", Role.ADMIN, "Europe/Amsterdam", True)
    assert users["daichi@northwind.example"].locale == "ja-JP"
    assert (await Workspace.get(id=met.workspace.id)).directory_at == NOW


async def test_a_second_reading_writes_nothing(met: Met) -> None:
    assert await met.sync() > 0
    assert await met.sync() == 0


async def test_changes_missed_are_caught_up(met: Met) -> None:
    await met.sync()
    ben = await met.control.user("ben")
    await met.control.patch(f"users/{ben['id']}", email="Ben.O@Northwind.example", deleted=False)
    clara = await met.control.user("clara")
    await met.control.patch(f"users/{clara['id']}", deleted=True)
    assert await met.sync() == 2
    assert (await met.users.get(slack_user_id=ben["id"])).email == "ben.o@northwind.example"
    assert not (await met.users.get(slack_user_id=clara["id"])).active


async def test_a_directory_of_many_pages_is_read_whole_though_slack_asks_to_wait(met: Met) -> None:
    for number in range(450):
        await met.control.post("users", name=f"U {number}", email=f"u{number}@northwind.example")
    await met.control.post("faults", method="users.list", kind="ratelimited", retry_after=0, times=2)
    await met.sync()
    assert await met.users.count() >= 450


async def test_somebody_new_is_asked_for_once(met: Met) -> None:
    new = await met.control.post("users", name="Zoë Öz", email="zoe@northwind.example")
    user = await find_user(met.client, met.workspace, new["id"])
    assert user is not None
    assert (user.name, user.email) == ("Zoë Öz", "zoe@northwind.example")
    again = await find_user(met.client, met.workspace, new["id"])
    assert again is not None
    assert again.id == user.id
    assert await find_user(met.client, met.workspace, "U0NOBODY") is None


async def test_who_joins_gets_the_companys_default_and_who_is_here_keeps_theirs(db: str) -> None:
    workspace = await a_workspace("T1")
    for slack_id, auto_link in (("U1", True), ("U2", False)):
        await Workspace.filter(id=workspace.id).update(default_auto_link=auto_link)
        event = {"user": {"id": slack_id, "profile": {"real_name": slack_id}}}
        await user_changed(event=event, body={"team_id": "T1"}, context=CONTEXT)
    again = {"user": {"id": "U1", "profile": {"real_name": "Ana Maria"}}}
    await user_changed(event=again, body={"team_id": "T1"}, context=CONTEXT)
    users = Scope(workspace.id).of(User).order_by("id")
    assert await users.values_list("name", "auto_link") == [("Ana Maria", True), ("U2", False)]


async def test_an_event_changes_the_workspace_it_names_and_no_other(db: str) -> None:
    first, second = await a_workspace("T1"), await a_workspace("T2")
    profile = {"id": "U1", "profile": {"real_name": "Ana", "email": "ana@x.example"}}
    await user_changed(event={"user": profile}, body={"team_id": "T2"}, context=CONTEXT)
    await user_changed(event={"user": profile}, body={"team_id": "T404"}, context=CONTEXT)
    assert await Scope(first.id).of(User).count() == 0
    assert await Scope(second.id).of(User).count() == 1


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        pytest.param({"id": "U1", "is_bot": True}, None, id="a bot"),
        pytest.param({"id": "USLACKBOT"}, None, id="Slackbot"),
        pytest.param({"id": "U1", "is_stranger": True}, None, id="somebody of another organization"),
        pytest.param({"id": "U1", "team_id": "T2"}, None, id="one of those who shares a channel with us"),
        pytest.param({"id": "U1", "team_id": "T1"}, {"active": True}, id="a member"),
        pytest.param(
            {"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2", "T1"]}},
            {"active": True},
            id="a member of several workspaces of an organization",
        ),
        pytest.param(
            {"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2"]}},
            None,
            id="a member of another workspace of the organization",
        ),
        pytest.param({"id": "U1", "is_restricted": True}, {"guest": True}, id="a guest"),
        pytest.param({"id": "U1", "is_owner": True}, {"role": Role.ADMIN}, id="an owner"),
        pytest.param({"id": "U1", "deleted": True}, {"active": False}, id="a leaver"),
        pytest.param({"id": "U1"}, {"name": "U1", "email": None, "tz": "UTC"}, id="nothing but an id"),
        pytest.param(
            {"id": "U1", "profile": {"email": "Ä@Müller.example"}},
            {"email": "ä@xn--mller-kva.example"},
            id="an IDN",
        ),
    ],
)
def test_a_profile_is_read_as(profile: dict[str, Any], expected: dict[str, Any] | None) -> None:
    facts = facts_of(profile, "T1")
    assert facts is None if expected is None else facts is not None
    for name, value in (expected or {}).items():
        assert facts is not None
        assert facts[name] == value
