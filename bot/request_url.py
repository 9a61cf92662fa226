"""HTTP mode: what Slack sends to our request URL, each request signed by it.

Checked here and not by Bolt 1.30: what is no number where Slack puts one, or no UTF-8, or no ASCII makes its
check fail with an exception (500), and a body it does not believe stands in its log. Read here as well: Bolt
takes a command with the word "payload" in it for an interaction, and loses it.
"""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.door import Door

log = structlog.get_logger()

PATH = "/slack/events"
_READ_SECONDS = 10.0
_SSL_CHECK_BYTES = 2048
_WINDOW = timedelta(minutes=5)  # https://docs.slack.dev/authentication/verifying-requests-from-slack
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
# All that Bolt is told of the headers: some of the others would have it do what was never signed.
_KEPT = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")


def refusal(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> str | None:
    """Why this is not Slack's word of the last five minutes; None where it is."""
    if not _TIMESTAMP.fullmatch(timestamp):
        return "unsigned"
    if abs(now.timestamp() - int(timestamp)) > _WINDOW.total_seconds():
        return "stale"
    signed = hmac.new(secret.encode(), b":".join((b"v0", timestamp.encode(), body)), hashlib.sha256)
    given = signature.encode("utf-8", "surrogateescape")
    return None if hmac.compare_digest(f"v0={signed.hexdigest()}".encode(), given) else "forged"


def read(body: bytes, content_type: str) -> dict[str, Any]:
    """What a request says; raises ValueError where it is neither JSON nor a form of Slack's."""
    text = body.decode()
    if content_type == "application/json":
        said = json.loads(text)
    else:
        form = dict(parse_qsl(text, keep_blank_values=True))
        said = json.loads(form["payload"]) if "payload" in form else form
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def request_routes(door: Door, secret: str, clock: Callable[[], datetime]) -> Sequence[web.RouteDef]:
    """`POST /slack/events`: events, interactions, commands and type-ahead queries alike."""

    async def receive(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if len(body) < _SSL_CHECK_BYTES and ("ssl_check", "1") in parse_qsl(body.decode("ascii", "replace")):
            return web.Response()  # Slack looks at our certificate: not signed, and nothing is to be done
        headers = request.headers
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        why = refusal(secret, timestamp, headers.get("X-Slack-Signature", ""), body, clock())
        if why is not None:
            log.warning("request.refused", why=why, size=len(body))
            return web.Response(status=401, text="This request is not signed by Slack, or too old.")
        if door.app is None:
            return web.Response(status=503, text="Smart Bcc is starting.")
        try:
            said = read(body, request.content_type)
        except ValueError:
            return web.Response(status=400)
        kept: dict[str, str | Sequence[str]] = {name: headers[name] for name in _KEPT if name in headers}
        # As if it had come over a socket, which is how Bolt takes what is read already.
        asked = AsyncBoltRequest(body=said, headers=kept, mode="socket_mode")
        return await to_aiohttp_response(await door.app.async_dispatch(asked))

    async def check(request: web.Request) -> web.Response:
        if request.query.get("ssl_check") != "1":
            raise web.HTTPMethodNotAllowed("GET", ["POST"])
        return web.Response()

    return [web.post(PATH, receive), web.get(PATH, check)]
