"""The bot at work in a sandboxed workspace, in this process: real Socket Mode, real Web API, real outbox."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app, render_card
from bot.clients import Access, Clients
from bot.config import BotConfig
from bot.delivery import Deliverer
from bot.directory import find_user, sync_directory
from bot.errands import errands
from bot.homes import Homes
from bot.identity import introduced, whoami
from bot.ids import Action, Block, View
from bot.outbound import Outgoing, Relay, sender_through
from bot.views.blocks import actions, button, modal
from bot.views.link_modal import link_modal
from bot.wishes import Wish
from models import Message, Scope, User, Workspace
from models.outbox import enqueue_card
from tests.bot.rows import NOW, a_mail, a_user, a_workspace
from tests.control import Control, until
from tests.sandbox import Company, Sandbox
from tests.sandbox.manifest import settings_of

PUBLIC_URL = "http://bcc.example"
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
_MOST_BLOCKS = 50  # in one message
SECONDS_TO_STOP = 30.0  # longer than a try may take


class _Refusing(logging.Handler):
    """Bolt only warns where it injects None for an argument it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "is not a valid argument" in record.getMessage():
            self.seen.append(record.getMessage())


@dataclass
class Desk:
    """One workspace with the bot in it."""

    sandbox: Sandbox
    control: Control
    workspace: Workspace
    client: AsyncWebClient
    clients: Clients
    app: AsyncApp
    config: BotConfig
    wakened: asyncio.Event

    def another_app(self) -> AsyncApp:
        """The app as a second process has it."""
        return build_app(self.config)

    @property
    def scope(self) -> Scope:
        """The system's view."""
        return Scope(self.workspace.id)

    async def user(self, handle: str) -> User:
        """A member by the local part of their e-mail."""
        slack = await self.control.user(handle)
        return await self.scope.of(User).get(slack_user_id=slack["id"])

    async def card(self, mail: Message) -> dict[str, Any]:
        """The mail's card as it stands in its owner's DM or a thread there, posted first if it is not yet."""
        fresh = await self.scope.of(Message).get(id=mail.id)
        if fresh.card_ts is None:
            await enqueue_card(fresh, NOW)
            self.wakened.set()

        async def posted() -> Message | None:
            return await self.scope.of(Message).get_or_none(id=mail.id, card_ts__isnull=False)

        fresh = await until(posted, "the card")
        messages = await self.control.get("messages", channel=fresh.card_channel)
        everything = [each for message in messages for each in (message, *message["replies"])]
        return next(message for message in everything if message["ts"] == fresh.card_ts)

    async def card_saying(self, mail: Message, text: str) -> dict[str, Any]:
        """The card, once `text` stands in it."""

        async def changed() -> dict[str, Any] | None:
            card = await self.card(mail)
            return card if text in said(card) else None

        return await until(changed, f"a card that says {text!r}")

    async def click(self, mail: Message, action: Action, **fields: Any) -> dict[str, Any]:
        """Click on the card as its owner."""
        card = await self.card(mail)
        owner = await self.scope.of(User).get(id=mail.owner_id)
        fresh = await self.scope.of(Message).get(id=mail.id)
        answer: dict[str, Any] = await self.control.post(
            "action",
            user=owner.slack_user_id,
            channel=fresh.card_channel,
            ts=card["ts"],
            action_id=action.value,
            **fields,
        )
        return answer

    async def not_mine(self, whose: str) -> int:
        """The id of a mail that Ana must not touch."""
        if whose == "a colleague":
            return (await a_mail(await self.user("ben"), "Ben's secret")).id
        if whose == "another workspace":
            milton = await a_user(await a_workspace("initech"), "Milton Waddams")
            return (await a_mail(milton, "Milton's secret")).id
        return 10**17

    async def click_forged(
        self, user: User, action: Action, value: str, *, menu: bool = False
    ) -> dict[str, Any]:
        """Click on an element that we never made: its action id is ours, its value is not."""
        [click] = await self.forged_clicks(user, [(action, value, menu)])
        answer: dict[str, Any] = await self.control.post("action", **click)
        return answer

    async def forged_clicks(
        self, user: User, elements: Sequence[tuple[Action, str, bool]]
    ) -> list[dict[str, Any]]:
        """Post messages with such elements, buttons or menus; the click on each, for `control` to do."""
        if len(elements) > _MOST_BLOCKS:
            first, rest = elements[:_MOST_BLOCKS], elements[_MOST_BLOCKS:]
            return [*await self.forged_clicks(user, first), *await self.forged_clicks(user, rest)]
        blocks, clicks = [], []
        for place, (action, value, menu) in enumerate(elements):
            text = {"type": "plain_text", "text": "x"}
            element: dict[str, Any] = {"type": "button", "text": text, "value": value}
            if menu:
                element = {"type": "overflow", "options": [{"text": text, "value": value}]}
            own = {"action_id": action.value, "block_id": f"forged-{place}"}
            element["action_id"] = own["action_id"]
            blocks.append({"type": "actions", "block_id": own["block_id"], "elements": [element]})
            clicks.append(own | ({"selected": value} if menu else {}))
        posted = await self.client.chat_postMessage(channel=user.slack_user_id, text="x", blocks=blocks)
        where = {"user": user.slack_user_id, "channel": posted["channel"], "ts": posted["ts"]}
        return [where | click for click in clicks]

    async def click_forged_in_modal(self, user: User, action: Action, value: str, about: str) -> None:
        """The same in a modal that claims to be `about` something, until an apology lies on top of it."""
        made = actions(button("x", action, value))
        view = await self.open_forged(user, modal("x", [made], View.NOTE, about=about or None))
        await self.control.post("action", user=user.slack_user_id, view_id=view["id"], action_id=action.value)
        await self.modal(user, "Sorry")

    async def close_all(self, user: User) -> None:
        """Close every modal that a user has open."""
        while views := await self.views(user):
            await self.control.post("close", user=user.slack_user_id, view_id=views[-1]["id"])

    async def open_forged(self, user: User, view: dict[str, Any]) -> dict[str, Any]:
        """Open a modal that we never made."""
        trigger = (await self.control.post("command", user=user.slack_user_id, text="help"))["trigger_id"]
        opened = await self.client.views_open(trigger_id=trigger, view=view)
        shown: dict[str, Any] = opened["view"]
        return shown

    async def open_forged_link_modal(self, user: User, message_id: int) -> dict[str, Any]:
        """Open Link… for a mail that may be anybody's."""
        return await self.open_forged(user, link_modal(message_id, "x", anything=True))

    async def submit_forged(self, user: User, message_id: int, value: str) -> dict[str, Any]:
        """Submit Link… with a choice that was never offered."""
        view = link_modal(message_id, "x", anything=True)
        option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        view["blocks"][1]["element"]["initial_option"] = option
        opened = await self.open_forged(user, view)
        answer: dict[str, Any] = await self.control.post(
            "submit", user=user.slack_user_id, view_id=opened["id"], values={}
        )
        return answer

    async def modal(self, user: User, title: str) -> dict[str, Any]:
        """The modal on top of a user's stack, once it has that title."""

        async def shown() -> dict[str, Any] | None:
            views = await self.views(user)
            return views[-1] if views and views[-1]["title"]["text"] == title else None

        return await until(shown, f"a modal {title!r}")

    async def modal_saying(self, user: User, text: str) -> dict[str, Any]:
        """The modal on top of a user's stack, once `text` stands in it."""

        async def shown() -> dict[str, Any] | None:
            views = await self.views(user)
            return views[-1] if views and text in said(views[-1]) else None

        return await until(shown, f"a modal that says {text!r}")

    async def views(self, user: User) -> list[dict[str, Any]]:
        """A user's stack of modals."""
        answer = await self.control.get("views", user=user.slack_user_id)
        found: list[dict[str, Any]] = answer["views"] if isinstance(answer, dict) else answer
        return found

    async def suggest(self, user: User, view: dict[str, Any], query: str) -> list[str]:
        """What Link… finds for a query: the texts, best first."""
        answer = await self.control.post(
            "suggest", user=user.slack_user_id, view_id=view["id"], action_id=Action.RECORD.value, query=query
        )
        groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
        options = [option for group in groups for option in group["options"]]
        return [option["text"]["text"] for option in options if not Wish.parse(option["value"])]

    async def choose(
        self, user: User, view: dict[str, Any], value: str, *, suggest: bool = True
    ) -> dict[str, Any]:
        """Pick an option that Link… offers at once, and submit."""
        if suggest:
            await self.suggest(user, view, "")
        answer: dict[str, Any] = await self.control.post(
            "submit",
            user=user.slack_user_id,
            view_id=view["id"],
            values={Block.RECORD.value: {Action.RECORD.value: value}},
        )
        return answer

    async def ephemerals(self, user: User, since: int = 0) -> list[str]:
        """What only this user was told, after so many calls."""
        calls = await self.control.get("calls", since=since)
        calls = calls["calls"] if isinstance(calls, dict) else calls
        return [
            str(call["args"].get("text"))
            for call in calls
            if call["method"] in ("response_url", "chat.postEphemeral")
        ]

    async def told(self, user: User, text: str) -> str:
        """What the user was told, once it has `text` in it."""

        async def heard() -> str | None:
            return next((said for said in await self.ephemerals(user) if text in said), None)

        return await until(heard, f"an answer with {text!r}")


