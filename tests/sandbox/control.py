"""The control interface: what tests, scripts and the page can do and see. JSON in and out."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import forms, interactions, people
from .forms import FormRefused
from .http_events import HttpEvents, Urls
from .installation import install, uninstall
from .messages import shown
from .refused import NotPossible
from .shapes import user_json, view_json
from .state import JSON, Channel, User
from .world import World

Doing = Callable[[World, JSON], Awaitable[Any]]


class Control:
    """The rows of the control interface that concern Slack."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Where each row is served."""
        return [
            web.get("/sandbox/state", self._get_state),
            web.get("/sandbox/messages", self._get_messages),
            web.get("/sandbox/calls", self._get_calls),
            web.get("/sandbox/views", self._get_views),
            web.get("/sandbox/home", self._get_home),
            web.post("/sandbox/users", self._doing(add_user)),
            web.patch("/sandbox/users/{id}", self._doing(change_user)),
            web.post("/sandbox/channels", self._doing(add_channel)),
            web.patch("/sandbox/channels/{id}", self._doing(change_channel)),
            web.post("/sandbox/command", self._doing(interactions.run_command)),
            web.post("/sandbox/action", self._doing(interactions.act)),
            web.post("/sandbox/suggest", self._doing(interactions.suggest)),
            web.post("/sandbox/shortcut", self._doing(interactions.use_shortcut)),
            web.post("/sandbox/input", self._doing(type_in)),
            web.post("/sandbox/submit", self._doing(forms.submit)),
            web.post("/sandbox/close", self._doing(forms.close)),
            web.post("/sandbox/open_home", self._doing(open_home)),
            web.post("/sandbox/say", self._doing(say)),
            web.post("/sandbox/faults", self._doing(order_fault)),
            web.post("/sandbox/app", self._doing(set_app)),
            web.post("/sandbox/install", self._doing(install_app)),
            web.post("/sandbox/uninstall", self._doing(uninstall_app)),
        ]

    def _doing(self, work: Doing) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that does the work with the request's JSON; what a person can't do is a 400."""

        async def handle(request: web.Request) -> web.Response:
            try:
                wanted = await request.json() if request.body_exists and await request.read() else {}
            except ValueError:
                return web.json_response({"error": "the body is not JSON"}, status=400)
            if not isinstance(wanted, dict):
                return web.json_response({"error": "the body must be a JSON object"}, status=400)
            if "id" in request.match_info:
                wanted["id"] = request.match_info["id"]
            try:
                return web.json_response(await work(self._world, wanted))
            except FormRefused as refusal:
                return web.json_response({"error": str(refusal), "errors": refusal.errors}, status=400)
            except (NotPossible, ValueError) as refusal:
                return web.json_response({"error": str(refusal)}, status=400)

        return handle

    async def _get_state(self, _: web.Request) -> web.Response:
        world = self._world
        team, credentials = world.team, world.credentials
        return web.json_response(
            {
                "team": {"id": team.id, "name": team.name, "domain": team.domain, "url": team.url},
                "users": [user_row(world, user) for user in team.people],
                "channels": [channel_row(world, channel) for channel in team.channels.values()],
                "app": {
                    "id": team.app_id,
                    "name": team.users[team.bot_user_id].real_name,
                    "bot_id": team.bot_id,
                    "bot_user_id": team.bot_user_id,
                    "bot_token": credentials.bot_token,
                    "app_token": credentials.app_token,
                    "signing_secret": credentials.signing_secret,
                    "client_id": credentials.client_id,
                    "client_secret": credentials.client_secret,
                    "scopes": list(world.settings.scopes),
                    "command": world.settings.command,
                    "shortcuts": list(world.settings.shortcuts),
                    "connections": world.delivery.sockets.count,
                },
            }
        )

    async def _get_messages(self, request: web.Request) -> web.Response:
        team = self._world.team
        channel = (
            team.direct_message(request.query["user"])
            if "user" in request.query
            else team.channels.get(request.query.get("channel", ""))
        )
        if channel is None and "user" not in request.query:
            return web.json_response({"error": "channel_not_found"}, status=404)
        return web.json_response(messages_of(channel) if channel else [])

    async def _get_calls(self, request: web.Request) -> web.Response:
        since = request.query.get("since") or "0"
        if not since.isdigit():
            return web.json_response({"error": "since must be a number"}, status=400)
        records = self._world.records.since(int(since))
        if request.query.get("invalid"):
            records = [record for record in records if record.invalid]
        return web.json_response([record.as_json() for record in records])

    async def _get_views(self, request: web.Request) -> web.Response:
        stack = self._world.team.stacks.get(request.query.get("user", ""), [])
        return web.json_response([view_json(self._world.team, view) for view in stack])

    async def _get_home(self, request: web.Request) -> web.Response:
        home = self._world.team.homes.get(request.query.get("user", ""))
        return web.json_response(view_json(self._world.team, home) if home else None)


def user_row(world: World, user: User) -> JSON:
    """A user as the state shows one."""
    full = user_json(world.team, user, locale=True)
    own = {"id": user.id, "name": user.real_name, "handle": user.name, "email": user.email, "tz": user.tz}
    flags = (
        "is_admin",
        "is_owner",
        "is_bot",
        "is_restricted",
        "is_ultra_restricted",
        "is_stranger",
        "deleted",
    )
    own |= {"locale": user.locale, "tz_offset": full.get("tz_offset", 0)}
    return own | {flag: getattr(user, flag) for flag in flags}


def channel_row(world: World, channel: Channel) -> JSON:
    """A conversation as the state shows one."""
    row: JSON = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.kind == "private",
        "is_im": channel.kind == "im",
        "members": channel.members,
        "is_ext_shared": channel.is_ext_shared,
        "is_archived": channel.is_archived,
        "is_member": world.team.bot_user_id in channel.members,
    }
    return row | ({"user": channel.user} if channel.kind == "im" else {})


def messages_of(channel: Channel) -> list[JSON]:
    """All messages oldest first, each with its thread's replies; ephemeral ones carry their user."""
    rows = []
    ephemerals = [{**each, "ephemeral_user": each["ephemeral"]} for each in channel.ephemerals]
    threads = channel.threads()
    for message in channel.top_level():
        own = threads.get(message["ts"], [])
        row = shown(channel, message, metadata=True, replies=own)
        replies = [shown(channel, reply, metadata=True, replies=[]) for reply in own]
        replies += [each for each in ephemerals if each.get("thread_ts") == message["ts"] != each["ts"]]
        rows.append({**row, "replies": sorted(replies, key=lambda each: str(each["ts"]))})
    loose = [each for each in ephemerals if each.get("thread_ts") not in channel.messages]
    return sorted([*rows, *({**each, "replies": []} for each in loose)], key=lambda each: str(each["ts"]))


