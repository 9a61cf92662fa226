"""Whatever Slack sends, or somebody in Slack's name: it is answered, and the next real click works."""

import asyncio
import copy
import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import build_app
from bot.clients import Access, Clients
from bot.ids import Action
from models import Message
from tests.bot.desk import Desk
from tests.bot.rows import a_mail
from tests.fuzzing import TIMES

NOWHERE = "http://127.0.0.1:9/"  # a Slack that cannot be asked: nothing real is told of made-up payloads
PAYLOADS = 50
JUNK: list[Any] = [
    None, True, 0, -1, 10**30, "", "\x00", "x" * 5000, "\ud800", "1/0; drop", "🧨", [], {}, [None], {"": {}},
    {"id": "U0"}, [{"value": 1}], "999999999999", "mail:1:2:3", "{}", "[", 1.5,
]  # fmt: skip


def nodes(payload: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it: the container, and the key or index there."""
    inside = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for key, value in list(inside):
        yield payload, key
        if isinstance(value, dict | list):
            yield from nodes(value)


def spoiled(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The payload with a few of its values taken away, or other than anybody expects."""
    made = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 4)):
        container, key = chance.choice(list(nodes(made)) or [(made, "type")])
        if key in ("type", "command") and chance.random() < 0.7:
            continue  # else most are nobody's
        if chance.random() < 0.3:
            del container[key]
        else:
            container[key] = copy.deepcopy(chance.choice(JUNK))
        if not made:
            break
    return made


@pytest.mark.fuzz
async def test_any_payload_is_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    genuine: list[dict[str, Any]] = []
    sockets = desk.sandbox.world.delivery.sockets
    send = sockets.send

    async def recorded(kind: str, payload: dict[str, Any], *more: Any) -> Any:
        elsewhere = {"response_url": NOWHERE} if "response_url" in payload else {}
        genuine.append(copy.deepcopy(payload | elsewhere))
        return await send(kind, payload, *more)

    monkeypatch.setattr(sockets, "send", recorded)
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await desk.click(mail, Action.OPEN)
    await desk.click(mail, Action.LINK)
    for text in ("inbox", "find offer", "settings", "alias add x@y.example", "forget jane@acme.test"):
        await desk.control.post("command", user=ana.slack_user_id, text=text)
    await desk.control.post("open_home", user=ana.slack_user_id)
    dm = (await desk.scope.of(Message).get(id=mail.id)).card_channel
    await desk.control.post("say", user=ana.slack_user_id, channel=dm, text="hi")
    monkeypatch.undo()
    assert len({str(one.get("type")) for one in genuine}) >= 2

    dead = Clients(NOWHERE)
    dead.own(desk.workspace, Access(desk.sandbox.bot_token, "U0", "B0"))
    app = build_app(replace(desk.config, clients=dead))
    others = asyncio.all_tasks()
    for number in range(PAYLOADS * TIMES):
        chance = random.Random(number)
        payload = spoiled(chance.choice(genuine), chance)
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
        except (AttributeError, TypeError, LookupError):
            continue  # not even Bolt can read it
        answer = await app.async_dispatch(request)
        assert isinstance(answer, BoltResponse), payload
        assert "Traceback" not in str(answer.body)
    if left := asyncio.all_tasks() - others:
        await asyncio.wait(left)
    assert (await desk.click(mail, Action.OPEN))["ack_ms"] < 3000
