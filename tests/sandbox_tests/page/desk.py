"""A small app of the tests' own, to be visited through the page."""

import asyncio
import re
from typing import Any, Self

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox
from tests.sandbox_tests.kit import Block, actions, button, field, home, modal, mrkdwn, plain, section

DEALS = ("Globex renewal", "Warehouse Utrecht", "Initech seats")
FORM = modal(
    section("Where does it belong?", accessory=button("push")),
    field(
        {
            "type": "external_select",
            "action_id": "find",
            "min_query_length": 2,
            "placeholder": plain("Search"),
        },
        block_id="deal",
    ),
    field(
        {"type": "plain_text_input", "action_id": "note", "max_length": 40}, block_id="note", optional=True
    ),
    callback_id="form",
)


def deal(number: int) -> Block:
    """A deal as an option of the menu."""
    return {"text": plain(DEALS[number]), "value": str(number), "description": plain("open")}


class Desk:
    """Answers as a mail app would; `heard` holds every action and submission, in order."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        app = AsyncApp(client=self.client, signing_secret=sandbox.signing_secret)
        app.command("/bcc")(self._command)
        app.options("find")(self._suggest)
        app.view("form")(self._submitted)
        app.shortcut("save")(self._open)
        app.action("open")(self._open)
        app.action("push")(self._push)
        app.action("hang")(self._hang)
        app.action(re.compile(r"^(?!open|push|hang)"))(self._acted)
        app.event("app_home_opened")(self._home)
        app.event("message")(self._ignored)
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sandbox = sandbox
        self._handler = AsyncSocketModeHandler(app, sandbox.app_token)
        self._leaving = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        await self._sandbox.connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leaving.set()
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def direct_message(self, handle: str) -> str:
        """The app's conversation with that person."""
        user = next(user.id for user in self._sandbox.team.people if user.name == handle)
        answer = await self.client.conversations_open(users=user)
        return str(answer["channel"]["id"])

    async def post(self, handle: str, *blocks: Block, text: str = "A mail") -> str:
        """Post into the person's conversation; the message's ts."""
        channel = await self.direct_message(handle)
        answer = await self.client.chat_postMessage(channel=channel, text=text, blocks=list(blocks) or None)
        return str(answer["ts"])

    async def next(self) -> dict[str, Any]:
        """What the app hears next."""
        return await asyncio.wait_for(self.heard.get(), 15)

    async def _command(self, ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(f"You asked for *{command['text']}*")

    async def _suggest(self, ack: AsyncAck, payload: dict[str, Any]) -> None:
        wanted = payload["value"].lower()
        await ack(options=[deal(at) for at, title in enumerate(DEALS) if wanted in title.lower()])

    async def _submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        note = body["view"]["state"]["values"]["note"]["note"]["value"]
        if note == "rude":
            await ack(response_action="errors", errors={"note": "Please say it more kindly."})
        else:
            await ack()
        await self.heard.put(body)

    async def _open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def _push(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await self.client.views_push(trigger_id=body["trigger_id"], view=modal(section("On top")))
        await self.heard.put(body)

    async def _hang(self, ack: AsyncAck) -> None:
        await self._leaving.wait()
        await ack()

    async def _acted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await self.heard.put(body)

    async def _home(self, event: dict[str, Any]) -> None:
        view = home(section("Your address"), actions(button("settings")))
        await self.client.views_publish(user_id=event["user"], view=view)

    async def _ignored(self) -> None:
        """People may talk; the desk listens to clicks."""


def card(*elements: Block) -> list[Block]:
    """A mail's card with those buttons."""
    return [
        {"type": "header", "text": plain("Renewal 2027")},
        {"type": "context", "elements": [mrkdwn("*Ana* to Jane")]},
        actions(*elements),
    ]
