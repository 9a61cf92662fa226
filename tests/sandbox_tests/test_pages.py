"""What a browser fetches: the page, the stream, avatars and files."""

import json

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .people import Person


async def fetch(sandbox: Sandbox, path: str) -> tuple[int, str, bytes]:
    """Status, type and body."""
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}{path}") as answer:
        return answer.status, answer.content_type, await answer.read()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/page/app.js", "text/javascript"), ("/avatar/U1.svg", "image/svg+xml")],
)
async def test_the_page_and_what_it_needs_are_served(sandbox: Sandbox, path: str, kind: str) -> None:
    status, content_type, body = await fetch(sandbox, path)
    assert (status, content_type.replace("application/javascript", "text/javascript")) == (200, kind)
    assert body


async def test_an_avatar_shows_initials(sandbox: Sandbox) -> None:
    _, _, body = await fetch(sandbox, f"/avatar/{Person(sandbox, 'ana').id}.svg")
    assert b">AT</text>" in body


async def test_the_stream_tells_what_changes(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/sandbox/stream") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": welcome\n"
        posted = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="x")
        await stream.content.readline()
        event = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        assert (event["type"], event["channel"], event["ts"]) == ("message", posted["channel"], posted["ts"])


async def test_an_uploaded_page_is_handed_out_as_a_download_only(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    ana = await client.conversations_open(users=Person(sandbox, "ana").id)
    await client.files_upload_v2(
        channel=ana["channel"]["id"], filename="evil.html", content="<script>alert(1)</script>"
    )
    [file] = sandbox.team.files.values()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/files/{file.id}/evil.html") as answer,
    ):
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
