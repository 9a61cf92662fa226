"""What the app answers in acknowledgements and at response_urls, shown to people."""

import asyncio
import json
from typing import Any

from aiohttp import web

from .faults import Fault, hang
from .messages import new_message, with_ids
from .posting import put, put_ephemeral, remove, replace
from .refused import Refused
from .state import JSON, Channel
from .triggers import RESPONSE_URL_USES, ResponseUrl
from .webapi.content import Content, read_content
from .world import World


def show_command_answer(world: World, channel: Channel, user_id: str, body: Any) -> str:
    """Show what the app acknowledged a command with; the error's name when Slack can't."""
    if not body or body == {}:
        return ""
    answer = {"text": body} if isinstance(body, str) else body
    try:
        if not isinstance(answer, dict) or answer.get("response_type", "ephemeral") not in (
            "ephemeral",
            "in_channel",
        ):
            raise Refused("invalid_payload")
        content = read_content(world.team, decoded(answer))
    except Refused as refusal:
        refused = {"error": "invalid_command_response", "cause": refusal.body()}
        world.records.add("ack", {"type": world.settings.command, "answer": answer}, 200, refused)
        return "invalid_command_response"
    show(world, channel, user_id, content, in_channel=answer.get("response_type") == "in_channel")
    return ""


def decoded(answer: JSON) -> JSON:
    """The answer with blocks and attachments as JSON, even if they came as text."""
    texts = {name: answer[name] for name in ("blocks", "attachments") if isinstance(answer.get(name), str)}
    try:
        return answer | {name: json.loads(text) for name, text in texts.items()}
    except ValueError:
        raise Refused("invalid_blocks_format") from None


def show(
    world: World, channel: Channel, user_id: str, content: Content, *, in_channel: bool, thread_ts: str = ""
) -> JSON:
    """Show the content in the channel, to everybody or to one person."""
    message = new_message(
        world.team,
        text=content.text or "",
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
        thread_ts=thread_ts,
    )
    return put(world, channel, message) if in_channel else put_ephemeral(world, channel, message, user_id)


async def handle_response_url(request: web.Request, world: World) -> web.Response:
    """Take what the app posts to a response_url; refusals are plain text, as Slack's are."""
    if (fault := world.faults.take("response_url")) and (struck := await strike(request, world, fault)):
        return struck
    body: Any = await request.read()
    try:
        form = dict(await request.post()) if "form" in request.content_type else {}
        body = json.loads(str(form.get("payload", "")) if form else body)
        answer = body if isinstance(body, dict) else {}
        status, text = respond(world, request.path, body)
    except ValueError:
        answer, status, text = {}, 400, "invalid_payload"
    except Refused as refusal:
        messages = refusal.fields.get("response_metadata", {}).get("messages", [])
        answer, status, text = {**answer, "problems": messages}, 400, refusal.error
    world.records.add("response_url", answer, status, text)
    return web.Response(status=status, text=text)


async def strike(request: web.Request, world: World, fault: Fault) -> web.Response | None:
    """The answer the fault gives in Slack's place; None when the post is only late."""
    if fault.kind in ("delay", "accept_then_drop"):
        await asyncio.sleep(fault.ms / 1000)
        return None
    if fault.kind == "timeout":
        await hang(request, world.settings.hang_seconds)
    status, text = {"ratelimited": (429, "ratelimited"), "error": (404, fault.name)}.get(
        fault.kind, (500, "Internal Server Error")
    )
    world.records.add("response_url", {}, status, text, injected=True)
    return web.Response(status=status, text=text)


def respond(world: World, path: str, body: Any) -> tuple[int, str]:
    """Show, replace or delete as the app says; the status and text of Slack's answer."""
    url = world.triggers.response_urls.get(path)
    if url is None:
        return 404, "no_service"
    if world.clock() > url.expires:
        return 404, "expired_url"
    if url.uses >= RESPONSE_URL_USES:
        return 404, "used_url"
    if not isinstance(body, dict) or body.get("response_type", "ephemeral") not in (
        "ephemeral",
        "in_channel",
    ):
        return 400, "invalid_payload"
    channel = world.team.channels[url.channel]
    deletes, replaces = is_true(body, "delete_original"), is_true(body, "replace_original")
    says_something = any(body.get(name) for name in ("text", "blocks", "attachments", "markdown_text"))
    content = None
    if says_something or not deletes:
        content = read_content(world.team, decoded(body))
    url.uses += 1
    if deletes:
        delete_original(world, channel, url)
    if content is None:
        return 200, "ok"
    if replaces and replace_original(world, channel, url, content):
        return 200, "ok"
    in_channel = body.get("response_type") == "in_channel"
    thread_ts = str(body.get("thread_ts") or ("" if in_channel else url.thread_ts))
    show(world, channel, url.user, content, in_channel=in_channel, thread_ts=thread_ts)
    return 200, "ok"


def is_true(body: JSON, name: str) -> bool:
    """Whether the flag is set, as a boolean or spelled out."""
    return str(body.get(name, False)).lower() == "true"


def original(channel: Channel, url: ResponseUrl) -> JSON | None:
    """The message the interaction came from, if it is still there."""
    if url.ephemeral:
        return next((each for each in channel.ephemerals if each["ts"] == url.ts), None)
    return channel.messages.get(url.ts)


def delete_original(world: World, channel: Channel, url: ResponseUrl) -> None:
    """Take the message away that the interaction came from; a slash command has none."""
    message = original(channel, url)
    if message is None:
        return
    if url.ephemeral:
        channel.ephemerals.remove(message)
        world.stream.publish("message_deleted", channel=channel.id, ts=url.ts, user=url.user)
    else:
        remove(world, channel, url.ts)


def replace_original(world: World, channel: Channel, url: ResponseUrl, content: Content) -> bool:
    """Put the content in the place of the message the interaction came from; False when it has none."""
    message = original(channel, url)
    if message is None:
        return False
    gone = ("blocks", "attachments")
    changed = {key: value for key, value in message.items() if key not in gone}
    fresh = new_message(world.team, text=content.text or "", blocks=None, attachments=content.attachments)
    changed |= {"text": fresh["text"]} | (
        {"attachments": fresh["attachments"]} if content.attachments else {}
    )
    if content.blocks:
        changed["blocks"] = with_ids(world.team, content.blocks)
        changed["text"] = (
            fresh["text"] if content.text else new_message(world.team, text="", blocks=content.blocks)["text"]
        )
    if url.ephemeral:
        channel.ephemerals[channel.ephemerals.index(message)] = changed
        world.stream.publish("ephemeral", channel=channel.id, ts=url.ts, user=url.user)
    else:
        replace(world, channel, url.ts, changed)
    return True
