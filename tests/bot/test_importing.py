"""CSV files in, rows out; what is wrong is said by line."""

import asyncio
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from bot.command_import import run_import
from bot.importing import BadFile, BadRow, Importer, import_file
from models import Organization, Person, PersonEmail, Record, RecordPerson, Scope, User, Workspace
from models.db import database
from models.filing import Proposal
from models.filing.contacts import create_contacts
from models.transaction import transaction
from models.types import RecordKind, RecordStatus
from tests.models.rows import NOW, a_workspace

PERSONS = "name,emails,organization\nJane Doe,jane@globex.example;JD@Globex.example,Globex\n"
DEALS = "number,title,status,value,currency,persons,organization,owner\n"


async def importer_into(team_id: str = "T1") -> tuple[Importer, Scope]:
    workspace = await a_workspace(team_id)
    await User.create(workspace=workspace, slack_user_id="U1", name="Ana", email="ana@northwind.example")
    return Importer(workspace.id, NOW), Scope(workspace.id)


async def test_a_person_comes_with_addresses_and_organization(db: str) -> None:
    importer, scope = await importer_into()
    tally = await import_file(importer, None, StringIO(PERSONS))
    assert (tally.created, tally.updated, tally.bad) == (1, 0, [])
    [person] = await scope.of(Person).select_related("organization")
    assert (person.number, person.name, person.organization and person.organization.name) == (
        1,
        "Jane Doe",
        "Globex",
    )
    addresses = await scope.of(PersonEmail).order_by("id").values_list("address", flat=True)
    assert addresses == ["jane@globex.example", "jd@globex.example"]


async def test_the_same_file_again_changes_nothing(db: str) -> None:
    importer, scope = await importer_into()
    await import_file(importer, None, StringIO(PERSONS))
    deals = DEALS + "42,Renewal,open,1200.50,eur,jane@globex.example,Globex,ana@northwind.example\n"
    await import_file(importer, RecordKind.DEAL, StringIO(deals))
    again = [
        await import_file(importer, None, StringIO(PERSONS)),
        await import_file(importer, RecordKind.DEAL, StringIO(deals)),
    ]
    assert [(tally.created, tally.updated) for tally in again] == [(0, 1), (0, 1)]
    counts = [await scope.of(t).count() for t in (Person, PersonEmail, Organization, Record, RecordPerson)]
    assert counts == [1, 2, 1, 1, 1]


async def test_a_deal_is_updated_by_its_number(db: str) -> None:
    importer, scope = await importer_into()
    await import_file(importer, None, StringIO(PERSONS))
    await import_file(
        importer, RecordKind.DEAL, StringIO(DEALS + "42,Renewal,open,,,jane@globex.example,,\n")
    )
    await import_file(importer, RecordKind.DEAL, StringIO(DEALS + "42,Renewal 2027,won,9.5,USD,,Globex,\n"))
    [deal] = await scope.of(Record)
    assert (deal.title, deal.status, deal.value, deal.currency, deal.closed_at) == (
        "Renewal 2027",
        RecordStatus.WON,
        Decimal("9.50"),
        "USD",
        NOW,
    )
    assert await scope.of(RecordPerson).count() == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("x,T,open,,,,,", "number", id="no number"),
        pytest.param("0,T,open,,,,,", "number", id="zero"),
        pytest.param(f"{'7' * 5000},T,open,,,,,", "number", id="a number of thousands of digits"),
        pytest.param("7,T\0,open,,,,,", "title", id="what cannot be stored"),
        pytest.param("7,,open,,,,,", "title is empty", id="no title"),
        pytest.param("7,T,maybe,,,,,", "status", id="unknown status"),
        pytest.param("7,T,open,lots,,,,", "value", id="value in words"),
        pytest.param("7,T,open,9999999999999999.995,,,,", "value", id="a value that rounds too high"),
        pytest.param("7,T,open,-1e1000000,,,,", "value", id="a value beyond numbers"),
        pytest.param("7,T,open,1,euro,,,", "currency", id="no currency code"),
        pytest.param("7,T,open,1,EUR,nobody@x.example,,", "persons", id="unknown person"),
        pytest.param("7,T,open,1,EUR,,,ben@northwind.example", "owner", id="unknown owner"),
    ],
)
async def test_a_bad_row_is_reported_with_its_line_and_the_rest_goes_in(
    db: str, row: str, reason: str
) -> None:
    importer, scope = await importer_into()
    tally = await import_file(
        importer, RecordKind.DEAL, StringIO(f"{DEALS}1,A,open,,,,,\n{row}\n2,B,open,,,,,\n")
    )
    [bad] = tally.bad
    assert (tally.created, bad.line) == (2, 3)
    assert reason in bad.reason
    assert await scope.of(Record).order_by("number").values_list("number", flat=True) == [1, 2]


