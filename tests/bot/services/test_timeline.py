"""The mail of a record or person, as its viewers see it."""

from datetime import timedelta

from bot.services.filings import target_of_person, target_of_record
from bot.services.lines import PAGE
from bot.services.timeline import WEEKS, timeline, weeks_of
from bot.shown import Target
from models import Link, Message, Person, Record, Scope
from models.types import LinkOrigin, Visibility
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_user, a_workspace


async def of_record(scope: Scope, record: Record) -> Target:
    return target_of_record(await scope.of(Record).get(id=record.id).select_related("organization"))


async def of_person(scope: Scope, person: Person) -> Target:
    return target_of_person(await scope.of(Person).get(id=person.id).select_related("organization"))


async def subjects(scope: Scope, target: Target) -> list[str]:
    return [line.subject for line in (await timeline(scope, target, "UTC")).lines]


async def test_a_deal_shows_its_mail_newest_first_and_only_what_the_viewer_may_see(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("initech")
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    milton = await a_user(other, "Milton Waddams")
    deal, elsewhere = await a_record(workspace), await a_record(workspace, "Other")
    for subject in ("First", "Second"):
        await a_link(await a_mail(ana, subject), deal)
    await a_link(await a_mail(ana, "Elsewhere"), elsewhere)
    await a_link(await a_mail(ana, "Unlinked"), deal, removed_at=NOW)
    secret = await a_mail(ben, "Ben's secret")
    await a_link(secret, deal)
    mine, his = Scope(workspace.id, ana.id), Scope(workspace.id, ben.id)
    target = await of_record(mine, deal)
    assert await subjects(mine, target) == ["Second", "First"]
    assert await subjects(his, target) == ["Ben's secret"]
    assert await subjects(Scope(other.id, milton.id), target) == []
    assert sum(await weeks_of(mine, target, NOW + timedelta(hours=1))) == 2
    assert sum(await weeks_of(his, target, NOW + timedelta(hours=1))) == 1
    await Scope(workspace.id).of(Message).filter(id=secret.id).update(visibility=Visibility.SHARED)
    [line, *_] = (await timeline(mine, target, "UTC")).lines
    assert (line.subject, line.owner) == ("Ben's secret", "Ben Okafor")
    assert sum(await weeks_of(Scope(other.id, milton.id), target, NOW)) == 0


async def test_a_person_shows_every_mail_that_names_them_once(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    jane = await a_person(workspace, "Jane Doe", "jane@globex.example", "j@home.example")
    both = [("Jane", "jane@globex.example"), ("Jane", "j@home.example")]
    named = await a_mail(ana, "To both addresses", to=both)
    filed = await a_mail(ana, "Filed by hand", to=[("X", "x@globex.example")])
    for mail in (named, filed):
        await Link.create(
            workspace=workspace, conversation_id=mail.conversation_id, person=jane,
            origin=LinkOrigin.USER, user=ana, created_at=NOW,
        )  # fmt: skip
    await a_mail(ana, "Somebody else's", to=[("X", "x@globex.example")])
    await a_mail(ben, "Ben's secret", to=both)
    scope = Scope(workspace.id, ana.id)
    assert await subjects(scope, await of_person(scope, jane)) == ["Filed by hand", "To both addresses"]


async def test_a_long_history_is_paged_and_counted_by_weeks(db: str) -> None:
    workspace = await a_workspace()
    ana, deal = await a_user(workspace), await a_record(workspace)
    first = await a_mail(ana, "Mail 0", received_at=NOW - timedelta(weeks=WEEKS + 1))
    await a_link(first, deal)
    conversation = await first.conversation
    for number in range(1, PAGE + 4):
        at = NOW - timedelta(weeks=PAGE + 4 - number, hours=-1)
        await a_mail(ana, f"Mail {number}", conversation=conversation, received_at=at)
    scope = Scope(workspace.id, ana.id)
    target = await of_record(scope, deal)
    newest = await timeline(scope, target, "UTC")
    rest = await timeline(scope, target, "UTC", newest.older)
    seen = [line.subject for line in (*newest.lines, *rest.lines)]
    assert seen == [f"Mail {number}" for number in reversed(range(PAGE + 4))]
    assert (newest.newest, rest.newest, rest.older) == (True, False, None)
    weeks = await weeks_of(scope, target, NOW)
    assert weeks == (1,) * WEEKS
