"""Private mail of one member shows in nothing that another member sees."""

from datetime import timedelta
from typing import Any

from bot.services.cards import card_of, mail_of
from bot.services.find import find
from bot.services.home import home_of
from bot.services.latest import latest_lines
from bot.services.likely import likely
from bot.services.records import guesses, look, matches
from bot.services.search import search
from bot.services.unfiled import count_unfiled, inbox
from bot.services.wanted import read_wanted
from bot.services.week import week_of
from bot.services.why import why_of_mail
from bot.shown import TargetKind
from bot.views.mail_modal import mail_modal
from models import Correspondent, FilingRule, Message, Scope
from models.filing.candidates import candidates
from models.types import LinkOrigin, Visibility
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_user, a_workspace

JANE = [("Jane Doe", "jane@globex.example")]


async def with_jane(mail: Message) -> None:
    """As the filing knows whom a conversation is with."""
    whose = {"workspace_id": mail.workspace_id, "owner_id": mail.owner_id}
    await Correspondent.create(conversation_id=mail.conversation_id, key=JANE[0][1], **whose)


async def test_a_colleagues_private_mail_is_in_no_list_count_suggestion_or_reason(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    jane = await a_person(workspace, "Jane Doe", "jane@globex.example")
    deals = [await a_record(workspace, f"Deal {number}", jane) for number in range(3)]
    for number in range(5):
        text = "Secret words"
        mail = await a_mail(
            ben, f"Secret {number}", text, to=JANE, quoted="Secret", files=[("secret.pdf", 1)]
        )
        await with_jane(mail)
        await a_link(mail, deals[2])
    await a_mail(ben, "Secret and unfiled", to=JANE)
    await FilingRule.create(workspace=workspace, owner=ben, person=jane, record=deals[2], created_at=NOW)
    mine = await a_mail(ana, "My own", to=JANE)
    await with_jane(mine)
    scope, later = Scope(workspace.id, ana.id), NOW + timedelta(hours=1)
    told: list[Any] = [
        await find(scope, read_wanted(text), "UTC") for text in ("secret", "to:jane", "from:ben", "has:file")
    ]
    deal = await look(scope, workspace, "bcc.test", TargetKind.DEAL, deals[2].id, "UTC", later)
    person = await look(scope, workspace, "bcc.test", TargetKind.PERSON, jane.id, "UTC", later)
    assert deal is not None
    assert person is not None
    assert (sum(deal.weeks), deal.page.lines, sum(person.weeks), len(person.page.lines)) == (0, (), 1, 1)
    assert (await count_unfiled(scope), len((await inbox(scope, "UTC")).lines)) == (1, 1)
    week = await week_of(scope, "UTC", NOW - timedelta(days=1), later)
    assert week is not None
    assert (sum(week.days), week.by_hand, week.left) == (1, 0, 1)
    offered = await candidates(scope, mine.conversation_id)
    assert "filed" not in str(offered)  # where Ben files says nothing
    assert (len(offered), len({one.score for one in offered})) == (3, 1)
    told += [deal, person, week, offered, await inbox(scope, "UTC"), await latest_lines(scope, 10)]
    told += [
        await likely(scope, mine),
        await why_of_mail(scope, mine.id, "UTC"),
        await search(scope, "secret"),
    ]
    told += [await matches(scope, TargetKind.DEAL, ""), await guesses(scope, "secret")]
    told += [
        await home_of(scope, ana, workspace, "bcc.test", NOW, by_mail=True),
        await card_of(scope, mine.id, "bcc.test"),
    ]
    assert "ecret" not in str(told)
    assert "Ben" not in str(told)


async def test_a_shared_mail_tells_nothing_of_the_private_ones_beside_it(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor", tz="Asia/Tokyo")
    deal = await a_record(workspace, "Renewal")
    shared = await a_mail(ben, "Offer", "Open words", note="Please read", visibility=Visibility.SHARED)
    conversation = await shared.conversation
    await a_mail(
        ben, "Secret", "Secret words", conversation=conversation, to=[("Secret Sam", "sam@x.example")]
    )
    reason = {"rule": "only_open", "evidence": "Jane Doe, Secret Sam", "new_people": ["sam@x.example"]}
    await a_link(shared, deal, origin=LinkOrigin.RULE, user_id=None, reason=reason)
    for viewer, tells in ((ana, False), (ben, True)):
        scope = Scope(workspace.id, viewer.id)
        mail = await mail_of(scope, shared.id)
        assert mail is not None
        assert ("Secret Sam" in str(mail)) is tells
        assert (mail.card.tz, mail.card.place.count) == (viewer.tz, 1)
        modal = str(mail_modal(mail))
        assert "Deal 1 · Renewal" in modal
        assert ("Your note: " in modal) is tells
        assert ("Ben Okafor's note: " in modal) is not tells
        assert await scope.of(Message).count() == (2 if tells else 1)
