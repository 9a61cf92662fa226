"""Many rows at once, in plain SQL."""

from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from models import Conversation, Correspondent, OutboxItem, User, across_workspaces
from models.bulk import Bulk
from models.db import database
from models.new_rows import NewRows
from models.types import OutboxKind, OutboxState
from tests.builders import NOW, a_user, a_workspace


async def test_rows_of_several_tables_that_refer_to_one_another(db: str) -> None:
    user = await a_user(await a_workspace())
    own = {"workspace_id": user.workspace_id, "owner_id": user.id}
    began = {**own, "subject": "Größe", "topic": "t", "started_at": NOW, "latest_at": NOW}
    with_ = [{**own, "conversation_id": number, "key": key} for number in (7, 8) for key in ("a@x", "b@x")]
    await _bulk().insert(
        NewRows(Conversation, [{"id": number, **began} for number in (7, 8)]),
        NewRows(OutboxItem, []),
        NewRows(Correspondent, [*with_, with_[0]], ignore_conflicts=True),
    )
    await _bulk().insert(NewRows(Correspondent, with_, ignore_conflicts=True))
    found = await across_workspaces(Correspondent).order_by("id").values_list("conversation_id", "key")
    assert found == [(7, "a@x"), (7, "b@x"), (8, "a@x"), (8, "b@x")]
    conversation = await across_workspaces(Conversation).get(id=8)
    assert (conversation.subject, conversation.started_at) == ("Größe", NOW)
    assert (conversation.suggestions, conversation.done_at) == ([], None)  # the model's own defaults


async def test_each_row_gets_a_default_of_its_own_and_ids_count_up_in_their_order(db: str) -> None:
    user = await a_user(await a_workspace())
    lanes = [f"dm:{number}" for number in range(40)]
    await _bulk().insert(NewRows(OutboxItem, [_item(user, lane) for lane in lanes]))
    items = await across_workspaces(OutboxItem).order_by("id")
    assert [item.lane for item in items] == lanes
    assert len({item.key for item in items}) == len(lanes)
    assert {item.state for item in items} == {OutboxState.PENDING}


async def test_no_rows_are_no_statement(db: str) -> None:
    await _bulk().insert()
    await _bulk().insert(NewRows(OutboxItem, []))
    assert not await across_workspaces(OutboxItem).exists()


async def test_postgresql_refuses_what_is_too_long_and_cuts_nothing(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        user = await a_user(await a_workspace())
        with pytest.raises(OperationalError, match="too long"):
            await _bulk().insert(NewRows(OutboxItem, [_item(user, "dm:1"), _item(user, "x" * 65)]))
        assert not await across_workspaces(OutboxItem).exists()


def _item(user: User, lane: str) -> dict[str, Any]:
    owner = {"workspace_id": user.workspace_id, "user_id": user.id}
    return {**owner, "lane": lane, "kind": OutboxKind.NOTICE, "due_at": NOW, "created_at": NOW}


def _bulk() -> Bulk:
    return Bulk(get_connection("default"))
