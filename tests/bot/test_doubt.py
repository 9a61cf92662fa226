"""Cards in doubt where more goes wrong: a clock that jumps, two deliverers, a Slack that gives little."""

from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import history
from bot.errands.errand import EVENT_TYPE
from bot.slack import Posted, Retry
from models import Message, OutboxItem
from models.outbox import enqueue_tidy
from models.types import OutboxKind, OutboxState
from tests.bot.test_delivery import Office, now
from tests.bot.test_delivery import office as office
from tests.control import until


async def test_a_clock_put_forward_while_a_card_is_posted_makes_no_second_one(office: Office) -> None:
    await office.message("ana", "once")
    await office.control.post("faults", method="chat.postMessage", kind="delay", ms=500, times=1)
    step = timedelta()
    async with office.delivering(clock=lambda: now() + step) as wakened:
        under_way = office.scope.of(OutboxItem).filter(state=OutboxState.SENDING)
        await until(under_way.exists, "a card on its way")
        step = timedelta(minutes=10)
        wakened.set()
        [item] = await office.until_done(OutboxKind.CARD)
    assert (item.attempts, item.unsure) == (1, False)
    assert await office.texts("ana") == ["once"]


async def test_of_two_who_posted_one_card_both_leave_the_one_that_is_on_record(office: Office) -> None:
    mail = await office.message("ana", "once")
    async with office.delivering():
        [item] = await office.until_done()
    assert item.channel is not None
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}}
    other = await office.client.chat_postMessage(channel=item.channel, text="once", metadata=metadata)
    await office.scope.of(Message).filter(id=mail.id).update(card_ts=other["ts"])
    await enqueue_tidy(item, now(), now())
    item.ts = other["ts"]
    await enqueue_tidy(item, now(), now())
    async with office.delivering():
        await office.until_done()
    [card] = await office.control.cards("ana")
    assert card["ts"] == other["ts"]


class Sparing(AsyncWebClient):
    """Slack as it is to apps that many install from elsewhere than its Marketplace: fifteen messages a call,
    and not the next call for a while (https://docs.slack.dev/reference/methods/conversations.history)."""

    calls = 0

    async def conversations_history(self, **arguments: Any) -> Any:
        self.calls += 1
        if self.calls % 2 == 0:
            raise SlackApiError("", {"ok": False, "error": "ratelimited"})
        return await super().conversations_history(**{**arguments, "limit": 15})


async def test_a_search_goes_on_where_slack_stopped_it(office: Office) -> None:
    await office.message("ana", "in doubt")
    async with office.delivering():
        [item] = await office.until_done()
    assert item.channel is not None
    for number in range(17):
        await office.client.chat_postMessage(channel=item.channel, text=f"other {number}")
    client = Sparing(token=office.client.token, base_url=office.client.base_url)
    answers = [await history.find(client, EVENT_TYPE, item, item.channel) for _ in range(2)]
    assert [type(answer) for answer in answers] == [Retry, Posted]
    assert answers[-1] == Posted(item.channel, item.ts)
