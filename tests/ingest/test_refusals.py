"""What is written down of a mail that was turned away."""

from datetime import timedelta

from tortoise.connection import get_connection

from ingest import reply
from ingest.auth.verdict import Check, Verdict
from ingest.refusals import record_refusal
from ingest.refused import Reason, Refused
from models import Refusal, Scope
from models.types import Outcome
from tests.builders import NOW, a_user, a_workspace, an_envelope

FORGED = Refused(Reason.UNAUTHENTICATED, reply.not_authenticated("acme.test", "no signature"))
LARGE = Refused(Reason.TOO_BIG, reply.too_big(1000))


def a_verdict(author: str | None = "ana@acme.test") -> Verdict:
    check = Check("spf", Outcome.FAIL, "acme.test", True, "203.0.113.7 may not send\0")
    return Verdict(Outcome.FAIL, None, None, "no signature", author, (check,))


async def test_a_refusal_names_the_member_whose_address_was_claimed(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    await record_refusal(workspace.id, an_envelope(mail_from="x@evil.test"), FORGED, a_verdict(), NOW)
    row = await Scope(workspace.id).of(Refusal).get()
    assert (row.user_id, row.claimed_sender, row.reason, row.count) == (
        ana.id,
        "ana@acme.test",
        "unauthenticated",
        1,
    )
    assert row.reply == str(FORGED.reply)
    assert (row.first_at, row.latest_at, row.day) == (NOW, NOW, NOW.date())
    assert row.checks[0]["outcome"] == "fail"


async def test_repeats_of_a_day_are_counted_in_one_row(db: str) -> None:
    workspace = await a_workspace()
    for hours in (0, 1, 2, 24):
        at = NOW + timedelta(hours=hours)
        await record_refusal(workspace.id, an_envelope(), FORGED, a_verdict(), at)
    await record_refusal(workspace.id, an_envelope(), LARGE, None, NOW)
    rows = await Scope(workspace.id).of(Refusal).order_by("id").values_list("reason", "count")
    assert rows == [("unauthenticated", 3), ("unauthenticated", 1), ("too_big", 1)]


async def test_beyond_five_hundred_senders_a_day_they_are_one(db: str) -> None:
    workspace = await a_workspace()
    rows = Scope(workspace.id).of(Refusal)
    await rows.bulk_create(
        Refusal(
            workspace_id=workspace.id,
            day=NOW.date(),
            claimed_sender=f"{number}@spam.test",
            reason="too_big",
            reply="",
            peer_ip="",
            first_at=NOW,
            latest_at=NOW,
        )
        for number in range(498)
    )
    for number in range(5):
        await record_refusal(workspace.id, an_envelope(mail_from=f"{number}@evil.test"), LARGE, None, NOW)
    assert await rows.count() == 501
    assert (await rows.get(claimed_sender="*")).count == 3


async def test_a_member_hears_of_their_own_mail_on_a_day_of_a_thousand_strangers(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    rows = Scope(workspace.id).of(Refusal)
    await rows.bulk_create(
        Refusal(
            workspace_id=workspace.id, day=NOW.date(), claimed_sender=f"{number}@spam.test", reason="too_big",
            reply="", peer_ip="", first_at=NOW, latest_at=NOW,
        )
        for number in range(500)
    )  # fmt: skip
    for author in ("ana@acme.test", "ana+1@acme.test", "ana+2@acme.test"):
        await record_refusal(workspace.id, an_envelope(), FORGED, a_verdict(author), NOW)
    assert [row.claimed_sender for row in await rows.filter(user_id=ana.id)] == ["ana@acme.test"]
    assert (await rows.get(claimed_sender="*")).count == 2


async def test_a_row_tells_of_the_latest_mail(db: str) -> None:
    workspace = await a_workspace()
    for ip in ("198.51.100.1", "203.0.113.7"):
        await record_refusal(workspace.id, an_envelope(peer_ip=ip), FORGED, a_verdict(), NOW)
    row = await Scope(workspace.id).of(Refusal).get()
    assert (row.peer_ip, row.count) == ("203.0.113.7", 2)


async def test_a_claimed_sender_is_kept_as_far_as_it_fits(db: str) -> None:
    workspace = await a_workspace()
    author = f"{'x' * 400}\0@evil.test"
    await record_refusal(workspace.id, an_envelope(), FORGED, a_verdict(author), NOW)
    assert (await Scope(workspace.id).of(Refusal).get()).claimed_sender == "x" * 320


async def test_a_refusal_that_cannot_be_recorded_raises_nothing(db: str) -> None:
    workspace = await a_workspace()
    connection = get_connection("default")
    await connection.execute_script("ALTER TABLE refusal RENAME TO gone")
    try:
        await record_refusal(workspace.id, an_envelope(), FORGED, a_verdict(), NOW)
    finally:
        await connection.execute_script("ALTER TABLE gone RENAME TO refusal")
