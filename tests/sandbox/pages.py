"""What a browser fetches: the workspace page, the live stream, uploaded files and avatars."""

import asyncio
import hashlib
import json
from html import escape
from pathlib import Path

from aiohttp import web

from .state import Team
from .world import World

PAGE = Path(__file__).parent / "page"
KEEPALIVE_SECONDS = 15
COLOURS = ("#4a5fc1", "#8a4bb0", "#b0466f", "#b4552d", "#8a6d1f", "#3f7d3a", "#1f7a7a", "#2f6f9f")


def routes(world: World) -> list[web.AbstractRouteDef]:
    """Where each is served."""

    async def index(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    async def stream(request: web.Request) -> web.StreamResponse:
        return await follow(request, world)

    async def file(request: web.Request) -> web.StreamResponse:
        return uploaded(request, world.team)

    async def upload(request: web.Request) -> web.StreamResponse:
        return await take_upload(request, world)

    async def avatar(request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=avatar_svg(world.team, request.match_info["id"]), content_type="image/svg+xml"
        )

    return [
        web.get("/", index),
        web.get("/sandbox/stream", stream),
        web.get("/files/{id}/{name}", file),
        web.post("/upload/v1/{ticket}", upload),
        web.get("/avatar/{id}.svg", avatar),
        web.static("/page", PAGE),
    ]


async def follow(request: web.Request, world: World) -> web.StreamResponse:
    """Server-Sent Events of all that changes, until the browser goes."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    queue = world.stream.subscribe()
    try:
        await response.write(b": welcome\n\n")
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), KEEPALIVE_SECONDS)
                if event is None:
                    return response
                await response.write(f"data: {json.dumps(event)}\n\n".encode())
            except TimeoutError:
                await response.write(b": still here\n\n")
    except ConnectionResetError:
        return response
    finally:
        world.stream.unsubscribe(queue)


def uploaded(request: web.Request, team: Team) -> web.Response:
    """The bytes of an uploaded file."""
    file = team.files.get(request.match_info["id"])
    if file is None or file.content is None:
        return web.Response(status=404, text="file not found")
    shown = file.mimetype.startswith("image/") and "download" not in request.query
    # A file's type is what its sender says; the browser may not guess, nor run what is in it.
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    if not shown:
        headers["Content-Disposition"] = "attachment"
    kind = file.mimetype if shown or file.mimetype == "text/plain" else "application/octet-stream"
    return web.Response(body=file.content, content_type=kind, headers=headers)


async def take_upload(request: web.Request, world: World) -> web.Response:
    """The second step of an upload: the raw bytes."""
    ticket = request.match_info["ticket"]
    file = next((each for each in world.team.files.values() if each.upload_ticket == ticket), None)
    if file is None or file.content is not None:
        return web.Response(status=404, text="not found")
    if request.content_type == "multipart/form-data":
        fields = (await request.post()).values()
        content = next((each.file.read() for each in fields if isinstance(each, web.FileField)), b"")
    else:
        content = await request.read()
    if len(content) != file.length:
        return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


def avatar_svg(team: Team, user_id: str) -> str:
    """A coloured square with the initials, the same for the same id every time."""
    user = team.users.get(user_id)
    words = (user.real_name if user else team.name).split()
    initials = escape("".join(word[0] for word in words[:2]).upper())
    colour = COLOURS[hashlib.sha256(user_id.encode()).digest()[0] % len(COLOURS)]
    if user_id == team.bot_user_id:
        colour = "#1b3a4b"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72" width="72" height="72">'
        f'<rect width="72" height="72" rx="14" fill="{colour}"/>'
        '<text x="36" y="37" fill="#fff" font-family="system-ui, sans-serif" font-size="28" '
        'font-weight="600" '
        f'text-anchor="middle" dominant-baseline="central">{initials}</text></svg>'
    )
