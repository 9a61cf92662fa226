"""Deleting what stands in Slack of an erased mail: its owner hears of what could not be."""

import pytest

from models import OutboxItem
from models.removal import enqueue_removal
from models.types import OutboxKind, OutboxState
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW
from tests.bot.sharing import channel_id, dm_saying, idle
from tests.control import until


@pytest.mark.parametrize(
    ("error", "direct", "told"),
    [
        pytest.param("cant_delete_message", False, True, id="Slack does not let us"),
        pytest.param("cant_delete_message", True, True, id="nor in direct messages"),
        pytest.param("is_archived", False, True, id="an archived channel is still read"),
        pytest.param("not_in_channel", False, True, id="so is one that we were put out of"),
        pytest.param("channel_not_found", False, True, id="or a private one"),
        pytest.param("channel_not_found", True, False, id="direct messages that are gone"),
        pytest.param("message_not_found", False, False, id="somebody deleted it"),
    ],
)
async def test_what_still_stands_is_told(desk: Desk, error: str, direct: bool, told: bool) -> None:
    ana = await desk.user("ana")
    channel = "D0GONE" if direct else await channel_id(desk, "deals")
    await desk.control.post("faults", method="chat.delete", kind="error", name=error)
    await enqueue_removal(desk.scope, ana.id, channel, "1.1", NOW)
    desk.wakened.set()
    await until(lambda: idle(desk), "an end of it")
    if told:
        where = "a direct message of mine" if direct else f"<#{channel}>"
        assert where in said(await dm_saying(desk, ana, "could not be deleted"))
    [item] = await desk.scope.of(OutboxItem).filter(kind=OutboxKind.REMOVE)
    assert item.state in (OutboxState.SENT, OutboxState.GIVEN_UP)
    assert await desk.scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE).exists() is told
