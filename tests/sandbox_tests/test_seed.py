"""The seeded company agrees with itself: every name in one file stands in another."""

import csv
import json

import pytest

from tests.sandbox.company import NORTHWIND
from tests.sandbox.examples import EXAMPLES, examples
from tests.sandbox.letter import Letter, compose

SEED = EXAMPLES.parent
STATES = {"open", "won", "lost", "archived"}
COLUMNS = {
    "persons": ["name", "emails", "organization"],
    "deals": ["number", "title", "status", "value", "currency", "persons", "organization", "owner"],
    "leads": ["number", "title", "status", "persons", "owner"],
    "projects": ["number", "title", "status", "persons", "owner"],
}


def rows(kind: str) -> list[dict[str, str]]:
    with (SEED / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
        assert reader.fieldnames == COLUMNS[kind]
    return found


def addresses() -> list[str]:
    return [address for row in rows("persons") for address in row["emails"].split(";")]


def test_every_address_belongs_to_one_person() -> None:
    assert len(addresses()) == len(set(addresses())) > len(rows("persons"))


@pytest.mark.parametrize("kind", ["deals", "leads", "projects"])
def test_every_record_names_known_people_and_an_own_number(kind: str) -> None:
    owners = {user.email for user in NORTHWIND.users}
    records = rows(kind)
    assert len({row["number"] for row in records}) == len(records)
    for row in records:
        assert row["owner"] in owners
        assert row["status"] in STATES
        assert set(row["persons"].split(";")) <= set(addresses())


def test_somebody_has_one_open_deal_and_somebody_several() -> None:
    open_deals = [row["persons"].split(";") for row in rows("deals") if row["status"] == "open"]
    count = {address: sum(address in deal for deal in open_deals) for address in addresses()}
    assert (count["bill@initech.example"], count["jane@globex.example"]) == (1, 3)


@pytest.mark.parametrize("example", examples("acme@mail.test"), ids=lambda example: example["title"])
def test_every_example_is_a_mail_for_the_workspace(example: dict[str, dict[str, object]]) -> None:
    letter = Letter.from_json(example["mail"])
    assert all(rcpt.startswith("acme") and rcpt.endswith("@mail.test") for rcpt in letter.rcpt)
    assert "{local}" not in json.dumps(example["mail"])
    assert compose(letter).raw.isascii()
