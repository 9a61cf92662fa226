"""What a card shows, gathered from rows."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.cards import card_of, mail_of, written_at
from bot.views.card import message_card
from models import Attachment, Participant, Scope
from models.types import Direction, LinkOrigin, ParticipantRole, Visibility
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_user, a_workspace


async def test_a_card_names_the_first_of_many_recipients_and_counts_all(db: str) -> None:
    ana = await a_user(await a_workspace())
    mail = await a_mail(ana, to=[(f"P{n}", f"p{n}@x.example") for n in range(120)])
    card = await card_of(Scope(ana.workspace_id), mail.id)
    assert card is not None
    assert card.recipient_count == 120
    assert [party.name for party in card.recipients[:2]] == ["P0", "P1"]


async def test_a_forward_s_card_shows_the_original_s_people(db: str) -> None:
    ana = await a_user(await a_workspace())
    mail = await a_mail(
        ana, direction=Direction.FORWARDED, author_name="Jane Doe", author_address="jane@globex.example",
        to=[("Ana", "ana@northwind.example")], note="Please file.",
    )  # fmt: skip
    await Participant.create(
        workspace_id=ana.workspace_id, message=mail, role=ParticipantRole.FROM, position=0,
        name="Ana Trujillo", address="ana@northwind.example",
    )  # fmt: skip
    whole = await mail_of(Scope(ana.workspace_id, ana.id), mail.id)
    assert whole is not None
    assert (whole.card.author.name, whole.card.recipients[0].name) == ("Jane Doe", "Ana")
    assert whole.sender is not None
    assert whole.sender.name == "Ana Trujillo"


async def test_a_card_shows_files_but_not_what_the_text_or_a_signature_shows(db: str) -> None:
    ana = await a_user(await a_workspace())
    mail = await a_mail(ana, files=[("offer.pdf", 10), ("logo.png", 5), ("photo.jpg", 7)])
    scope = Scope(ana.workspace_id)
    await scope.of(Attachment).filter(name="logo.png").update(signature=True)
    await scope.of(Attachment).filter(name="photo.jpg").update(inline=True)
    card = await card_of(scope, mail.id)
    assert card is not None
    assert [file.name for file in card.files] == ["offer.pdf"]


async def test_a_person_s_link_and_its_rule_are_told(db: str) -> None:
    workspace = await a_workspace()
    ana, jane = await a_user(workspace), await a_person(workspace, "Jane Doe", organization="Globex")
    mail = await a_mail(ana)
    rule = {"rule": "person", "evidence": "jane@globex.example"}
    await a_link(mail, None, person=jane, origin=LinkOrigin.RULE, user_id=None, reason=rule)
    card = await card_of(Scope(workspace.id), mail.id)
    assert card is not None
    assert "Person 1 · Jane Doe" in str(message_card(card).blocks)
    assert "Filed because jane@globex.example belongs to it" in str(message_card(card).blocks)


async def test_only_the_latest_change_offers_undo(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    mail = await a_mail(ana)
    await a_link(mail, await a_record(workspace, "First"))
    await a_link(mail, await a_record(workspace, "Second"), created_at=NOW + timedelta(minutes=1))
    gone = await a_record(workspace, "Gone")
    await a_link(mail, gone, removed_at=NOW)
    card = await card_of(Scope(workspace.id), mail.id)
    assert card is not None
    assert [(f.target.title, f.fresh) for f in card.filings] == [("First", False), ("Second", True)]


async def test_a_mail_that_came_after_an_unlinking_does_not_tell_of_it(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    mail = await a_mail(ana)
    await a_link(
        mail, await a_record(workspace), created_at=NOW - timedelta(2), removed_at=NOW - timedelta(1)
    )
    card = await card_of(Scope(workspace.id), mail.id)
    assert card is not None
    assert card.filings == ()


@pytest.mark.parametrize(
    ("sent_at", "shown"),
    [
        pytest.param(None, NOW, id="no date"),
        pytest.param(NOW - timedelta(days=400), NOW - timedelta(days=400), id="an old mail"),
        pytest.param(datetime(1969, 1, 1, tzinfo=UTC), NOW, id="before there was mail"),
        pytest.param(NOW + timedelta(days=3), NOW, id="the day after tomorrow"),
    ],
)
def test_a_date_that_cannot_be_gives_way_to_the_day_it_came(
    sent_at: datetime | None, shown: datetime
) -> None:
    assert written_at(sent_at, NOW) == shown


@pytest.mark.parametrize("visibility", list(Visibility))
async def test_a_card_is_its_owner_s_alone_and_a_mail_that_of_all_once_it_is_shared(
    db: str, visibility: Visibility
) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    other = await a_user(await a_workspace("initech"), "Milton Waddams")
    mail = await a_mail(ana, visibility=visibility)
    assert await card_of(Scope(workspace.id, ana.id), mail.id) is not None
    for stranger in (
        Scope(workspace.id, ben.id),
        Scope(other.workspace_id, other.id),
        Scope(other.workspace_id),
    ):
        assert await card_of(stranger, mail.id) is None
        colleague = stranger.viewer_id == ben.id and visibility is Visibility.SHARED
        assert (await mail_of(stranger, mail.id) is not None) is colleague
