"""The errand that mails a code: secrets of its own at each try, and trouble told."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errands import Errand
from bot.errands.verification import mail_code
from bot.outbound import Outgoing, Sent
from bot.pacing import Pacer
from bot.senders import SenderState
from bot.services.alias_list import senders_of
from bot.slack import Delivery, GiveUp, Posted, Retry
from models import OutboxItem, Scope, SenderAddress, User
from models.outbox import enqueue_verification
from models.types import AddressState, OutboxKind
from models.verification import CODE_LIFE
from tests.bot.rows import NOW, a_user, a_workspace

ADDRESS = "ana@private.example"


@dataclass
class FakeRelay:
    """Remembers what it was handed, and answers as told."""

    answers: list[Sent] = field(default_factory=list)
    taken: list[tuple[bytes, str, str]] = field(default_factory=list)

    async def send(self, raw: bytes, mail_from: str, rcpt_to: str) -> Sent:
        self.taken.append((raw, mail_from, rcpt_to))
        return self.answers.pop(0) if self.answers else Sent(Posted())


async def an_item() -> tuple[User, OutboxItem]:
    user = await a_user(await a_workspace())
    row = await SenderAddress.create(
        workspace_id=user.workspace_id, user=user, address=ADDRESS, created_at=NOW, expires_at=NOW + CODE_LIFE
    )
    await enqueue_verification(user.workspace_id, user.id, row.id, NOW)
    return user, await Scope(user.workspace_id).of(OutboxItem).get(kind=OutboxKind.VERIFICATION)


async def carry_out(relay: FakeRelay | None, item: OutboxItem, later: timedelta = timedelta()) -> Delivery:
    outgoing = Outgoing("bcc.localhost", "Smart Bcc <no-reply@bcc.localhost>", relay.send if relay else None)
    client = cast(AsyncWebClient, None)
    errand = Errand(client, Scope(item.workspace_id), item, lambda: NOW + later, Pacer())
    return await mail_code(outgoing)(errand)


async def row_of(user: User) -> SenderAddress:
    return await Scope(user.workspace_id).of(SenderAddress).get(user_id=user.id)


async def notices(user: User) -> list[str]:
    rows = await Scope(user.workspace_id).of(OutboxItem).filter(kind=OutboxKind.NOTICE)
    return [str(row.payload["text"]) for row in rows]


async def test_each_try_mails_secrets_of_its_own_and_the_newer_ones_count(db: str) -> None:
    user, item = await an_item()
    relay = FakeRelay([Sent(Retry("smtp_TimeoutError", unsure=True, bounded=False))])
    assert isinstance(await carry_out(relay, item), Retry)
    first = await row_of(user)
    assert (first.sent_at, first.evidence["trouble"]) == (None, "The mail server does not answer")
    assert await carry_out(relay, item) == Posted()
    second = await row_of(user)
    assert first.code_hash != second.code_hash
    assert (second.sends, second.sent_at, second.evidence) == (1, NOW, {})
    assert [to for _, _, to in relay.taken] == [ADDRESS, ADDRESS]
    assert relay.taken[0][1] == "no-reply@bcc.localhost"


@pytest.mark.parametrize(
    ("answer", "later", "trouble"),
    [
        pytest.param(Sent(GiveUp("smtp_550"), "550 5.1.1 No *such* user"), 0, "550 5.1.1", id="no such user"),
        pytest.param(
            Sent(Retry("smtp_451", bounded=False), "451 Later"), 13, "451 Later", id="for half a day"
        ),
        pytest.param(None, 0, "No mail server is set up", id="the relay was taken away"),
    ],
)
async def test_a_mail_that_never_goes_out_is_told_of_once(
    db: str, answer: Sent | None, later: int, trouble: str
) -> None:
    user, item = await an_item()
    relay = FakeRelay([answer]) if answer else None
    assert isinstance(await carry_out(relay, item, timedelta(hours=later)), GiveUp)
    [told] = await notices(user)
    assert trouble in told
    assert "*such*" not in told  # what the mail server says is no markup
    [shown] = (await senders_of(Scope(user.workspace_id, user.id), user, NOW, by_mail=True)).rows
    assert (shown.state, shown.undeliverable) == (SenderState.PENDING, True)


async def test_nothing_is_mailed_to_an_address_that_is_not_pending_any_more(db: str) -> None:
    user, item = await an_item()
    row = await row_of(user)
    changed: dict[str, Any] = {"state": AddressState.REMOVED}
    await row.update_from_dict(changed).save()
    relay = FakeRelay()
    assert await carry_out(relay, item) == GiveUp("address_not_pending")
    assert relay.taken == []
