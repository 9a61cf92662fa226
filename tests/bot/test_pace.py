"""A channel that takes one message a second, and everybody else meanwhile."""

from bot.errands.errand import Errand, say
from bot.slack import Delivery, Posted
from bot.views.rendered import Rendered
from models import OutboxItem
from models.types import OutboxKind, OutboxState
from tests.bot.test_delivery import Office, now
from tests.bot.test_delivery import office as office
from tests.control import until


async def test_a_channel_with_much_to_come_holds_up_nobody_else(office: Office) -> None:
    ana, posted = await office.user("ana"), list[Posted]()
    channel = str((await office.client.conversations_open(users=ana.slack_user_id))["channel"]["id"])
    for number in range(60):
        await OutboxItem.create(
            workspace_id=office.workspace.id,
            lane=f"copy:{number}",
            kind=OutboxKind.NOTICE,
            user_id=ana.id,
            due_at=now(),
            created_at=now(),
        )
    await office.message("ben", "for ben")

    async def copy(errand: Errand) -> Delivery:
        delivery = await say(errand, Rendered("copy", []), channel)
        posted.extend([delivery] if isinstance(delivery, Posted) else [])
        return delivery

    async with office.delivering({OutboxKind.NOTICE: copy}):
        card = office.scope.of(OutboxItem).filter(kind=OutboxKind.CARD, state=OutboxState.SENT)
        await until(card.exists, "the card for Ben", seconds=60)
    assert len(posted) < 30
