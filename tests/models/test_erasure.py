"""What is erased is nowhere: in no column, no index, no byte of the file."""

import json
from pathlib import Path
from typing import Any

from tortoise.connection import get_connection

from models import (
    Conversation,
    Link,
    Message,
    MessageName,
    OutboxItem,
    RawMail,
    Scope,
    Share,
    ThreadKey,
    User,
)
from models.db import sqlite_path
from models.erasure import BATCH, erase_in_batches, scrub
from models.outbox import enqueue_card, enqueue_notice, enqueue_share
from models.types import OutboxKind, OutboxState, ShareState
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_user, a_workspace

# Letters that no other text of ours has, long enough that neither chance nor an index's prefixes repeat them.
PLANTED = "zyxquorvak"


async def everything(url: str) -> str:
    """All that the database holds, as text: every column of every table and, for SQLite, every byte."""
    connection = get_connection("default")
    if path := sqlite_path(url):
        files = [path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))]
        return "".join(file.read_bytes().decode("latin-1").lower() for file in files if file.exists())
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    held = ""
    for row in await connection.execute_query_dict(tables):
        whole = f'SELECT row_to_json(t)::text AS line FROM "{row["tablename"]}" t'  # noqa: S608
        held += "\n".join(r["line"].lower() for r in await connection.execute_query_dict(whole))
    return held


async def a_planted_mail(owner: User, **fields: Any) -> Message:
    """A mail with the planted word in every column that a sender can fill."""
    raw = await RawMail.create(
        workspace_id=owner.workspace_id,
        digest="0",
        content=PLANTED.encode(),
        size=1,
        peer_ip="127.0.0.1",
        helo=PLANTED,
        mail_from=f"{PLANTED}@globex.example",
        rcpt_to=[PLANTED],
        received_at=NOW,
    )
    mail = await a_mail(
        owner,
        f"About {PLANTED}",
        f"Dear {PLANTED}",
        message_key=f"<{PLANTED}{fields.pop('key', '')}@globex.example>",
        author_name=PLANTED,
        author_address=f"{PLANTED}@globex.example",
        quoted=PLANTED,
        note=PLANTED,
        malformed=PLANTED,
        tags=[PLANTED],
        proof={"reason": PLANTED},
        to=[(PLANTED, f"{PLANTED}@globex.example")],
        files=[(f"{PLANTED}.pdf", 7)],
        raw_mail=raw,
        **fields,
    )
    await ThreadKey.create(
        workspace_id=owner.workspace_id,
        owner=owner,
        key=mail.message_key,
        conversation_id=mail.conversation_id,
    )
    named = {"workspace_id": owner.workspace_id, "owner": owner, "message": mail}
    await MessageName.create(name=f"{PLANTED}{mail.id}", **named)
    return mail


async def test_an_erased_mail_is_nowhere(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id)
    mail, other = await a_planted_mail(ana), await a_mail(ana, "Another")
    suggested = [{"record_id": 1, "why": PLANTED}]
    await scope.of(Conversation).filter(id=mail.conversation_id).update(suggestions=suggested)
    await a_link(mail, await a_record(await ana.workspace), reason={"evidence": PLANTED})
    await enqueue_card(mail, NOW)
    assert PLANTED in await everything(db)
    erased = await erase_in_batches(scope, [mail.id], NOW)
    assert (erased.mails, erased.attachments, erased.raw) == (1, 1, 1)
    assert await scrub(1000)
    assert PLANTED not in await everything(db)
    assert [row.id for row in await scope.of(Message)] == [other.id]
    assert await scope.of(Conversation).count() == 1


async def test_what_stays_of_its_conversation_says_nothing_of_it(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id)
    mail = await a_planted_mail(ana)
    conversation = await scope.of(Conversation).get(id=mail.conversation_id)
    later = await a_mail(ana, "Later", conversation=conversation, message_key="dkim:1", thread_key="later@x")
    named = {"workspace_id": ana.workspace_id, "owner": ana, "conversation": conversation}
    await ThreadKey.create(key=later.thread_key, **named)
    link = await a_link(
        mail, await a_record(await ana.workspace), reason={"rule": "people", "evidence": PLANTED}
    )
    await erase_in_batches(scope, [mail.id], NOW)
    await scrub(1000)
    assert PLANTED not in await everything(db)
    conversation = await scope.of(Conversation).get(id=conversation.id)
    assert (conversation.subject, conversation.waiting) == ("Later", False)
    assert (await scope.of(Link).get(id=link.id)).reason == {"rule": "people"}
    assert [row.key for row in await scope.of(ThreadKey)] == ["later@x"]