def said(message: Any) -> str:
    """Every text in a message or view, in order."""
    if isinstance(message, dict):
        own = [message["text"]] if isinstance(message.get("text"), str) else []
        return "\n".join(filter(None, own + [said(value) for value in message.values()]))
    if isinstance(message, list):
        return "\n".join(filter(None, (said(each) for each in message)))
    return ""


async def _at_once() -> None:
    """No waiting for further changes."""


@asynccontextmanager
async def at_desk(
    company: Company | None = None, *, by_mail: bool = True, rate_limits: bool = True
) -> AsyncIterator[Desk]:
    """Open a workspace, let the bot in, and see it out; fails where Slack refused a call of ours.

    `by_mail` says whether there is a relay for mail of ours; without `rate_limits` thousands may click.
    """
    refusing = _Refusing()
    logging.getLogger().addHandler(refusing)
    wakened = asyncio.Event()
    # Not a scope or an event more than our manifest asks for.
    granted = replace(settings_of(MANIFEST), rate_limits=rate_limits)
    ahead = NOW.timestamp() - time.time()
    async with (
        Sandbox(company=company, settings=granted, clock=lambda: time.time() + ahead) as sandbox,
        Control(sandbox.url) as control,
    ):
        clients = Clients(sandbox.slack_url)
        client = clients.with_token(sandbox.bot_token)
        who = await whoami(client)
        workspace = await introduced(who, NOW)
        clients.own(workspace, Access(sandbox.bot_token, who.bot_user_id, who.bot_id))
        await sync_directory(client, workspace, NOW)
        homes = Homes(lambda: NOW, by_mail=by_mail, settle=_at_once)
        config = BotConfig("bcc.localhost", lambda: NOW, find_user, wakened.set, homes, clients, by_mail)
        app = build_app(config)
        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        await handler.connect_async()
        relay = sender_through(Relay("127.0.0.1", sandbox.outside.relay_port), None)
        outgoing = Outgoing("bcc.localhost", "no-reply@bcc.localhost", relay if by_mail else None, PUBLIC_URL)
        run = errands(partial(render_card, config.mail_domain), outgoing)
        deliverer = Deliverer("desk", run, clients.of, lambda: NOW, wakened, homes.changed)
        delivering = asyncio.create_task(deliverer.run())
        try:
            yield Desk(sandbox, control, workspace, client, clients, app, config, wakened)
        finally:
            delivering.cancel()
            await asyncio.wait([delivering], timeout=SECONDS_TO_STOP)
            assert delivering.done(), "the deliverer does not stop"
            await handler.close_async()
            logging.getLogger().removeHandler(refusing)
        assert not sandbox.violations()
    assert not refusing.seen
