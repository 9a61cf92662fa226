"""Persons, deals, leads and projects from CSV files: what `python -m bot import` does to the database.

Rows are taken one by one: a bad one is reported with its line and reason, and the rest goes in. The same
number (or, for a person, a known e-mail) again is an update.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TextIO

from bot.services.numbered import lock_numbers, next_person_number
from models import Organization, Person, PersonEmail, Record, RecordPerson, Scope, User
from models.address import canonical
from models.transaction import transaction
from models.types import RecordKind, RecordStatus

PERSON_COLUMNS = ("name", "emails", "organization")
RECORD_COLUMNS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.DEAL: (
        "number",
        "title",
        "status",
        "value",
        "currency",
        "persons",
        "organization",
        "owner",
    ),
    RecordKind.LEAD: ("number", "title", "status", "persons", "owner"),
    RecordKind.PROJECT: ("number", "title", "status", "persons", "owner"),
}

_BEYOND = Decimal("9999999999999999.995")  # rounded to cents it has a digit more than the column


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that did not go in: its line in the file, counted from 1, and the reason."""

    line: int
    reason: str


@dataclass(slots=True)
class Tally:
    """What became of one file."""

    created: int = 0
    updated: int = 0
    bad: list[BadRow] = field(default_factory=list)


class RowError(Exception):
    """The row can't go in; the text says why, for the person who wrote the file."""


class BadFile(Exception):
    """The file is no CSV of the expected columns; the text says what is missing."""


Row = dict[str, str]


class Importer:
    """Takes rows into one workspace, each in a transaction of its own."""

    def __init__(self, workspace_id: int, now: datetime) -> None:
        self._scope = Scope(workspace_id)
        self._workspace_id = workspace_id
        self._now = now

    async def person(self, row: Row) -> bool:
        """Take a person; True when they are new. Known by any of their e-mails, else by exact name."""
        name = row["name"].strip()
        emails = [canonical(email) for email in _split(row["emails"])]
        if not name:
            raise RowError("name is empty")
        if bad := [email for email in emails if not _plausible(email)]:
            raise RowError(f"emails: “{bad[0]}” is no e-mail address")
        await lock_numbers(self._scope)
        person = await self._known_person(name, emails)
        organization = await self._organization(row["organization"])
        created = person is None
        if person is None:
            person = await Person.create(
                workspace_id=self._workspace_id,
                number=await next_person_number(self._scope),
                name=name[:255],
                organization=organization,
                created_at=self._now,
            )
        else:
            person.name = name[:255]
            if organization is not None:
                person.organization_id = organization.id
            await person.save()
        mine = self._scope.of(PersonEmail).filter(person_id=person.id)
        have: set[Any] = set(await mine.values_list("address", flat=True))
        for email in dict.fromkeys(emails):
            if email not in have:
                await PersonEmail.create(workspace_id=self._workspace_id, person=person, address=email)
        return created

    async def record(self, kind: RecordKind, row: Row) -> bool:
        """Take a deal, lead or project; True when its number is new."""
        number = _number(row["number"])
        title = row["title"].strip()
        if not title:
            raise RowError("title is empty")
        status = _status(row["status"])
        await lock_numbers(self._scope)
        persons = [await self._person_of(email) for email in _split(row["persons"])]
        values: dict[str, Any] = {
            "title": title[:255],
            "status": status,
            "owner_id": await self._owner_id(row["owner"]),
        }
        if kind is RecordKind.DEAL:
            organization = await self._organization(row["organization"])
            values |= {
                "value": _value(row["value"]),
                "currency": _currency(row["currency"]),
                "organization_id": organization.id if organization else None,
            }
        record = await self._scope.of(Record).get_or_none(kind=kind, number=number)
        created = record is None
        if record is None:
            record = Record(workspace_id=self._workspace_id, kind=kind, number=number, created_at=self._now)
        record.update_from_dict(values)
        if status is RecordStatus.OPEN:
            record.closed_at = None
        elif record.closed_at is None:
            record.closed_at = self._now
        await record.save()
        await self._set_persons(record, persons)
        return created

    async def _set_persons(self, record: Record, persons: Iterable[int]) -> None:
        wanted = set(persons)
        rows = self._scope.of(RecordPerson).filter(record_id=record.id)
        have: set[Any] = set(await rows.values_list("person_id", flat=True))
        if gone := have - wanted:
            await rows.filter(person_id__in=gone).delete()
        for person_id in sorted(wanted - have):
            await RecordPerson.create(workspace_id=self._workspace_id, record=record, person_id=person_id)

    async def _known_person(self, name: str, emails: list[str]) -> Person | None:
        if emails:
            found = (
                await self._scope.of(PersonEmail)
                .filter(address__in=emails)
                .order_by("id")
                .select_related("person")
                .first()
            )
            return found.person if found else None
        return await self._scope.of(Person).filter(name=name[:255]).order_by("id").first()

    async def _organization(self, name: str) -> Organization | None:
        name = name.strip()[:255]
        if not name:
            return None
        found = await self._scope.of(Organization).filter(name=name).first()
        return found or await Organization.create(
            workspace_id=self._workspace_id, name=name, created_at=self._now
        )

    async def _person_of(self, email: str) -> int:
        found = await self._scope.of(PersonEmail).filter(address=canonical(email)).order_by("id").first()
        if found is None:
            raise RowError(f"persons: nobody has the e-mail “{email}”; import them with --persons first")
        return found.person_id

    async def _owner_id(self, email: str) -> int | None:
        if not email.strip():
            return None
        user = await self._scope.of(User).filter(email=canonical(email), active=True).first()
        if user is None:
            raise RowError(f"owner: no active member of the workspace has the e-mail “{email.strip()}”")
        return int(user.id)