async def test_many_mails_go_in_batches_and_a_second_call_finds_none(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id)
    ids = [(await a_mail(ana, f"Mail {number}")).id for number in range(BATCH + 2)]
    assert (await erase_in_batches(scope, ids, NOW)).mails == BATCH + 2
    assert not await erase_in_batches(scope, ids, NOW)
    assert await scope.of(Conversation).count() == 0


async def test_slack_is_told_to_delete_cards_and_copies_by_items_that_outlive_the_rows(db: str) -> None:
    ana = await a_user(await a_workspace(), dm_channel="D1")
    scope = Scope(ana.workspace_id)
    mail = await a_planted_mail(ana, card_channel="D1", card_ts="1.1")
    for state, ts in ((ShareState.POSTED, "2.2"), (ShareState.WITHDRAWN, "3.3")):
        await Share.create(
            workspace_id=ana.workspace_id,
            message=mail,
            channel="C1",
            ts=ts,
            state=state,
            files=[{"attachment": 1, "file": "F1"}],
            created_at=NOW,
        )
    erased = await erase_in_batches(scope, [mail.id], NOW)
    assert (erased.shares, erased.slack) == (1, 2)
    told = [item.payload for item in await scope.of(OutboxItem).order_by("id")]
    assert told == [
        {"channel": "D1", "ts": "1.1", "files": [], "thread": False},
        {"channel": "C1", "ts": "2.2", "files": ["F1"], "thread": True},
    ]
    assert PLANTED not in json.dumps(told)


async def test_a_card_that_is_being_sent_is_looked_for_afterwards(db: str) -> None:
    ana = await a_user(await a_workspace(), dm_channel="D1")
    scope = Scope(ana.workspace_id)
    mail = await a_mail(ana)
    sending = await enqueue_card(mail, NOW)
    await scope.of(OutboxItem).filter(id=sending.id).update(state=OutboxState.SENDING)
    await erase_in_batches(scope, [mail.id], NOW)
    [tidy] = await scope.of(OutboxItem)
    assert (tidy.kind, tidy.payload["key"], tidy.payload["ts"]) == (OutboxKind.TIDY, sending.key, "")
    await sending.mark_sent(NOW, "D1", "1.1")  # its row is gone: that is no error


async def test_notices_of_a_mail_go_with_it_and_a_copy_in_doubt_is_looked_for_where_it_went(db: str) -> None:
    ana = await a_user(await a_workspace(), dm_channel="D1")
    scope, mail = Scope(ana.workspace_id), await a_mail(ana)
    posting = await Share.create(
        workspace_id=ana.workspace_id,
        message=mail,
        channel="C1",
        state=ShareState.POSTING,
        files=[{"attachment": 1, "file": "F1"}],
        created_at=NOW,
    )
    await enqueue_share(posting, ana.id, OutboxKind.SHARE, NOW)
    await scope.of(OutboxItem).update(unsure=True)
    await enqueue_notice(ana.workspace_id, ana.id, {"text": "Ben shared Offer", "mail": mail.id}, NOW)
    told = await scope.of(OutboxItem).get(kind=OutboxKind.NOTICE)
    await told.mark_sent(NOW, "D1", "5.5")
    await enqueue_notice(ana.workspace_id, ana.id, {"text": "Something else"}, NOW)
    await erase_in_batches(scope, [mail.id], NOW)
    left = await scope.of(OutboxItem).exclude(kind=OutboxKind.NOTICE).order_by("id")
    assert [(item.kind, item.payload["channel"], item.payload["ts"]) for item in left] == [
        (OutboxKind.REMOVE, "C1", ""),
        (OutboxKind.TIDY, "C1", ""),
        (OutboxKind.REMOVE, "D1", "5.5"),
    ]
    assert (await scope.of(OutboxItem).get(kind=OutboxKind.NOTICE)).payload == {"text": "Something else"}
