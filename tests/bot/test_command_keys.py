"""The keys of tokens: changed by a command, missed at the start in one plain line."""

import json
from typing import Any

import pytest

from bot.command_keys import run_rotate_keys
from bot.keys import Keys
from bot.serve import BadSettings, serve_bot
from bot.services.installing import Grant, Identity, install, take_out, token_of
from bot.settings import BotSettings
from models import Installation, Scope, Workspace
from models.db import database
from tests.bot.rows import NOW
from tests.product import free_port

OLD, NEW, OTHER = "o" * 32, "n" * 32, "x" * 32


async def installed(url: str, key: str, team: str = "northwind") -> None:
    async with database(url, migrate=False):
        who = Identity(team.upper(), None, team.title(), team, "UBOT", "BBOT")
        await install(who, Grant(f"xoxb-{team}", None, (), "U1"), Keys.parse(key), NOW)


async def rotate(url: str, key: str, capsys: pytest.CaptureFixture[str], *, forget: bool = False) -> Any:
    code = await run_rotate_keys(url, Keys.parse(key), forget=forget)
    said = capsys.readouterr()
    assert "xoxb-" not in said.out + said.err
    return code, json.loads(said.out)


async def test_a_new_key_seals_every_token_and_the_old_one_can_go(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for team in ("northwind", "globex"):
        await installed(database_url, OLD, team)
    answer = {"resealed": 2, "current": 0, "unreadable": [], "forgotten": []}
    assert await rotate(database_url, f"{NEW},{OLD}", capsys) == (0, answer)
    assert await rotate(database_url, NEW, capsys) == (0, answer | {"resealed": 0, "current": 2})
    async with database(database_url, migrate=False):
        for workspace in await Workspace.all():
            kept = await Scope(workspace.id).of(Installation).get()
            assert token_of(kept, Keys.parse(NEW)) == f"xoxb-{workspace.slug}"


async def test_a_token_that_no_key_opens_is_named_and_given_up_on_the_operators_word(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await installed(sqlite_url, OTHER)
    code, answer = await rotate(sqlite_url, f"{NEW},{OLD}", capsys)
    assert (code, answer["unreadable"]) == (2, ["northwind"])
    code, answer = await rotate(sqlite_url, f"{NEW},{OLD}", capsys, forget=True)
    assert (code, answer["forgotten"], answer["unreadable"]) == (0, ["northwind"], [])
    async with database(sqlite_url, migrate=False):
        assert (await Workspace.get()).uninstalled_at is not None  # to be installed again


async def test_without_a_key_the_command_says_what_to_set(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run_rotate_keys(sqlite_url, None, forget=False) == 2
    assert "BCC_SECRET_KEY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "says"),
    [
        pytest.param(NEW, "BCC_SECRET_KEY: another key sealed the tokens of northwind", id="wrong"),
        pytest.param("", "BCC_SECRET_KEY: not set, and the tokens of these workspaces are sealed", id="none"),
    ],
)
async def test_the_start_ends_in_one_line_where_the_key_is_wrong(
    sqlite_url: str, key: str, says: str
) -> None:
    await installed(sqlite_url, OLD)
    given = {
        "BCC_DATABASE_URL": sqlite_url,
        "BCC_MAIL_DOMAIN": "bcc.example",
        "BCC_HTTP_LISTEN": f"127.0.0.1:{free_port()}",
        "BCC_SECRET_KEY": key,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
    }
    with pytest.raises(BadSettings) as caught:
        await serve_bot(BotSettings(_env_file=None, **given), None)  # type: ignore[arg-type]
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)
    assert OLD not in str(caught.value)


async def test_a_token_that_was_replaced_meanwhile_is_not_taken_away(db: str) -> None:
    who = Identity("T1", None, "Northwind", "northwind", "UBOT", None)
    keys = Keys.parse(OLD)
    workspace, _ = await install(who, Grant("xoxb-old", None, (), None), keys, NOW)
    old = await Scope(workspace.id).of(Installation).get()
    await install(who, Grant("xoxb-new", None, (), None), keys, NOW)
    assert not await take_out(workspace, old.bot_token, NOW)
    kept = await Scope(workspace.id).of(Installation).get()
    assert token_of(kept, keys) == "xoxb-new"
    assert await take_out(workspace, kept.bot_token, NOW)
    assert not await take_out(workspace, kept.bot_token, NOW)
