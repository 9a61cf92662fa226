"""Finding what a mail belongs to."""

import pytest
from tortoise.connection import get_connection

from bot.services.query import Query, read_query
from bot.services.search import has_any, search
from bot.shown import TargetKind
from models import Organization, PersonEmail, Record, RecordPerson, Scope
from models.fulltext import fold
from models.types import RecordKind, RecordStatus
from tests.bot.rows import NOW, a_person, a_record, a_user, a_workspace


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        pytest.param("42", Query(("42",), 42), id="a number"),
        pytest.param(" #42 ", Query(("42",), 42), id="with a hash"),
        pytest.param("deal 42", Query(("42",), 42, TargetKind.DEAL), id="kind and number"),
        pytest.param("Deal-42", Query(("42",), 42, TargetKind.DEAL), id="as in an address"),
        pytest.param("leads.7", Query(("7",), 7, TargetKind.LEAD), id="plural and dot"),
        pytest.param("globex renewal", Query(("globex", "renewal")), id="words"),
        pytest.param("deal globex", Query(("globex",), None, TargetKind.DEAL, "deal"), id="kind and word"),
        pytest.param("deal", Query(("deal",)), id="a kind alone is a word"),
        pytest.param("99999999999999999999", Query(("99999999999999999999",)), id="too long for a number"),
        pytest.param("a\x00b", Query(("a", "b")), id="a character no database takes"),
        pytest.param("", Query(()), id="nothing"),
    ],
)
def test_what_was_typed_is_understood(typed: str, query: Query) -> None:
    assert read_query(typed) == query


def test_folding_ignores_case_and_marks() -> None:
    assert fold("MÜLLER Émilie Straße") == "muller emilie strasse"


async def found(scope: Scope, text: str) -> list[str]:
    return [f"{target.kind} {target.number}" for target in await search(scope, text)]


async def test_a_record_is_found_by_anything_people_know_of_it(db: str) -> None:
    workspace = await a_workspace()
    scope = Scope(workspace.id, (await a_user(workspace)).id)
    jane = await a_person(workspace, "Jane Müller", "jane@globex.example", organization="Globex", number=9)
    await a_record(workspace, "Erneuerung Straßenbahn 2027", jane, number=42, organization="Verkehr AG")
    for text in ("42", "deal 42", "2027 erneuerung", "STRASSENBAHN", "müller", "muller", "verkehr", "rneue"):
        assert "deal 42" in await found(scope, text), text
    for text in ("jane", "MÜLLER", "globex", "jane@globex.example", "person 9"):
        assert "person 9" in await found(scope, text), text
    for text in ("lead 42", "person jane bahn", "zzz", "", "  "):
        assert await found(scope, text) == [], text


async def test_letters_without_case_in_ascii_are_found_too(db: str) -> None:
    workspace = await a_workspace()
    scope = Scope(workspace.id)
    await a_record(workspace, "Сделка Москва", number=1)
    await a_record(workspace, "契約更新 東京", number=2)
    await a_record(workspace, "تجديد العقد", number=3)
    assert await found(scope, "москва") == ["deal 1"]
    assert await found(scope, "東京") == ["deal 2"]
    assert await found(scope, "العقد") == ["deal 3"]


async def test_an_exact_number_comes_first_then_word_starts_then_open_before_closed(db: str) -> None:
    workspace = await a_workspace()
    scope = Scope(workspace.id)
    await a_record(workspace, "Plan 7 closed", number=1, status=RecordStatus.LOST)
    await a_record(workspace, "Plan 7", number=2)
    await a_record(workspace, "Seven", number=7)
    await a_record(workspace, "Gate 77x17", number=3, kind=RecordKind.LEAD)
    assert await found(scope, "7") == ["deal 7", "deal 2", "lead 3", "deal 1"]


async def test_many_deals_hide_no_person_and_no_project(db: str) -> None:
    workspace = await a_workspace()
    jane = await a_person(workspace, "Jane Doe")
    for number in range(1, 13):
        await a_record(workspace, f"Pilot {number}", jane, number=number)
    await a_record(workspace, "Jane Doe moves", kind=RecordKind.PROJECT)
    names = [f"{one.kind} {one.number}" for one in await search(Scope(workspace.id), "jane doe", limit=5)]
    assert names == ["deal 12", "deal 11", "deal 10", "project 1", "person 1"]


async def test_percent_and_underscore_are_letters_not_wildcards(db: str) -> None:
    workspace = await a_workspace()
    await a_record(workspace, "Discount 10%", number=1)
    await a_record(workspace, "Discount none", number=2)
    assert await found(Scope(workspace.id), "10%") == ["deal 1"]
    assert await found(Scope(workspace.id), "d_scount") == []


async def test_nothing_of_another_workspace_is_found(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("initech")
    jane = await a_person(other, "Jane Doe", "jane@globex.example", organization="Globex")
    await a_record(other, "Secret plan", jane, number=42, organization="Globex")
    for text in ("42", "secret", "jane", "globex"):
        assert await found(Scope(workspace.id), text) == []
    assert not await has_any(Scope(workspace.id))
    assert await has_any(Scope(other.id))


async def test_what_changes_is_found_by_its_new_words_and_no_longer_by_the_old(db: str) -> None:
    workspace = await a_workspace()
    scope = Scope(workspace.id)
    jane = await a_person(workspace, "Jane Doe", "jane@globex.example", organization="Globex", number=9)
    deal = await a_record(workspace, "Renewal", jane, number=42, organization="Globex")
    jane.name, deal.title = "Joan Roe", "Übernahme"
    await jane.save()
    await deal.save(update_fields=["title"])
    for firm in await scope.of(Organization).all():
        firm.name = "Initech"
        await firm.save(update_fields=["name"])
    await PersonEmail.create(workspace=workspace, person=jane, address="joan@home.example")
    assert await found(scope, "joan") == ["deal 42", "person 9"]
    assert await found(scope, "initech") == ["deal 42", "person 9"]
    assert await found(scope, "ubernahme") == ["deal 42"]
    assert await found(scope, "home.example") == ["person 9"]
    for old in ("jane doe", "renewal", "globex renewal"):
        assert await found(scope, old) == [], old
    await scope.of(RecordPerson).filter(record_id=deal.id).delete()
    await scope.of(PersonEmail).filter(address="joan@home.example").delete()
    assert await found(scope, "joan") == ["person 9"]
    assert await found(scope, "home.example") == []
    await scope.of(Organization).all().delete()
    await scope.of(Record).filter(id=deal.id).delete()
    assert await found(scope, "initech") == []
    assert await found(scope, "ubernahme") == []
    if db.startswith("sqlite"):  # raises where the index is not what the table says
        check = "INSERT INTO target_fts (target_fts, rank) VALUES ('integrity-check', 1)"
        await get_connection("default").execute_query(check)


async def test_among_thousands_the_one_meant_is_found(db: str) -> None:
    workspace = await a_workspace()
    scope = Scope(workspace.id)
    await a_record(workspace, "Globex renewal", await a_person(workspace, "Jane Doe"), number=9999)
    rows = [
        Record(workspace=workspace, kind=RecordKind.DEAL, number=n, title=f"Pilot {n} globex", created_at=NOW)
        for n in range(1, 2200)
    ]
    await scope.of(Record).bulk_create(rows)
    for text in ("renewal", "glob ren", "jane", "9999", "jane globex"):
        assert (await found(scope, text))[0] == "deal 9999", text
