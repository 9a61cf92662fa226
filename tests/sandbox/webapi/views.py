"""views.*: modals and home tabs."""

from collections.abc import Callable
from typing import Any

from tests.sandbox.refused import Refused, invalid_arguments, invalid_view
from tests.sandbox.shapes import view_json
from tests.sandbox.state import JSON, View
from tests.sandbox.triggers import Trigger
from tests.sandbox.validate import Problem, check_blocks, check_view
from tests.sandbox.validate.payloads import view_too_large
from tests.sandbox.views_stack import open_modal, publish_home, push_modal, update_view
from tests.sandbox.world import Call

from .content import image_problems


def read_view(call: Call, *kinds: str) -> JSON:
    """The view of the arguments, checked as strictly as Slack does."""
    view: Any = call.args.get("view")
    if view_too_large(view):
        raise Refused("view_too_large")
    if problems := check_view(view, kinds=kinds):
        raise invalid_view(problems)
    if problems := image_problems(call.team, view["blocks"], "/view/blocks"):
        raise invalid_view([Problem("failed to match all allowed schemas", "/view"), *problems])
    return dict(view)


def use_trigger(call: Call) -> Trigger:
    """The interaction that lets the app open a view now; used up by this."""
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return call.world.triggers.exchange(trigger_id)


async def open_view(call: Call) -> JSON:
    """views.open"""
    body = read_view(call, "modal")
    trigger = use_trigger(call)
    view = open_modal(call.world, trigger.user, body, trigger.channel)
    return {"view": view_json(call.team, view)}


async def push(call: Call) -> JSON:
    """views.push: only from inside an open modal"""
    body = read_view(call, "modal")
    trigger = use_trigger(call)
    if call.team.modal(trigger.view_id) is None:
        raise Refused("not_found")
    return {"view": view_json(call.team, push_modal(call.world, trigger.user, body))}


def check_hash(call: Call, view: View | None) -> None:
    """Refuse a change that was made in view of something older."""
    if call.text("hash") and (view is None or call.text("hash") != view.hash):
        raise Refused("hash_conflict")


async def update(call: Call) -> JSON:
    """views.update"""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id")
    body = read_view(call, "modal", "home")
    wanted = (view for view in call.team.views() if view.body.get("external_id") == external_id)
    view = call.team.view(view_id) if view_id else next(wanted, None)
    if view is None:
        raise Refused("not_found")
    if view.body["type"] != body["type"]:
        raise invalid_arguments("view type can not be changed [json-pointer:/view/type]")
    check_hash(call, view)
    update_view(call.world, view, body)
    return {"view": view_json(call.team, view)}


async def publish(call: Call) -> JSON:
    """views.publish"""
    if not call.world.settings.home_tab:
        raise Refused("not_enabled")
    user = call.team.users.get(call.text("user_id"))
    if user is None or user.deleted or user.is_bot:
        raise Refused("user_not_found")
    body = read_view(call, "home")
    check_hash(call, call.team.homes.get(user.id))
    return {"view": view_json(call.team, publish_home(call.world, user.id, body))}


async def validate(call: Call) -> JSON:
    """blocks.validate: says what is wrong with blocks, a message or a view, and shows nothing"""
    given = [name for name in ("blocks", "view", "message") if call.args.get(name) not in (None, "")]
    if len(given) != 1:
        words = "must provide exactly one of `blocks`, `view`, or `message`"
        raise Refused("invalid_arguments", response_metadata={"messages": [words]})
    [name] = given
    value = call.args[name]
    problems = CHECKS[name](value)
    if problems:
        raise Refused(f"invalid_{name}", errors=[problem.detail() for problem in problems])
    return {}


def blocks_problems(value: Any, pointer: str = "") -> list[Problem]:
    """The problems of a blocks array that stands at the pointer."""
    if not isinstance(value, list):
        return [Problem("must provide an array", pointer, "invalid_type")]
    error, problems = check_blocks(value, pointer)
    return problems or ([Problem(error, pointer)] if error else [])


def message_problems(value: Any) -> list[Problem]:
    """The problems of a message's blocks."""
    if not isinstance(value, dict):
        return [Problem("must provide an object", "", "invalid_type")]
    return blocks_problems(value.get("blocks", []), "/blocks")


def view_problems(value: Any) -> list[Problem]:
    """The problems of a view, without the general one that views.open begins with."""
    problems = check_view(value, "")
    return problems[1:] or problems


CHECKS: dict[str, Callable[[Any], list[Problem]]] = {
    "blocks": blocks_problems,
    "message": message_problems,
    "view": view_problems,
}