async def test_a_row_that_fails_leaves_nothing_behind(db: str) -> None:
    importer, scope = await importer_into()
    row = "7,T,open,1,EUR,,New Organization,ben@northwind.example\n"
    tally = await import_file(importer, RecordKind.DEAL, StringIO(DEALS + row))
    assert len(tally.bad) == 1
    assert await scope.of(Organization).count() == 0


async def test_an_import_and_arriving_mail_that_makes_contacts_give_out_different_numbers(db: str) -> None:
    importer, scope = await importer_into()
    rows = "".join(f"Jane {at},j{at}@globex.example,\n" for at in range(20))

    async def mail_comes(at: int) -> None:
        async with transaction():
            await create_contacts(scope, [Proposal(f"m{at}@globex.example", "Max", None, role=False)], NOW)

    tally, *_ = await asyncio.gather(
        import_file(importer, None, StringIO("name,emails,organization\n" + rows)),
        *(mail_comes(at) for at in range(20)),
    )
    assert (tally.created, tally.bad) == (20, [])
    numbers = await scope.of(Person).order_by("number").values_list("number", flat=True)
    assert numbers == list(range(1, 41))


@pytest.mark.parametrize(
    "text", ["", "name,emails\nA,a@x.example\n"], ids=["empty", "no organization column"]
)
async def test_a_file_of_other_columns_is_refused_whole(db: str, text: str) -> None:
    importer, _ = await importer_into()
    with pytest.raises(BadFile, match="organization"):
        await import_file(importer, None, StringIO(text))


async def test_two_workspaces_take_the_same_numbers_and_people(db: str) -> None:
    for team in ("T1", "T2"):
        importer, scope = await importer_into(team)
        await import_file(importer, None, StringIO(PERSONS))
        tally = await import_file(
            importer,
            RecordKind.LEAD,
            StringIO("number,title,status,persons,owner\n1,L,,jane@globex.example,\n"),
        )
        assert (tally.created, tally.bad) == (1, [])
        assert await scope.of(Record).count() == 1
    assert await Workspace.all().count() == 2


@pytest.mark.parametrize(
    "email", ["jane at globex", f"{'j' * 320}@globex.example"], ids=["spaces", "too long"]
)
async def test_an_unreadable_e_mail_address_is_a_bad_row(db: str, email: str) -> None:
    importer, _ = await importer_into()
    for _ in range(2):
        tally = await import_file(importer, None, StringIO(f"name,emails,organization\nJ,{email},\n"))
        assert tally.bad == [BadRow(2, f"emails: “{email}” is no e-mail address")]


async def test_the_command_answers_in_json_and_names_what_it_left_out(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with database(database_url):
        await importer_into()
    good, missing = tmp_path / "[red]x.csv", tmp_path / "none.csv"
    good.write_text(PERSONS + ",nobody@globex.example,Globex\n")
    assert await run_import(database_url, None, [good], [], [], []) == 0
    left_out = [{"line": 3, "reason": "name is empty"}]
    assert json.loads(capsys.readouterr().out) == [
        {"file": "[red]x.csv", "created": 1, "updated": 0, "left_out": left_out}
    ]
    missing.write_text("subject\n")
    assert await run_import(database_url, None, [missing], [], [], []) == 1
    [answer] = json.loads(capsys.readouterr().out)
    assert "name,emails,organization" in answer["error"]
