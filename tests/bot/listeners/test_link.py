"""Link…: from a click on the card to the card that says so."""

from bot.ids import Action
from models import Link
from tests.bot.desk import Desk
from tests.bot.rows import a_mail, a_record


async def test_a_mail_is_linked_to_a_deal_and_its_card_says_so(desk: Desk) -> None:
    ana = await desk.user("ana")
    deal = await a_record(desk.workspace, "Globex renewal 2027", number=42)
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    assert await desk.suggest(ana, view, "42") == ["Deal 42 · Globex renewal 2027"]
    answer = await desk.choose(ana, view, f"deal:{deal.id}")
    assert not answer.get("errors"), answer
    await desk.card_saying(mail, "Deal 42 · Globex renewal 2027\nLinked by you")
    [link] = await desk.scope.of(Link)
    assert (link.record_id, link.user_id, link.removed_at) == (deal.id, ana.id, None)
    assert await desk.views(ana) == []