async def add_user(world: World, told: JSON) -> JSON:
    """POST /sandbox/users"""
    return user_row(world, people.add_user(world, told))


async def change_user(world: World, told: JSON) -> JSON:
    """PATCH /sandbox/users/ID"""
    return user_row(world, people.change_user(world, str(told.pop("id")), told))


async def add_channel(world: World, told: JSON) -> JSON:
    """POST /sandbox/channels"""
    return channel_row(world, people.add_channel(world, told))


async def change_channel(world: World, told: JSON) -> JSON:
    """PATCH /sandbox/channels/ID"""
    return channel_row(world, people.change_channel(world, str(told["id"]), told))


async def type_in(world: World, wanted: JSON) -> JSON:
    """POST /sandbox/input: type into a view without sending it"""
    view = forms.view_of(world, wanted)
    forms.enter(world, view, wanted.get("values"))
    return {"state": {"values": view.values}}


async def open_home(world: World, wanted: JSON) -> JSON:
    """POST /sandbox/open_home"""
    return people.open_home(world, wanted)


async def say(world: World, wanted: JSON) -> JSON:
    """POST /sandbox/say"""
    return people.say(world, wanted)


async def order_fault(world: World, wanted: JSON) -> JSON:
    """POST /sandbox/faults"""
    if wanted.get("socket") == "disconnect":
        await world.delivery.sockets.disconnect(str(wanted.get("reason", "refresh_requested")))
        return {"ok": True}
    if wanted.get("clear"):
        world.faults.pending.clear()
        return {"ok": True}
    world.faults.order(wanted)
    return {"ok": True}


async def set_app(world: World, wanted: JSON) -> JSON:
    """POST /sandbox/app: an HTTP address for the app, or null for Socket Mode again"""
    if "request_url" in wanted:
        if not wanted["request_url"]:
            world.delivery.ways.http = None
            return {"ok": True}
        http = HttpEvents(world, Urls.of(wanted), world.http_session)
        if wanted.get("verify", True) and (problem := await http.verify()):
            raise NotPossible(problem)
        world.delivery.ways.http = http
    return {"ok": True}


async def install_app(world: World, _: JSON) -> JSON:
    """POST /sandbox/install: an admin installs the app again"""
    install(world)
    return {"bot_token": world.credentials.bot_token}


async def uninstall_app(world: World, _: JSON) -> JSON:
    """POST /sandbox/uninstall: an admin takes the app out of the workspace"""
    uninstall(world)
    return {"ok": True}
