"""Keeps who has which modals open, and their home tabs."""

import secrets

from .inputs import initial_values
from .messages import with_ids
from .refused import Refused
from .state import JSON, View
from .world import World

MOST_VIEWS = 3


def new_hash(world: World) -> str:
    """A hash no view had before."""
    return f"{int(world.clock())}.{secrets.token_hex(4)}"


def check_external_id(world: World, body: JSON, view: View | None = None) -> None:
    """An external_id may be in use by one view of the workspace only."""
    wanted = body.get("external_id")
    if wanted and any(
        each is not view and each.body.get("external_id") == wanted for each in world.team.views()
    ):
        raise Refused("duplicate_external_id")


def make(world: World, user: str, body: JSON, *, parent: View | None = None, channel: str = "") -> View:
    """A view with ids filled in and its inputs at their initial values; not shown yet."""
    body = {**body, "blocks": with_ids(world.team, body["blocks"])}
    view_id = world.team.ids.next("V")
    view = View(view_id, user, body, new_hash(world), view_id, origin_channel=channel)
    if parent:
        view.root_id, view.previous_id = parent.root_id, parent.id
        view.origin_channel = parent.origin_channel
    view.values = initial_values(body["blocks"], current=view.origin_channel)
    return view


def open_modal(world: World, user: str, body: JSON, channel: str = "") -> View:
    """Show the modal to the user, in place of what was open."""
    check_external_id(world, body)
    view = make(world, user, body, channel=channel)
    world.team.stacks[user] = [view]
    changed(world, view)
    return view


def push_modal(world: World, user: str, body: JSON) -> View:
    """Put the modal over the one that is open."""
    stack = world.team.stacks.get(user) or []
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    check_external_id(world, body)
    view = make(world, user, body, parent=stack[-1])
    stack.append(view)
    changed(world, view)
    return view


def update_view(world: World, view: View, body: JSON) -> None:
    """Show something else in the view; what was typed stays where block_id and action_id stay."""
    check_external_id(world, body, view)
    view.faded.append(view.body["blocks"])
    view.body = {**body, "blocks": with_ids(world.team, body["blocks"])}
    view.values = initial_values(view.body["blocks"], view.values, view.origin_channel)
    view.hash = new_hash(world)
    changed(world, view)


def publish_home(world: World, user: str, body: JSON) -> View:
    """Show the home tab to the user; it is the same view every time."""
    view = world.team.homes.get(user)
    check_external_id(world, body, view)
    if view is None:
        view = world.team.homes[user] = make(world, user, body)
        changed(world, view)
    else:
        update_view(world, view, body)
    return view


def close_view(world: World, view: View, *, all_of_them: bool = False) -> None:
    """Take the view off the user's screen, and with `all_of_them` the whole stack."""
    stack = world.team.stacks.get(view.user, [])
    if all_of_them:
        stack.clear()
    elif view in stack:
        del stack[stack.index(view) :]
    world.stream.publish("view", user=view.user, view_id=view.id, closed=True)


def changed(world: World, view: View) -> None:
    """Tell the page."""
    kind = "home" if view.body["type"] == "home" else "view"
    world.stream.publish(kind, user=view.user, view_id=view.id, closed=False)
