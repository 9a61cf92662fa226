"""The gate of the Web API: every call passes faults, token, scopes, limits and arguments, and is recorded."""

import asyncio
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .arguments import check_arguments, read_arguments
from .faults import Fault, hang
from .methods import Method, method_table
from .refused import Refused
from .state import JSON
from .webapi.common import target
from .world import Call, World

HTTP_STATES = {"revoked": "token_revoked", "uninstalled": "account_inactive"}


class WebApi:
    """Answers `/api/METHOD` as Slack does, for every workspace the app is installed in."""

    def __init__(self, world: World, family: list["WebApi"]) -> None:
        self._world = world
        self._family = family
        family.append(self)
        self._methods: Mapping[str, Method] = method_table()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        try:
            args, warnings = await read_arguments(request)
        except Refused as refusal:
            return self._answer(name, {}, refusal.body(), [])
        in_json = request.content_type == "application/json"  # there the header alone may carry it
        token = bearer(request) or ("" if in_json else str(args.get("token") or ""))
        args.pop("token", None)
        args = basic_credentials(request) | args
        api = next((each for each in self._family if each._owns(token, args)), self)
        return await api._serve(request, name, args, token, warnings)

    def _owns(self, token: str, args: JSON) -> bool:
        """Whether the bot token, or the code to install with, is of this workspace."""
        return token in self._world.credentials.states or self._world.codes.holds(str(args.get("code")))

    async def _serve(
        self, request: web.Request, name: str, args: JSON, token: str, warnings: list[str]
    ) -> web.StreamResponse:
        fault = self._world.faults.take(name)
        if fault and (early := await self._strike(request, name, args, fault)):
            return early
        try:
            body = {"ok": True, **await self._call(name, args, token)}
        except RateLimited as limited:
            return self._too_many(name, args, limited.seconds)
        except Refused as refusal:
            body = refusal.body()
        answer = self._answer(name, args, body, warnings)
        if fault and fault.kind == "accept_then_drop":
            await hang(request, self._world.settings.hang_seconds)
        return answer

    async def _call(self, name: str, args: JSON, token: str) -> JSON:
        method = self._methods.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(method, token)
        if method.scopes and not set(method.scopes) & set(self._world.settings.scopes):
            provided = ",".join(self._world.settings.scopes)
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=provided)
        call = Call(self._world, name, args, token)
        wait = self._world.limits.retry_after(name, method.tier, limited_channel(call))
        if wait:
            raise RateLimited(wait)
        check_arguments(args, method.required)
        return await method.handler(call)

    def _check_token(self, method: Method, token: str) -> None:
        if method.token == "none":
            return
        credentials = self._world.credentials
        if not token:
            raise Refused("not_authed")
        if token != credentials.app_token and token not in credentials.states:
            raise Refused("invalid_auth")
        if (token == credentials.app_token) != (method.token == "app"):
            raise Refused("not_allowed_token_type")
        state = credentials.states.get(token, "active")
        if state != "active":
            raise Refused(HTTP_STATES[state])

    async def _strike(
        self, request: web.Request, name: str, args: JSON, fault: Fault
    ) -> web.StreamResponse | None:
        """The answer the fault gives in Slack's place; None when the call goes on."""
        match fault.kind:
            case "ratelimited":
                return self._too_many(name, args, fault.retry_after, injected=True)
            case "error":
                return self._answer(name, args, {"ok": False, "error": fault.name}, [], injected=True)
            case "http500":
                self._world.records.add(name, args, 500, "Internal Server Error", injected=True)
                return web.Response(status=500, text="Internal Server Error")
            case "timeout":
                self._world.records.add(name, args, 0, None, injected=True)
                await hang(request, self._world.settings.hang_seconds)
                return web.Response(status=504)
            case "delay":
                await asyncio.sleep(fault.ms / 1000)
        return None

    def _answer(
        self, name: str, args: JSON, body: JSON, warnings: list[str], *, injected: bool = False
    ) -> web.Response:
        if warnings and body["ok"]:
            metadata = {**body.get("response_metadata", {}), "warnings": warnings}
            body |= {"warning": ",".join(warnings), "response_metadata": metadata}
        self._world.records.add(name, args, 200, body, injected=injected)
        method = self._methods.get(name)
        headers = {"x-slack-req-id": self._world.team.ids.next("req").lower()}
        if method and method.token == "bot":
            headers["x-oauth-scopes"] = ",".join(self._world.settings.scopes)
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        return web.json_response(body, headers=headers)

    def _too_many(self, name: str, args: JSON, seconds: int, *, injected: bool = False) -> web.Response:
        body = {"ok": False, "error": "ratelimited"}
        self._world.records.add(name, args, 429, body, injected=injected)
        return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


class RateLimited(Exception):
    """The call came too soon."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


def bearer(request: web.Request) -> str:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def basic_credentials(request: web.Request) -> JSON:
    """The client id and secret of HTTP Basic authentication, as oauth.* methods take them too."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": client_secret}


def limited_channel(call: Call) -> str:
    """The conversation whose own limit a message counts against."""
    value: Any = call.args.get("channel")
    if call.method != "chat.postMessage" or not isinstance(value, str):
        return ""
    try:
        return target(call, value).id
    except Refused:
        return value