async def import_file(
    importer: Importer,
    kind: RecordKind | None,
    lines: TextIO,
    progress: Callable[[], None] = lambda: None,
) -> Tally:
    """Take a whole file, persons where `kind` is None. Calls `progress` after each row. Raises BadFile."""
    tally = Tally()
    for line, row in _rows(lines, RECORD_COLUMNS[kind] if kind else PERSON_COLUMNS):
        try:
            _check(row)
            async with transaction():
                created = await (importer.record(kind, row) if kind else importer.person(row))
        except RowError as error:
            tally.bad.append(BadRow(line, str(error)))
        else:
            tally.created += created
            tally.updated += not created
        progress()
    return tally


def _rows(lines: TextIO, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    reader = csv.DictReader(lines)
    names = [(name or "").strip().lstrip("\ufeff").lower() for name in reader.fieldnames or []]
    if missing := [column for column in columns if column not in names]:
        raise BadFile(f"column missing: {', '.join(missing)} (expected: {','.join(columns)})")
    reader.fieldnames = names
    try:
        for row in reader:
            yield reader.line_num, {column: (row.get(column) or "").strip() for column in columns}
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}: {error}") from error


def _check(row: Row) -> None:
    if bad := [column for column, value in row.items() if "\0" in value]:
        raise RowError(f"{bad[0]}: has a character U+0000, which cannot be stored")


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()]


def _plausible(email: str) -> bool:
    local, at, domain = email.rpartition("@")
    return bool(local and at and domain) and len(email) <= 320 and not any(c.isspace() for c in email)


def _number(value: str) -> int:
    if not value.isdecimal() or len(value) > 10 or not 0 < int(value) < 2**31:
        raise RowError(f"number: “{value}” is no whole number from 1 up")
    return int(value)


def _status(value: str) -> RecordStatus:
    try:
        return RecordStatus(value.lower() or "open")
    except ValueError:
        names = ", ".join(RecordStatus)
        raise RowError(f"status: “{value}” is none of {names}") from None


def _value(value: str) -> Decimal | None:
    if not value:
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise RowError(f"value: “{value}” is no number; write 12500.00") from None
    if not amount.is_finite() or not -_BEYOND < amount < _BEYOND:
        raise RowError(f"value: “{value}” is out of range")
    return amount.quantize(Decimal("0.01"))


def _currency(value: str) -> str | None:
    if value and not (len(value) == 3 and value.isascii() and value.isalpha()):
        raise RowError(f"currency: “{value}” is no three-letter code (ISO 4217)")
    return value.upper() or None
