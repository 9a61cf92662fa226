"""Digests as they arrive."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.app import render_card
from bot.delivery import Deliverer
from bot.errands import errands
from bot.ids import Action
from bot.pruning import prune
from bot.services.digests import queue_digests
from bot.services.reach import reach_of
from ingest import reply
from ingest.auth.verdict import Verdict
from ingest.refusals import record_refusal
from ingest.refused import Reason, Refused
from models import Message, OutboxItem, Refusal, User
from models.erasure import erase_mails
from models.transaction import transaction
from models.types import OutboxKind, Outcome
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_mail
from tests.builders import a_refusal, an_envelope
from tests.control import until

FORGED = Refused(Reason.UNAUTHENTICATED, reply.not_authenticated("northwind.example", "no signature"))
NINE = NOW.replace(hour=9) + timedelta(days=1)


async def dm(desk: Desk, user: User) -> list[dict[str, Any]]:
    messages = await desk.control.get("messages", user=user.slack_user_id)
    return [each for each in messages if each.get("bot_id") and not each.get("ephemeral")]


async def carry_out(desk: Desk) -> None:
    """Deliver what is due later than the desk's own deliverer, whose clock stands still, ever gets to."""
    wakened, late = asyncio.Event(), [NINE + timedelta(days=7)]
    deliverer = Deliverer(
        "late",
        errands(partial(render_card, desk.config.mail_domain)),
        desk.clients.of,
        lambda: late[0],
        wakened,
    )
    task = asyncio.create_task(deliverer.run())

    async def done() -> bool:
        waiting = await desk.scope.of(OutboxItem).filter(state__in=("pending", "sending"))
        for item in waiting:
            if item.lease_until is None and item.due_at > late[0]:
                late[0] = item.due_at
        wakened.set()
        return not waiting

    await until(done, "an empty outbox")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_flood_of_forged_mail_makes_one_message_a_day_and_few_rows(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.scope.of(User).filter(id=ana.id).update(tz="UTC")
    for number in range(300):
        author = f"ana+{number % 20}@northwind.example" if number % 2 else "ana@northwind.example"
        verdict = Verdict(Outcome.FAIL, None, None, "no signature", author, ())
        await record_refusal(desk.workspace.id, an_envelope(), FORGED, verdict, NOW)
        if number % 60 == 0:
            await queue_digests(NINE + timedelta(minutes=number))
    await queue_digests(NINE + timedelta(hours=9))
    assert await desk.scope.of(Refusal).count() == 11
    assert await desk.scope.of(OutboxItem).filter(kind=OutboxKind.REPORT).count() == 1
    await carry_out(desk)
    [digest] = await dm(desk, ana)
    text = said(digest)
    assert "300 mails were refused" in text
    assert "and 6 more" in text
    assert digest["text"].count("Not proved") == 5
    await desk.control.post(
        "action", user=ana.slack_user_id, channel=(await desk.user("ana")).dm_channel,
        ts=digest["ts"], action_id=Action.REFUSALS_OPEN.value,
    )  # fmt: skip
    await desk.modal(ana, "Refused mail")


async def a_week(desk: Desk) -> User:
    ana = await desk.user("ana")
    await desk.scope.of(User).filter(id=ana.id).update(tz="UTC", digest=True)
    for number in range(7):
        await a_mail(ana, f"Loose {number}", received_at=datetime(2026, 12, 28 + number % 3, 9, tzinfo=UTC))
    assert await queue_digests(NOW + timedelta(minutes=1)) == 1
    return ana


async def test_the_week_comes_once_with_a_picture_and_buttons_on_what_is_left(desk: Desk) -> None:
    ana = await a_week(desk)
    await carry_out(desk)
    [digest] = await dm(desk, ana)
    [image] = [block for block in digest["blocks"] if block["type"] == "image"]
    assert image["alt_text"].endswith("Mon 3, Tue 2, Wed 2, Thu 0, Fri 0, Sat 0, Sun 0")
    text = said(digest)
    assert "7 mails came · 0 filed by a rule · 0 filed by hand · 7 not filed yet · 0 refused" in text
    assert text.count("Loose") == 2 * 5  # in the blocks and in what is read out
    ana = await desk.user("ana")
    await desk.control.post(
        "action", user=ana.slack_user_id, channel=ana.dm_channel, ts=digest["ts"],
        action_id=Action.INBOX_OPEN.value,
    )  # fmt: skip
    await desk.modal(ana, "Inbox")


async def test_a_digest_goes_with_a_mail_that_it_names(desk: Desk) -> None:
    ana = await a_week(desk)
    await carry_out(desk)
    [digest] = await dm(desk, ana)
    await prune(NINE + timedelta(days=60))
    named = await desk.scope.of(Message).get(subject="Loose 6")
    async with transaction():
        erased = await erase_mails(desk.scope, [named.id], NOW)
    assert erased.slack == 1
    removal = await desk.scope.of(OutboxItem).get(kind=OutboxKind.REMOVE)
    assert removal.payload["ts"] == digest["ts"]
    await carry_out(desk)
    assert await dm(desk, ana) == []


async def test_a_digest_of_refusals_goes_with_an_address_that_it_names(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_refusal(ana, "jane@globex.example")
    assert await queue_digests(NINE) == 1
    await carry_out(desk)
    [told] = await (await reach_of(desk.scope, "jane@globex.example", ana.id)).told()
    assert (told.kind, bool(told.ts)) == (OutboxKind.REPORT, True)
    await prune(NINE + timedelta(days=60))
    assert await desk.scope.of(OutboxItem).filter(id=told.id).exists()
    await prune(NINE + timedelta(days=100))
    assert not await desk.scope.of(OutboxItem).filter(id=told.id).exists()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(("chat.postMessage", "invalid_blocks"), id="the picture is not ready"),
        pytest.param(("files.getUploadURLExternal", "file_uploads_disabled"), id="no uploads"),
    ],
)
async def test_a_week_without_its_picture_says_the_numbers(desk: Desk, fault: tuple[str, str]) -> None:
    await desk.control.post("faults", kind="error", times=1, method=fault[0], error=fault[1])
    ana = await a_week(desk)
    await carry_out(desk)
    [digest] = await dm(desk, ana)
    assert [block for block in digest["blocks"] if block["type"] == "image"] == []
    assert "day by day: Mon 3, Tue 2, Wed 2" in said(digest["blocks"])
    assert "Loose" in said(digest["blocks"])


async def test_the_test_command_says_whether_mail_arrives(desk: Desk) -> None:
    ana = await desk.user("ana")

    async def tried() -> str:
        return said((await desk.control.post("command", user=ana.slack_user_id, text="test"))["response"])

    first = await tried()
    assert "northwind@bcc.localhost" in first
    assert "No mail of yours has come yet." in first
    await a_mail(ana, "Came through")
    await a_refusal(ana)
    await a_mail(await desk.user("ben"), "Ben's own")
    second = await tried()
    assert "The latest mail that came: Came through" in second
    assert "Not proved to be from there" in second
    assert "Ben's" not in second
    assert "within seconds" in second
    quiet = {"tz": "UTC", "quiet_from": 9, "quiet_until": 21}  # it is nine o'clock
    await desk.scope.of(User).filter(id=ana.id).update(**quiet)
    assert "Your quiet hours hold cards back until 21:00." in await tried()
