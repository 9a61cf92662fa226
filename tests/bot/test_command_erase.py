"""`python -m bot erase`: first what would go, then nothing of it anywhere."""

import json
import zlib
from typing import Any

import pytest

from bot.command_erase import run_erase
from models import (
    AuditEvent,
    Correspondent,
    Message,
    OutboxItem,
    Person,
    Scope,
    SenderAddress,
    Share,
    across_workspaces,
)
from models.db import database
from models.outbox import enqueue_notice
from models.types import OutboxKind
from tests.bot.rows import NOW, a_held_mail, a_mail, a_person, a_user, a_workspace
from tests.builders import a_refusal
from tests.models.test_erasure import PLANTED, a_planted_mail, everything

ADDRESS = f"{PLANTED}@globex.example"


async def plant(url: str) -> None:
    """The planted word in all that can hold it, for two members; and an unrelated mail."""
    async with database(url, migrate=False):
        workspace = await a_workspace()
        ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
        w = {"workspace": workspace}
        for number, user in enumerate((ana, ben)):
            mail = await a_planted_mail(user, key=str(number), card_channel="D1", card_ts=f"{number}.1")
            await Correspondent.create(owner=user, conversation_id=mail.conversation_id, key=ADDRESS, **w)
            await Share.create(message=mail, channel="C1", ts=f"{number}.2", created_at=NOW, **w)
            told = {"text": f"Look at {ADDRESS}", "blocks": []}
            await enqueue_notice(workspace.id, user.id, told, NOW)
            await enqueue_notice(workspace.id, user.id, {"text": PLANTED, "mail": mail.id}, NOW)
            for state in ("pending", "removed"):
                await SenderAddress.create(user=user, address=ADDRESS, state=state, created_at=NOW, **w)
            about = {"reason": f"r{number}", "reply": PLANTED, "checks": [{"detail": PLANTED}]}
            await a_refusal(user, ADDRESS, **about)
            for digest, address in (("0", ADDRESS), ("1", "new@northwind.example")):
                content = zlib.compress(f"To: {ADDRESS}".encode())
                about = {"subject": PLANTED, "digest": digest, "content": content}
                await a_held_mail(user, address, helo=PLANTED, mail_from=ADDRESS, **about)
        await a_person(workspace, PLANTED, ADDRESS)
        await a_mail(ana, "Another")


async def held_in(url: str) -> str:
    async with database(url, migrate=False):
        return await everything(url)


async def test_a_dry_run_counts_and_changes_nothing(database_url: str, capsys: Any) -> None:
    await plant(database_url)
    assert await run_erase(database_url, None, ADDRESS, really=False) == 0
    would = json.loads(capsys.readouterr().out)["would_erase"]
    assert {name: would[name] for name in ("mails", "owners", "shares", "held", "refusals", "contacts")} == {
        "mails": 2, "owners": 2, "shares": 2, "held": 4, "refusals": 2, "contacts": 1,
    }  # fmt: skip
    assert PLANTED in await held_in(database_url)


async def test_with_yes_nothing_is_left_anywhere_and_slack_is_told(database_url: str, capsys: Any) -> None:
    await plant(database_url)
    assert await run_erase(database_url, "northwind", ADDRESS.upper(), really=True) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["erased"]["mails"], receipt["erased"]["contacts"]) == (2, 1)
    assert PLANTED not in json.dumps(receipt)
    assert PLANTED not in await held_in(database_url)
    async with database(database_url, migrate=False):
        [workspace_id] = set(await across_workspaces(Message).values_list("workspace_id", flat=True))
        scope = Scope(int(workspace_id))
        assert [mail.subject for mail in await scope.of(Message)] == ["Another"]
        assert not await scope.of(Person).exists()
        kinds = set(await scope.of(OutboxItem).values_list("kind", flat=True))
        assert (kinds, await scope.of(OutboxItem).count()) == ({OutboxKind.REMOVE}, 4)
        assert (await scope.of(AuditEvent).get(verb="forgot")).actor_id is None
    assert await run_erase(database_url, None, ADDRESS, really=True) == 0
    assert json.loads(capsys.readouterr().out)["erased"]["mails"] == 0


@pytest.mark.parametrize(
    ("workspace", "address"), [("nobody", ADDRESS), (None, "jane"), (None, "@x.example")]
)
async def test_what_cannot_be_is_said_and_nothing_else(
    database_url: str, capsys: Any, workspace: str | None, address: str
) -> None:
    await plant(database_url)
    assert await run_erase(database_url, workspace, address, really=True) == 2
    assert capsys.readouterr().out == ""
