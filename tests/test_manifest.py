"""manifest.yml against its schema, against what we register and against what we call."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.ids import Command, Event, Shortcut
from bot.oauth import REDIRECT_PATH, SCOPES
from bot.request_url import PATH
from tests.sandbox.manifest import parse

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "tests" / "reference"
CALL = re.compile(r"client\.([a-z]+)_([a-z]+_)?([A-Za-z]+)\(")

# Scopes that no method asks for, and what does.
OTHER_REASONS = {
    "commands": "slash commands and shortcuts",
    "users:read.email": "the e-mail in users.list, users.info and user_change, by which we know a sender",
}

# The kinds of conversation in which we use such a method; direct messages alone where nothing is said.
CHANNELS = ("channels", "groups")
WHERE = {
    "conversations.info": CHANNELS,
    "conversations.members": CHANNELS,
    "conversations.history": ("im", *CHANNELS),
    "conversations.replies": ("im", *CHANNELS),
}


@pytest.fixture
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = parse((ROOT / "manifest.yml").read_text())
    return loaded


def called_methods() -> set[str]:
    """Every Web API method that bot/ calls: `client.chat_postMessage(` is chat.postMessage."""
    sources = "\n".join(path.read_text() for path in (ROOT / "bot").rglob("*.py"))
    return {
        f"{family}.{(group or '').replace('_', '.')}{name}" for family, group, name in CALL.findall(sources)
    }


@pytest.fixture
def http_manifest() -> dict[str, Any]:
    """The manifest of HTTP mode, made as the manifest's first lines say."""
    text = (ROOT / "manifest.yml").read_text()
    [command] = re.findall(r"^#   (sed .*) manifest\.yml$", text, re.MULTILINE)
    made = subprocess.run(
        [*shlex.split(command), ROOT / "manifest.yml"], capture_output=True, text=True, check=True
    )
    loaded: dict[str, Any] = parse(made.stdout)
    return loaded


def problems(manifest: dict[str, Any]) -> list[str]:
    schema = json.loads((REFERENCE / "manifest.schema.2.0.0.json").read_text())
    return [error.message for error in Draft7Validator(schema).iter_errors(manifest)]


def test_slack_takes_the_manifest(manifest: dict[str, Any]) -> None:
    assert problems(manifest) == []


def test_in_http_mode_it_says_where_we_listen_and_nothing_else_differs(
    manifest: dict[str, Any], http_manifest: dict[str, Any]
) -> None:
    assert problems(http_manifest) == []
    events, settings = f"https://YOUR.HOST{PATH}", http_manifest["settings"]
    assert http_manifest["features"]["slash_commands"][0].pop("url") == events
    assert settings["event_subscriptions"].pop("request_url") == events
    assert settings["interactivity"].pop("request_url") == events
    assert settings["interactivity"].pop("message_menu_options_url") == events
    redirects = http_manifest["oauth_config"].pop("redirect_urls")
    assert redirects == [f"https://YOUR.HOST{REDIRECT_PATH}"]
    assert settings.pop("socket_mode_enabled") is False
    assert manifest["settings"].pop("socket_mode_enabled") is True
    assert http_manifest == manifest


def test_what_an_installation_asks_for_is_what_the_manifest_does(manifest: dict[str, Any]) -> None:
    assert list(SCOPES) == manifest["oauth_config"]["scopes"]["bot"]


def test_commands_and_shortcuts_are_those_we_answer(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == list(Command)
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == list(Shortcut)


def test_events_are_those_we_listen_to(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == sorted(Event)


def test_scopes_are_those_our_calls_and_events_need(manifest: dict[str, Any]) -> None:
    methods = json.loads((REFERENCE / "methods-for-mail-bot.json").read_text())["methods"]
    granted = set(manifest["oauth_config"]["scopes"]["bot"])
    needed = set(OTHER_REASONS) | {"im:history"}  # message.im is an event of im:history
    called = called_methods()
    assert {"chat.postMessage", "views.open", "users.list"} <= called
    for method in called:
        # Where a method takes one of several scopes, one for a kind of conversation: those it is called for.
        scopes = methods[method]["bot_scopes"]
        kinds = [scope for scope in scopes if scope.split(":")[0] in WHERE.get(method, ("im",))]
        needed |= set(kinds or scopes)
    assert granted == needed


def test_every_interaction_comes_over_socket_mode(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert manifest["features"]["app_home"]["home_tab_enabled"]
    assert manifest["features"]["app_home"]["messages_tab_enabled"]
