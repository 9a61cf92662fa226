"""Whose digest is due, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.digests import nine_o_clock, queue_digests, week_before
from bot.services.week import week_of
from models import Conversation, OutboxItem, Scope, User, Workspace
from models.types import LinkOrigin, OutboxKind
from tests.bot.rows import a_link, a_mail, a_record, a_user, a_workspace
from tests.builders import a_refusal

MONDAY = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def reports(user: User) -> list[str]:
    rows = Scope(user.workspace_id).of(OutboxItem).filter(kind=OutboxKind.REPORT, user_id=user.id)
    return [item.payload["of"] for item in await rows.order_by("id")]


@pytest.mark.parametrize(
    ("now", "tz", "nine"),
    [
        pytest.param(MONDAY, "UTC", MONDAY, id="to the minute"),
        pytest.param(MONDAY - MINUTE, "UTC", MONDAY - DAY, id="before nine it is yesterday's"),
        pytest.param(MONDAY, "Asia/Tokyo", MONDAY - timedelta(hours=9), id="east"),
        pytest.param(MONDAY, "America/New_York", MONDAY - timedelta(hours=19), id="west"),
        pytest.param(MONDAY, "Not/AZone", MONDAY, id="no zone"),
    ],
)
def test_nine_is_on_the_members_own_clock(now: datetime, tz: str, nine: datetime) -> None:
    assert nine_o_clock(now, tz) == nine


def test_a_week_is_seven_days_of_the_calendar_though_the_clock_changed_in_it() -> None:
    monday = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)  # the day after summer time began in Amsterdam
    since, until = week_before(monday, "Europe/Amsterdam")
    assert (since, until) == (
        datetime(2027, 3, 21, 23, 0, tzinfo=UTC), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)
    )  # fmt: skip


async def test_refusals_are_told_once_a_day_at_nine_and_only_where_there_are_any(db: str) -> None:
    workspace = await a_workspace()
    ana, tokyo = await a_user(workspace), await a_user(workspace, "Tom Sato", tz="Asia/Tokyo")
    await a_user(workspace, "Ben Okafor")
    await a_refusal(ana)
    await a_refusal(tokyo, hours_ago=10)
    assert await queue_digests(MONDAY - MINUTE) == 1
    assert (await reports(ana), await reports(tokyo)) == ([], ["refusals"])
    for minutes in (0, 15, 30, 600):  # whatever comes later waits for tomorrow
        await queue_digests(MONDAY + minutes * MINUTE)
        await a_refusal(
            ana, f"ana+{minutes}@northwind.example", first_at=MONDAY + MINUTE, latest_at=MONDAY + MINUTE
        )
    assert await reports(ana) == ["refusals"]
    await queue_digests(MONDAY + DAY)
    await queue_digests(MONDAY + 2 * DAY)
    assert await reports(ana) == ["refusals"] * 2


async def test_who_left_is_told_nothing(db: str) -> None:
    for columns in ({"active": False}, {"guest": True}):
        workspace = await a_workspace(f"w{len(await Workspace.all())}")
        await a_refusal(await a_user(workspace, digest=True, **columns))
    assert await queue_digests(MONDAY) == 0


async def test_a_workspace_that_took_us_out_finds_no_pile_of_digests_when_it_is_back(db: str) -> None:
    workspace = await a_workspace(uninstalled_at=MONDAY - 5 * DAY)
    ana = await a_user(workspace, digest=True)
    await a_refusal(ana)
    await a_mail(ana, received_at=MONDAY - 3 * DAY)
    assert await queue_digests(MONDAY) == 0
    await Workspace.filter(id=workspace.id).update(uninstalled_at=None)
    assert await queue_digests(MONDAY) == 2


async def test_the_week_is_told_on_monday_to_who_wants_it_once(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace, digest=True), await a_user(workspace, "Ben Okafor")
    nothing = await a_user(workspace, "Cy Young", digest=True)
    for user in (ana, ben):
        await a_mail(user, received_at=MONDAY - 3 * DAY)
    await a_mail(nothing, received_at=MONDAY - 9 * DAY)
    await a_mail(nothing, received_at=MONDAY)
    await queue_digests(MONDAY - MINUTE)
    assert await reports(ana) == []
    for later in (MONDAY, MONDAY + MINUTE, MONDAY + DAY - MINUTE, MONDAY + DAY, MONDAY + 3 * DAY):
        await queue_digests(later)
    assert [await reports(user) for user in (ana, ben, nothing)] == [["week"], [], []]
    late = await a_user(workspace, "Di Late", digest=True)
    await a_mail(late, received_at=MONDAY - 3 * DAY)
    await queue_digests(MONDAY + DAY)  # who wants it from Tuesday on gets the next one
    assert await reports(late) == []


async def test_a_week_counts_what_came_and_what_became_of_it(db: str) -> None:
    workspace, deal = await a_workspace(), None
    ana, ben = await a_user(workspace, tz="Asia/Tokyo"), await a_user(workspace, "Ben Okafor")
    deal = await a_record(workspace)
    since, until = week_before(MONDAY, ana.tz)
    by_rule, by_hand, _left, done = [
        await a_mail(ana, subject, received_at=since + days * DAY)
        for subject, days in (("Rule", 0), ("Hand", 0), ("Left", 2), ("Done", 6))
    ]
    await a_link(by_rule, deal, origin=LinkOrigin.RULE, user_id=None)
    await a_link(by_hand, deal)
    await Scope(workspace.id).of(Conversation).filter(id=done.conversation_id).update(done_at=MONDAY)
    await a_mail(ben, "Ben's", received_at=since)
    await a_mail(ana, "Too early", received_at=since - MINUTE)
    await a_refusal(ana, count=4, hours_ago=48)
    week = await week_of(Scope(workspace.id, ana.id), ana.tz, since, until)
    assert week is not None
    assert week.days == (2, 0, 1, 0, 0, 0, 1)
    assert (week.by_rule, week.by_hand, week.left, week.refused) == (1, 1, 1, 4)
    assert sorted(line.subject for line in week.waiting) == ["Left", "Too early"]
    assert await week_of(Scope(workspace.id, ben.id), "UTC", until + DAY, until + 8 * DAY) is None
