"""Reads an app's manifest, so that the workspace grants what the app asks for and not a scope more.

Only the plain YAML that manifests are written in: nested maps, lists, and scalars on one line.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from .state import JSON
from .world import SCOPES, Settings

LINE = re.compile(r"^(?P<indent> *)(?P<dash>- +)?(?:(?P<key>[\w.-]+):(?: +|$))?(?P<value>.*)$")
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}


def scalar(text: str) -> Any:
    """The value that a scalar spells."""
    text = text.strip()
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    text = text.partition(" #")[0].strip()
    return int(text) if text.isdigit() else WORDS.get(text, text)


def parse(text: str) -> Any:
    """The maps and lists of a manifest."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    value, rest = block(lines, 0)
    if rest:
        raise ValueError(f"not understood: {rest[0]!r}")
    return value


def depth(line: str) -> int:
    """How far the line is indented."""
    return len(line) - len(line.lstrip())


def block(lines: list[str], indent: int) -> tuple[Any, list[str]]:
    """The value of the lines at that depth or deeper, and the lines after it."""
    if lines and lines[0].lstrip().startswith("- "):
        return sequence(lines, indent)
    values: JSON = {}
    while lines and depth(lines[0]) == indent and not lines[0].lstrip().startswith("- "):
        found = LINE.match(lines[0])
        if found is None or found["key"] is None:
            raise ValueError(f"not understood: {lines[0]!r}")
        lines = lines[1:]
        if found["value"].strip():
            values[found["key"]] = scalar(found["value"])
        elif lines and (
            depth(lines[0]) > indent or (depth(lines[0]) == indent and lines[0].lstrip()[0] == "-")
        ):
            values[found["key"]], lines = block(lines, depth(lines[0]))
        else:
            values[found["key"]] = None
    return values, lines


def sequence(lines: list[str], indent: int) -> tuple[list[Any], list[str]]:
    """The list whose dashes stand at that depth, and the lines after it."""
    values: list[Any] = []
    while lines and depth(lines[0]) == indent and lines[0].lstrip().startswith("- "):
        item = lines[0].replace("- ", "  ", 1)
        found = LINE.match(item)
        if found is not None and found["key"] is not None and not item.lstrip().startswith('"'):
            value, lines = block([item, *lines[1:]], depth(item))
            values.append(value)
        else:
            values.append(scalar(item))
            lines = lines[1:]
    return values, lines


def settings_of(manifest: Path, **more: Any) -> Settings:
    """The settings of a workspace in which the app with that manifest is installed."""
    told = parse(manifest.read_text())
    features, settings = told.get("features", {}), told.get("settings", {})
    home = features.get("app_home", {})
    commands = features.get("slash_commands") or [{"command": "/bcc"}]
    shortcuts = [
        {key: each.get(key) for key in ("type", "name", "callback_id", "description")}
        for each in features.get("shortcuts") or ()
    ]
    return Settings(
        scopes=tuple(told["oauth_config"]["scopes"]["bot"]),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events") or ()),
        command=commands[0]["command"],
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        shortcuts=tuple(shortcuts),
        **more,
    )


def visitor_settings(manifest: Path) -> Settings:
    """As the manifest says, and the sandbox's own scopes too: visitors may try more than our app needs."""
    settings = settings_of(manifest)
    scopes = dict.fromkeys((*settings.scopes, *SCOPES))
    return replace(settings, scopes=tuple(scopes), events=None)
