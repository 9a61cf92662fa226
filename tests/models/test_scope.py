"""Nobody sees another workspace's rows, nor another member's private mail, in any table."""

import pytest

import models
from models import (
    Attachment,
    Conversation,
    Correspondent,
    FilingRule,
    Follow,
    HeldMail,
    Link,
    Message,
    MessageName,
    MessageWords,
    NotForMembers,
    OutboxItem,
    Participant,
    RawMail,
    Refusal,
    Scope,
    ScopedManager,
    ScopedRow,
    SenderAddress,
    Share,
    ThreadKey,
    UnscopedQuery,
    User,
)
from models.types import Visibility
from tests.models.rows import a_workspace, one_of_each

TABLES = [
    table
    for table in vars(models).values()
    if isinstance(table, type) and issubclass(table, ScopedRow) and table is not ScopedRow
]
MAIL = [Message, MessageWords, Participant, Attachment, Share, Follow, Link]
OWNED = [
    Conversation,
    Correspondent,
    ThreadKey,
    MessageName,
    FilingRule,
    Refusal,
    OutboxItem,
    SenderAddress,
    HeldMail,
]


@pytest.mark.parametrize("table", TABLES)
async def test_a_query_without_a_scope_is_refused(db: str, table: type[ScopedRow]) -> None:
    assert type(table._meta.manager) is ScopedManager
    for query in (table.all, table.first, table.exists, lambda: table.filter(id=1), lambda: table.get(id=1)):
        with pytest.raises(UnscopedQuery, match=table.__name__):
            await query()


async def test_every_table_shows_each_workspace_its_own_row_only(db: str) -> None:
    first = await one_of_each(await a_workspace("T1"))
    second = await one_of_each(await a_workspace("T2"))
    assert set(first) == set(TABLES)
    for mine, other in ((first, second), (second, first)):
        workspace_id = mine[User].workspace_id
        for viewer in (None, mine[User].id):
            scope = Scope(workspace_id, viewer)
            for table in TABLES:
                if viewer and table is RawMail:
                    continue
                ids = set(await scope.of(table).values_list("id", flat=True))
                assert ids == {mine[table].id}, table
                assert not await scope.of(table).filter(id=other[table].id).exists(), table


async def test_a_viewer_named_in_the_wrong_workspace_sees_nothing_of_their_own(db: str) -> None:
    first = await one_of_each(await a_workspace("T1"))
    second = await one_of_each(await a_workspace("T2"))
    crossed = Scope(first[User].workspace_id, second[User].id)
    for table in MAIL + OWNED:
        assert await crossed.of(table).count() == 0, table


async def test_private_mail_is_its_owners_alone_until_shared(db: str) -> None:
    workspace = await a_workspace("T1")
    ana = await one_of_each(workspace, "U1")
    ben = await User.create(workspace=workspace, slack_user_id="U2", name="Ben")
    eyes = Scope(workspace.id, ben.id)
    for table in MAIL + OWNED:
        assert await eyes.of(table).count() == 0, table
    message = ana[Message]
    assert isinstance(message, Message)
    message.visibility = Visibility.SHARED
    await message.save()
    for table in MAIL:
        assert await eyes.of(table).values_list("id", flat=True) == [ana[table].id], table
    for table in OWNED:
        assert await eyes.of(table).count() == 0, table


async def test_a_row_reached_twice_is_returned_once(db: str) -> None:
    workspace = await a_workspace("T1")
    ana = await one_of_each(workspace, "U1")
    message = ana[Message]
    assert isinstance(message, Message)
    message.visibility = Visibility.SHARED
    await message.save()
    for table in MAIL:
        assert await Scope(workspace.id, ana[User].id).of(table).count() == 1, table


async def test_raw_mail_has_no_member_view(db: str) -> None:
    workspace = await a_workspace("T1")
    ana = await one_of_each(workspace)
    with pytest.raises(NotForMembers):
        Scope(workspace.id, ana[User].id).of(RawMail)
