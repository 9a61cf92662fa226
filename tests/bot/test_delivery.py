"""The outbox drained into a real, strict workspace that loses answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Deliverer
from bot.directory import sync_directory
from bot.errands import Run, errands
from bot.errands.errand import EVENT_TYPE, Clock
from bot.identity import introduce
from bot.services.installing import take_out
from bot.slack import web_client
from bot.views.rendered import Rendered
from models import Conversation, Message, OutboxItem, Scope, User, Workspace
from models.leases import claim, expire_all_leases, next_due
from models.outbox import enqueue_card, enqueue_card_update, enqueue_notice, enqueue_tidy
from models.transaction import transaction
from models.types import Direction, OutboxKind, OutboxState
from tests.bot.desk import SECONDS_TO_STOP
from tests.control import Control, until
from tests.models.test_outbox import a_user, an_item
from tests.sandbox import Sandbox


def now() -> datetime:
    return datetime.now(UTC)


class Office:
    """A workspace whose directory is read, and a deliverer for it."""

    def __init__(self, sandbox: Sandbox, control: Control) -> None:
        self.control = control
        self.client = web_client(sandbox.bot_token, sandbox.slack_url)
        self.workspace: Workspace
        self.card: Callable[[Message], Rendered] = lambda message: Rendered(message.subject, [])

    async def open(self) -> None:
        self.workspace = await introduce(self.client, now())
        await sync_directory(self.client, self.workspace, now())

    async def client_for(self, _: Workspace) -> AsyncWebClient:
        return self.client

    @property
    def scope(self) -> Scope:
        return Scope(self.workspace.id)

    async def user(self, handle: str) -> User:
        return await self.scope.of(User).get(email=f"{handle}@northwind.example")

    async def message(self, handle: str, subject: str) -> Message:
        """A stored mail with its card in the outbox."""
        owner = await self.user(handle)
        conversation = await Conversation.create(
            workspace=self.workspace, owner=owner, subject=subject, started_at=now(), latest_at=now()
        )
        message = await Message.create(
            workspace=self.workspace,
            owner=owner,
            conversation=conversation,
            message_key=subject,
            direction=Direction.SENT,
            subject=subject,
            author_name="",
            author_address="a@x.example",
            received_at=now(),
            text="",
        )
        await enqueue_card(message, now())
        return message

    @asynccontextmanager
    async def delivering(
        self, more: Mapping[OutboxKind, Run] | None = None, clock: Clock = now
    ) -> AsyncIterator[asyncio.Event]:
        """A deliverer at work, which also does `more`; the event wakes it."""
        wakened = asyncio.Event()

        async def render(scope: Scope, message_id: int) -> Rendered | None:
            message = await scope.of(Message).get_or_none(id=message_id)
            return self.card(message) if message else None

        run = {**errands(render), **(more or {})}
        deliverer = Deliverer("test", run, self.client_for, clock, wakened)
        task = asyncio.create_task(deliverer.run())
        try:
            yield wakened
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=SECONDS_TO_STOP)
            assert task.done(), "the deliverer does not stop"

    async def until_done(self, *items: OutboxKind) -> list[OutboxItem]:
        """Wait until everything of these kinds (all, where none is named) is sent or given up."""

        async def done() -> list[OutboxItem]:
            rows = await self.scope.of(OutboxItem).order_by("id")
            mine = [row for row in rows if not items or row.kind in items]
            over = all(row.state in (OutboxState.SENT, OutboxState.GIVEN_UP) for row in mine)
            return mine if over else []

        return await until(done, "the outbox is drained", seconds=30)

    async def texts(self, handle: str) -> list[str]:
        return [str(card["text"]) for card in await self.control.cards(handle)]


@pytest.fixture
async def office(db: str) -> AsyncIterator[Office]:
    async with Sandbox() as sandbox, Control(sandbox.url) as control:
        office = Office(sandbox, control)
        await office.open()
        yield office


async def test_cards_come_in_order_and_say_where_they_stand(office: Office) -> None:
    mails = [await office.message("ana", f"mail {n}") for n in range(5)]
    async with office.delivering():
        await office.until_done()
    cards = await office.control.cards("ana")
    assert [card["text"] for card in cards] == [f"mail {n}" for n in range(5)]
    kept = [await office.scope.of(Message).get(id=mail.id) for mail in mails]
    assert [mail.card_ts for mail in kept] == [card["ts"] for card in cards]


async def test_metadata_carries_an_id_and_nothing_of_the_mail_and_no_link_is_unfurled(office: Office) -> None:
    await office.message("ana", "secret subject")
    async with office.delivering():
        [item] = await office.until_done()
    [card] = await office.control.cards("ana")
    assert card["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}}
    [posted] = [call for call in await office.control.get("calls") if call["method"] == "chat.postMessage"]
    assert (posted["args"]["unfurl_links"], posted["args"]["unfurl_media"]) == (False, False)


async def test_an_item_in_doubt_that_slack_has_is_not_sent_again(office: Office) -> None:
    await office.message("ana", "once")
    async with office.delivering():
        await office.until_done()
    # As after a crash between Slack's answer and our mark.
    await office.scope.of(OutboxItem).update(
        state=OutboxState.SENDING, ts=None, lease_until=None, lease_by="x"
    )
    await office.scope.of(Message).update(card_ts=None)
    await expire_all_leases(now())
    async with office.delivering():
        [item] = await office.until_done(OutboxKind.CARD)
    [card] = await office.control.cards("ana")
    assert (item.unsure, item.ts) == (True, card["ts"])
    assert (await office.scope.of(Message).get()).card_ts == card["ts"]


async def test_an_item_in_doubt_that_slack_never_got_is_sent(office: Office) -> None:
    await office.message("ana", "once")
    await claim("dead", now(), timedelta(seconds=60), 1)
    await expire_all_leases(now())
    async with office.delivering():
        await office.until_done(OutboxKind.CARD)
    assert await office.texts("ana") == ["once"]


async def test_a_second_copy_that_came_late_is_deleted(office: Office) -> None:
    await office.message("ana", "once")
    async with office.delivering():
        [item] = await office.until_done()
        assert item.channel is not None
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}}
        await office.client.chat_postMessage(channel=item.channel, text="once", metadata=metadata)
        assert await office.texts("ana") == ["once", "once"]
        await enqueue_tidy(item, now(), now())
    async with office.delivering():
        await office.until_done()
    [card] = await office.control.cards("ana")
    assert card["ts"] == item.ts


async def test_one_owners_trouble_holds_up_nobody_else(office: Office) -> None:
    ben = await office.user("ben")
    await office.control.patch(f"users/{ben.slack_user_id}", deleted=True)
    await office.message("ben", "for ben")
    await office.message("ana", "for ana")
    async with office.delivering():
        items = await office.until_done()
    assert await office.texts("ana") == ["for ana"]
    assert (items[0].state, items[0].last_error) == (OutboxState.GIVEN_UP, "user_disabled")


async def test_a_card_whose_blocks_slack_refuses_comes_as_plain_text(office: Office) -> None:
    office.card = lambda message: Rendered(message.subject, [{"type": "header"}])
    await office.message("ana", "plain at least")
    async with office.delivering():
        await office.until_done()
    assert await office.texts("ana") == ["plain at least"]


async def test_a_changed_card_is_updated_where_it_stands(office: Office) -> None:
    message = await office.message("ana", "before")
    async with office.delivering() as wakened:
        await office.until_done()
        await office.scope.of(Message).filter(id=message.id).update(subject="after")
        async with transaction():  # or the first may be on its way before the next
            for _ in range(3):
                await enqueue_card_update(message, now())
        wakened.set()
        items = await office.until_done()
    assert await office.texts("ana") == ["after"]
    assert [item.kind for item in items] == [OutboxKind.CARD, OutboxKind.CARD_UPDATE]


async def test_a_change_before_the_card_is_posted_needs_no_update(office: Office) -> None:
    message = await office.message("ana", "late")
    await enqueue_card_update(message, now())
    async with office.delivering():
        await office.until_done()
    updates = [call for call in await office.control.get("calls") if call["method"] == "chat.update"]
    assert (await office.texts("ana"), len(updates) <= 1) == (["late"], True)


async def test_a_notice_is_posted_as_it_is_written(office: Office) -> None:
    ana = await office.user("ana")
    await enqueue_notice(office.workspace.id, ana.id, {"text": "Welcome"}, now())
    async with office.delivering():
        await office.until_done()
    assert await office.texts("ana") == ["Welcome"]


async def test_an_erased_mail_takes_its_card_along(office: Office) -> None:
    message = await office.message("ana", "gone")
    await office.scope.of(Message).filter(id=message.id).delete()
    assert await office.scope.of(OutboxItem).count() == 0


async def nobody(_: Workspace) -> None:
    """We hold no token at all."""


class Bell(asyncio.Event):
    """Tells when somebody begins to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.awaited = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.awaited.set()
        return await super().wait()


