"""Which cards are told of a record's new status."""

from datetime import timedelta

from bot.services.records import set_status
from models import Conversation, OutboxItem, Scope
from models.types import OutboxKind, RecordStatus
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_user, a_workspace


async def test_the_newest_cards_filed_there_are_redrawn_and_no_others(db: str) -> None:
    workspace = await a_workspace()
    ana, deal = await a_user(workspace), await a_record(workspace)
    scope = Scope(workspace.id)
    posted = {"card_channel": "D1", "card_ts": "1.1"}
    mails = [await a_mail(ana, f"Mail {number}", **posted) for number in range(55)]
    for age, mail in enumerate(reversed(mails)):
        await a_link(mail, deal)
        latest = {"latest_at": NOW - timedelta(minutes=age)}
        await scope.of(Conversation).filter(id=mail.conversation_id).update(**latest)
    await a_link(await a_mail(ana, "No card yet"), deal)
    await a_link(await a_mail(ana, "Filed elsewhere", **posted), await a_record(workspace, "Other"))
    await a_link(await a_mail(ana, "Filed here once", **posted), deal, removed_at=NOW)
    assert await set_status(Scope(workspace.id, ana.id), deal.id, RecordStatus.LOST, NOW) is not None
    told = await scope.of(OutboxItem).filter(kind=OutboxKind.CARD_UPDATE).values_list("message_id", flat=True)
    # The one without a card is among the fifty latest conversations.
    assert sorted(told) == [mail.id for mail in mails[-49:]]
