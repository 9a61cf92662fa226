"""HTTP mode: signed requests to the addresses the app gave."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from .state import JSON
from .world import World


@dataclass(frozen=True)
class Urls:
    """Where the app wants its events, interactions, commands and type-ahead queries."""

    events: str
    interactivity: str
    commands: str
    options: str

    @classmethod
    def of(cls, told: JSON) -> "Urls":
        """The addresses that were told, each defaulting to `request_url`."""
        default = str(told["request_url"])
        return cls(
            *(
                str(told.get(f"{name}_url") or default)
                for name in ("events", "interactivity", "commands", "options")
            )
        )


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request."""
    base = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpEvents:
    """Posts payloads as Slack does: events as JSON, the rest as forms, all of them signed."""

    def __init__(self, world: World, urls: Urls, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._urls = urls
        self._session = session

    async def verify(self) -> str:
        """Empty when the app answers url_verification with the challenge, else what was wrong."""
        challenge = secrets.token_urlsafe(32)
        token = self._world.credentials.verification_token
        body = json.dumps({"token": token, "challenge": challenge, "type": "url_verification"}).encode()
        try:
            status, _, text = await self._post(self._urls.events, body, "application/json", {})
        except (ConnectionError, TimeoutError) as error:
            return f"the request URL does not answer: {error}"
        return "" if status == 200 and challenge in text else f"the challenge did not come back: {status}"

    async def send(self, kind: str, payload: JSON, attempt: int, reason: str) -> Any:
        """Send the payload and return the body of the app's answer; anything but a 2xx is a failure."""
        headers: dict[str, str] = {}
        if kind == "events_api":
            url, body, content_type = self._urls.events, json.dumps(payload).encode(), "application/json"
            if attempt:
                headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        else:
            content_type = "application/x-www-form-urlencoded"
            if kind == "slash_commands":
                fields = {name: as_field(value) for name, value in payload.items() if value is not None}
                url, body = self._urls.commands, urlencode(fields).encode()
            else:
                suggestion = payload.get("type") == "block_suggestion"
                url = self._urls.options if suggestion else self._urls.interactivity
                body = urlencode({"payload": json.dumps(payload)}).encode()
        status, answer, text = await self._post(url, body, content_type, headers)
        if not 200 <= status < 300:
            no_retry = answer.get("x-slack-no-retry") == "1"
            raise ConnectionError("no retry" if no_retry else f"http_error {status}")
        if answer.get("content-type", "").startswith("application/json") and text:
            try:
                return json.loads(text)
            except ValueError:
                return text
        return text or None

    async def _post(
        self, url: str, body: bytes, content_type: str, headers: dict[str, str]
    ) -> tuple[int, Any, str]:
        timestamp = str(int(self._world.clock()))
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._world.credentials.signing_secret, timestamp, body),
            **headers,
        }
        try:
            async with self._session.post(url, data=body, headers=signed, allow_redirects=False) as response:
                return response.status, response.headers, await response.text()
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error


def as_field(value: Any) -> str:
    """A value as a flat form field."""
    return str(value).lower() if isinstance(value, bool) else str(value)
