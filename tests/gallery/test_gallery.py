"""No modal and no home tab without its picture, and every picture one that Slack would show."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import bot.views
from bot.at_home import Step
from bot.ids import View
from bot.settled import Section
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.gallery.scene import Scene
from tests.gallery.scenes import SCENES, TOPICS

VIEWS = Path(bot.views.__file__).parent
MAKERS = {"modal", "_modal", "home"}
THEMSELVES = {"blocks.modal", "blocks.home"}  # what the views are built with
SURFACES = {"modal": "modal_view", "home": "home_view"}


def makers() -> set[str]:
    """Every function of the views that makes a modal or a home tab, as "module.function"."""
    return {
        f"{path.stem}.{function.name}"
        for path in VIEWS.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and any(map(_makes, ast.walk(function)))
    } - THEMSELVES


def _makes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MAKERS


@contextmanager
def watched(ran: set[str]) -> Iterator[None]:
    """Notes which functions of the views run inside."""
    seen: set[CodeType] = set()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if _calls(frame, event) else None)
    try:
        yield
    finally:
        sys.setprofile(before)
    files = ((Path(code.co_filename), code.co_name) for code in seen)
    ran |= {f"{path.stem}.{name}" for path, name in files if path.parent == VIEWS}


def _calls(frame: FrameType, event: str) -> bool:
    return event == "call" and "views" in frame.f_code.co_filename


@pytest.fixture(scope="module")
def shown() -> dict[str, dict[str, Any]]:
    """Every scene's view by its name."""
    return {scene.name: scene.view() for scene in SCENES}


def test_every_function_that_makes_a_modal_or_home_has_a_scene() -> None:
    ran: set[str] = set()
    with watched(ran):
        for scene in SCENES:
            scene.view()
    assert len(makers()) > 25
    assert makers() - ran == set()


def test_every_kind_of_view_step_and_section_has_a_scene(shown: dict[str, dict[str, Any]]) -> None:
    assert set(View) - {view.get("callback_id") for view in shown.values()} == set()
    forms = {
        view["private_metadata"] for view in shown.values() if view.get("callback_id") == View.ADMIN_FORM
    }
    assert forms == set(Section)
    homes = [said(view) for view in shown.values() if view["type"] == "home"]
    for step in Step:
        mark = "" if step is Step.DONE else f"step {step.value} of 3"
        assert any(mark in text and ("Getting started" in text) is bool(mark) for text in homes), step


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_slack_takes_it(scene: Scene, shown: dict[str, dict[str, Any]]) -> None:
    view = shown[scene.name]
    assert refusals(SURFACES[view["type"]], view) == []


def test_every_picture_has_a_name_of_its_own() -> None:
    names = [scene.name for scene in SCENES]
    assert len(names) == len(set(names)) == sum(map(len, TOPICS.values()))
    assert all(name.replace("-", "").isascii() and name == name.lower() for name in names)
    assert all(scene.caption.endswith((".", "…")) for scene in SCENES)


def test_no_two_lines_between_the_parts_of_a_home_tab(shown: dict[str, dict[str, Any]]) -> None:
    for name, view in shown.items():
        kinds = [block["type"] for block in view["blocks"]]
        assert ("divider", "divider") not in pairwise(kinds), name


def test_no_two_pictures_show_the_same(shown: dict[str, dict[str, Any]]) -> None:
    texts: dict[str, str] = {}
    for name, view in shown.items():
        assert (twin := texts.setdefault(str(view), name)) == name, twin
