"""The sandbox grants what the app's manifest asks for."""

from pathlib import Path

import pytest

from tests.sandbox import SCOPES
from tests.sandbox.manifest import parse, settings_of, visitor_settings

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
TEXT = """\
# a comment
features:
  app_home:
    home_tab_enabled: true
  slash_commands:
    - command: /mail   # another
      description: "Your address: and help"
      should_escape: false
    - command: /other
oauth_config:
  scopes:
    bot:
      - chat:write
      - users:read.email
settings:
  socket_mode_enabled: true
"""


def test_maps_lists_and_scalars_are_read() -> None:
    told = parse(TEXT)
    first = {"command": "/mail", "description": "Your address: and help", "should_escape": False}
    assert told["features"]["slash_commands"] == [first, {"command": "/other"}]
    assert told["oauth_config"]["scopes"]["bot"] == ["chat:write", "users:read.email"]
    assert told["settings"] == {"socket_mode_enabled": True}


def test_what_is_not_a_manifest_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="not understood"):
        parse("features:\n  what is this\n")


def test_a_workspace_grants_what_the_manifest_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(TEXT)
    settings = settings_of(path)
    assert settings.scopes == ("chat:write", "users:read.email")
    assert (settings.command, settings.home_tab, settings.messages_tab) == ("/mail", True, False)
    assert settings.events == frozenset()


def test_our_own_manifest_is_understood() -> None:
    settings = settings_of(MANIFEST)
    assert settings.command == "/bcc"
    assert {"chat:write", "commands"} <= set(settings.scopes)
    assert settings.home_tab
    assert all(shortcut["callback_id"] for shortcut in settings.shortcuts)


def test_a_visitor_may_try_more_than_the_app_needs() -> None:
    settings = visitor_settings(MANIFEST)
    assert set(settings.scopes) >= {*SCOPES, *settings_of(MANIFEST).scopes}
    assert settings.shortcuts == settings_of(MANIFEST).shortcuts
