"""Modals and home tabs from the person's side: type, submit, close."""

from typing import Any

from .inputs import client_problems, entered, find
from .interactions import invalid, member, suggested
from .menus import check_choice
from .payloads import interaction, response_url
from .refused import NotPossible, Refused, invalid_view
from .shapes import view_json
from .state import JSON, View
from .validate import check_view
from .validate.payloads import view_too_large
from .views_stack import close_view, push_modal, update_view
from .webapi.content import image_problems
from .world import World


class FormRefused(NotPossible):
    """Slack's client does not send the form; a text for each input block that is wrong."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{block_id}: {text}" for block_id, text in errors.items()))
        self.errors = errors


def view_of(world: World, wanted: JSON) -> View:
    """The view the person has open."""
    user_id = member(world, str(wanted.get("user", "")))
    view = world.team.view(str(wanted.get("view_id", "")))
    if view is None or view.user != user_id:
        raise NotPossible(f"the user has no view {wanted.get('view_id')!r} open")
    return view


def top_modal(world: World, wanted: JSON) -> View:
    """The modal that lies on top of the person's stack: the others can't be reached."""
    view = view_of(world, wanted)
    stack = world.team.stacks.get(view.user, [])
    if not stack or stack[-1] is not view:
        raise NotPossible("the view is not on top")
    return view


def enter(world: World, view: View, values: Any) -> None:
    """Type the values into the view's inputs."""
    if not isinstance(values, dict) or not all(isinstance(block, dict) for block in values.values()):
        raise NotPossible("values are {block_id: {action_id: value}}")
    for block_id, block_values in values.items():
        for action_id, value in block_values.items():
            _, element = find(view.body["blocks"], action_id, block_id)
            if block_id not in view.values or action_id not in view.values[block_id]:
                raise NotPossible(f"nothing can be entered into {action_id!r}")
            ids = {"block_id": block_id, "action_id": action_id}
            known = [*suggested(world, view.user, ids), *initial_options(element)]
            entry = entered(element, value, known)
            check_choice(world, view.user, element, entry)
            view.values[block_id][action_id] = entry


def initial_options(element: JSON) -> list[JSON]:
    """The options the element came with already chosen."""
    return [
        *([element["initial_option"]] if "initial_option" in element else ()),
        *element.get("initial_options", ()),
    ]


async def submit(world: World, wanted: JSON) -> JSON:
    """Press the modal's submit button."""
    view = top_modal(world, wanted)
    enter(world, view, wanted.get("values") or {})
    if "submit" not in view.body or view.body.get("submit_disabled"):
        raise NotPossible("the view has no submit button to press")
    if errors := client_problems(view.body["blocks"], view.values):
        raise FormRefused(errors)
    payload = interaction(world, "view_submission", view.user) | {
        "trigger_id": world.triggers.issue(view.user, view_id=view.id, channel=view.origin_channel),
        "view": view_json(world.team, view),
        "response_urls": list(response_urls(world, view)),
    }
    ack = await world.delivery.interact("interactive", payload)
    if ack.error:
        return {"ack_ms": ack.ms, "response_action": None, "errors": None, "error": ack.error}
    try:
        done, shown = obey(world, view, ack.body)
    except Refused as refusal:
        messages = refusal.fields.get("response_metadata", {}).get("messages", [refusal.error])
        refused = invalid("invalid_response_action", messages)
        world.records.add("ack", {"type": "view_submission", "answer": ack.body}, 200, refused)
        return {"ack_ms": ack.ms, "response_action": None, "errors": None, **refused}
    return {"ack_ms": ack.ms, "response_action": done, "errors": shown}


def response_urls(world: World, view: View) -> list[JSON]:
    """A response_url for each conversation chosen in a menu that asked for one."""
    urls = []
    for block in view.body["blocks"]:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        entry = view.values[block["block_id"]][element["action_id"]]
        channel_id = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel := world.team.channels.get(str(channel_id)):
            url = response_url(world, "app", view.user, channel)
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append(ids | {"channel_id": channel.id, "response_url": url})
    return urls


def obey(world: World, view: View, body: Any) -> tuple[str | None, dict[str, str] | None]:
    """Do what the acknowledgement says; the response_action and the errors shown."""
    if body in (None, "", {}):
        close_view(world, view)
        return None, None
    if not isinstance(body, dict):
        raise Refused("the body must be a JSON object")
    match body.get("response_action"):
        case "clear":
            close_view(world, view, all_of_them=True)
        case "errors":
            return "errors", shown_errors(view, body.get("errors"))
        case "update":
            update_view(world, view, answered_view(world, body))
        case "push":
            push_modal(world, view.user, answered_view(world, body))
        case None:
            close_view(world, view)
            return None, None
        case other:
            raise Refused(f"unknown response_action: {other}")
    return body["response_action"], None


def shown_errors(view: View, errors: Any) -> dict[str, str]:
    """The errors under the form's inputs; each must belong to an input block."""
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("errors must be an object of block_id and text")
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise Refused(f"errors name {block_id!r}, which is no input block of the view")
        if not isinstance(text, str) or not text:
            raise Refused(f"the error of {block_id!r} must be a text")
    return errors


def answered_view(world: World, body: JSON) -> JSON:
    """The view of an acknowledgement, checked as views.* would."""
    view = body.get("view")
    if problems := check_view(view, kinds=("modal",)):
        raise invalid_view(problems)
    assert isinstance(view, dict)
    if view_too_large(view):
        raise Refused("view_too_large")
    if images := image_problems(world.team, view["blocks"], "/view/blocks"):
        raise invalid_view(images)
    return view


async def close(world: World, wanted: JSON) -> JSON:
    """Press Cancel, which closes one view, or with `all` the x, which closes them all."""
    view = top_modal(world, wanted)
    everything = bool(wanted.get("all") or wanted.get("clear")) or bool(view.body.get("clear_on_close"))
    told = world.team.stacks[view.user][0] if everything else view
    close_view(world, view, all_of_them=everything)
    if not told.body.get("notify_on_close"):
        return {"ack_ms": None}
    payload = interaction(world, "view_closed", view.user)
    payload |= {"view": view_json(world.team, told), "is_cleared": everything}
    ack = await world.delivery.interact("interactive", payload)
    return {"ack_ms": ack.ms} | ({"error": ack.error} if ack.error else {})