async def test_a_deliverer_woken_in_the_moment_it_is_stopped_stops(db: str) -> None:
    await an_item(await a_user(), due_at=now() + timedelta(hours=1))
    bell = Bell()
    task = asyncio.create_task(Deliverer("test", {}, nobody, now, bell).run())
    async with asyncio.timeout(20):
        await bell.awaited.wait()
    bell.set()
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert task.cancelled()


async def test_what_is_due_waits_while_the_app_is_removed_and_comes_in_order_when_it_is_back(
    office: Office,
) -> None:
    for subject in ("first", "second"):
        await office.message("ana", subject)
    assert await take_out(office.workspace, None, now())
    async with office.delivering() as wakened:
        other = await a_user()  # of a workspace that has us: it waits for nobody
        await an_item(other, "elsewhere", due_at=now())
        wakened.set()
        await until(lambda: Scope(other.workspace_id).of(OutboxItem).filter(attempts__gt=0).exists(), "a try")
        waiting = await office.scope.of(OutboxItem)
        assert {(item.state, item.attempts) for item in waiting} == {(OutboxState.PENDING, 0)}
        assert await office.texts("ana") == []
        await introduce(office.client, now())
        wakened.set()
        await office.until_done()
    assert await office.texts("ana") == ["first", "second"]


async def test_what_failed_while_the_token_died_is_tried_at_once_when_it_is_back(office: Office) -> None:
    message = await office.message("ana", "first")
    later, item = now() + timedelta(minutes=5), await office.scope.of(OutboxItem).get()
    item.attempts = 3
    await item.save()
    await item.postpone(later, "account_inactive", unsure=False)
    given_up = await given_up_before(message)
    assert await take_out(office.workspace, None, now())
    assert await next_due() is None
    await introduce(office.client, now())
    due = await office.scope.of(OutboxItem).filter(state=OutboxState.PENDING, due_at__lte=now())
    assert sorted(each.id for each in due) == sorted([item.id, given_up])


async def given_up_before(message: Message) -> int:
    """An item that a version before this one gave up when it was taken out."""
    await enqueue_card_update(message, now())
    item = await Scope(message.workspace_id).of(OutboxItem).get(kind=OutboxKind.CARD_UPDATE)
    await item.give_up(now(), "app_uninstalled")
    return item.id
