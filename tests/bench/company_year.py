"""How well mail finds its record: `python -m tests.bench.company_year [MAILS]` on a made-up year.

The mails go through the real reading, keeping and filing; the reps file by hand some of what they are
asked, as people do, and that is all the rules learn from.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from bot.services.links import link, unlink
from bot.shown import TargetKind
from ingest.auth.verdict import Verdict
from ingest.headers import Headers, split_headers
from ingest.keep import keep
from ingest.letter import Letter, seal
from ingest.parse.mail import ParsedMail
from ingest.parse.message import parse
from models import (
    Conversation,
    Link,
    Message,
    Organization,
    PersonEmail,
    Record,
    RecordPerson,
    Scope,
    User,
    Workspace,
)
from models.address import BccAddress
from models.db import database
from models.transaction import transaction
from models.types import Direction, LinkOrigin, Outcome, RecordKind, RecordStatus, Visibility
from tests.bench.company import START, Case, Mail, Year, a_year
from tests.builders import MAIL_DOMAIN, a_person, a_record, a_user, a_workspace, an_envelope


@dataclass
class Tally:
    """What came of it."""

    mails: int = 0
    with_record: int = 0
    found: int = 0
    by_rule: int = 0
    wrong: int = 0
    joined: int = 0
    wrong_joins: int = 0
    split: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    wrong_by: Counter[str] = field(default_factory=Counter)

    @property
    def found_share(self) -> float:
        """Of the mails that have an open record: how many were linked to it, or offered it."""
        return self.found / max(1, self.with_record)

    @property
    def wrong_share(self) -> float:
        """Of all mails: how many a rule had linked to a record that is not theirs."""
        return self.wrong / max(1, self.mails)


class Office:
    """The company at work in the open database."""

    def __init__(self, year: Year, workspace: Workspace, seed: int) -> None:
        self.year = year
        self.workspace = workspace
        self.scope = Scope(workspace.id)
        self.tally = Tally()
        self._dice = Random(seed)
        self._reps: list[User] = []
        self._persons: dict[str, int] = {}
        self._companies: dict[str, int] = {}
        self._records: dict[int, Record] = {}
        self._threads: dict[int, int] = {}
        self._begun: set[tuple[int, int]] = set()

    async def work(self) -> Tally:
        """Live through the year."""
        for address in self.year.reps:
            self._reps.append(await a_user(self.workspace, address))
        for customer in self.year.customers:
            if customer.domain != "gmail.com":
                company = await Organization.create(
                    workspace_id=self.workspace.id,
                    name=customer.name,
                    domain=customer.domain,
                    created_at=START,
                )
                self._companies[customer.name] = company.id
            company_id = self._companies.get(customer.name)
            for number, one in enumerate(customer.people):
                shared = [customer.desk] if customer.desk and number < customer.desk_of else []
                if one.known:
                    person = await a_person(
                        self.workspace, one.address, *shared, name=one.name, organization_id=company_id
                    )
                    self._persons[one.address] = person.id
        for mail in self.year.mails:
            day = (mail.at - START) / timedelta(days=1)
            await self._open_and_close(day)
            await self._take(mail)
        return self.tally

    async def _open_and_close(self, day: float) -> None:
        for case in self.year.cases:
            if case.opens <= day and case.number not in self._records:
                await self._open(case)
            record = self._records.get(case.number)
            if record and record.status is RecordStatus.OPEN and case.closes < day:
                record.status = RecordStatus.WON if case.number % 2 else RecordStatus.LOST
                record.closed_at = START + timedelta(days=case.closes)
                await record.save(update_fields=["status", "closed_at"])

    async def _open(self, case: Case) -> None:
        record = await a_record(
            self.workspace,
            RecordKind(case.kind),
            number=case.number,
            title=case.title,
            owner_id=self._reps[case.rep].id,
            organization_id=self._companies.get(case.customer.name),
            created_at=START + timedelta(days=case.opens),
        )
        for one in case.people:
            if person := self._persons.get(one.address):
                await RecordPerson.create(workspace_id=self.workspace.id, record=record, person_id=person)
        self._records[case.number] = record

    async def _take(self, mail: Mail) -> None:
        async with transaction() as connection:
            [number] = await keep([self._letter(mail)], connection)
        message = await self.scope.of(Message).get(id=number)
        links = await self.scope.of(Link).filter(
            conversation_id=message.conversation_id, removed_at__isnull=True
        )
        conversation = await self.scope.of(Conversation).get(id=message.conversation_id)
        offered = [one["record_id"] for one in conversation.suggestions]
        record = self._records.get(mail.case or 0)
        truth = record.id if record else None
        self._count(mail, message, links, offered, record)
        await self._react(mail, message, links, offered, truth, record)

    def _count(
        self, mail: Mail, message: Message, links: list[Link], offered: list[int], record: Record | None
    ) -> None:
        tally, truth = self.tally, record.id if record else None
        tally.mails += 1
        if record and record.status is RecordStatus.OPEN:
            tally.with_record += 1
            tally.found += truth in offered or any(one.record_id == truth for one in links)
        rules = [one for one in links if one.origin is LinkOrigin.RULE]
        tally.by_rule += bool(rules)
        tally.rules.update(str(one.reason["rule"]) for one in rules)
        if wrong := [one for one in rules if one.record_id != truth]:
            tally.wrong += 1
            tally.wrong_by.update(
                f"{one.reason['rule']}, {'unrelated' if mail.case is None else 'another record'}"
                for one in wrong
            )
        known = self._threads.setdefault(message.conversation_id, mail.thread)
        tally.wrong_joins += known != mail.thread
        began = (mail.rep, mail.thread) not in self._begun
        self._begun.add((mail.rep, mail.thread))
        tally.joined += not began
        tally.split += not began and sum(t == mail.thread for t in self._threads.values()) > 1

    async def _react(
        self,
        mail: Mail,
        message: Message,
        links: list[Link],
        offered: list[int],
        truth: int | None,
        record: Record | None,
    ) -> None:
        """What the rep does with the card: often something, not always."""
        scope = Scope(self.workspace.id, message.owner_id)
        wrong = [one for one in links if one.record_id != truth and one.origin is LinkOrigin.RULE]
        if wrong and self._dice.random() < 0.7:
            for one in wrong:
                await unlink(scope, one.id, mail.at)
            links = [one for one in links if one not in wrong]
        if links or record is None or record.status is not RecordStatus.OPEN:
            return
        if self._dice.random() < (0.75 if record.id in offered else 0.5):
            await link(scope, message.id, TargetKind(record.kind.value), record.id, mail.at)
            await self._complete(message, record)

    async def _complete(self, message: Message, record: Record) -> None:
        """Now and then the rep adds the people of the mail to the record."""
        if self._dice.random() < 0.4:
            people = self.scope.of(PersonEmail).filter(address=message.author_address)
            for person_id in {row[0] for row in await people.values_list("person_id")}:
                known = self.scope.of(RecordPerson).filter(record_id=record.id, person_id=person_id)
                if not await known.exists() and await people.count() == 1:
                    await RecordPerson.create(
                        workspace_id=self.workspace.id, record_id=record.id, person_id=person_id
                    )

    def _letter(self, mail: Mail) -> Letter:
        headers, parsed = split_headers(mail.raw), parse(mail.raw)
        assert isinstance(headers, Headers)
        assert isinstance(parsed, ParsedMail)
        rep = self._reps[mail.rep]
        to = f"northwind{f'+{mail.tag}' if mail.tag else ''}@{MAIL_DOMAIN}"
        address = BccAddress.parse(to, MAIL_DOMAIN)
        assert address is not None
        direction = Direction.FORWARDED if parsed.forwards else Direction.SENT
        sealed = seal(mail.raw, headers, parsed.message_id)
        return Letter(
            workspace_id=self.workspace.id,
            owner_id=rep.id,
            tz="UTC",
            direction=Direction.REDIRECTED if mail.redirected else direction,
            visibility=Visibility.PRIVATE,
            addresses=(address,),
            rcpt_to=(to,),
            envelope=an_envelope(mail.raw),
            mail=parsed,
            verdict=Verdict(Outcome.PASS, "dkim", "northwind.test", "", rep.email, ()),
            sealed=sealed,
            names=(sealed.written,),
            received_at=mail.at,
        )


async def live_through(mails: int, seed: int = 1) -> Tally:
    """A year in the open, empty database."""
    return await Office(a_year(mails, seed), await a_workspace(), seed).work()


def show(tally: Tally, seconds: float) -> None:
    """Print what came of it."""
    table = Table(title=f"A year of {tally.mails} mails, {1000 * seconds / tally.mails:.1f} ms each")
    for name in ("", "mails", "share", "target"):
        table.add_column(name, justify="right" if name else "left")
    table.add_row("have an open record", str(tally.with_record), "", "")
    table.add_row("… linked to it or offered it", str(tally.found), f"{tally.found_share:.1%}", "≥ 90 %")
    table.add_row("linked by a rule", str(tally.by_rule), f"{tally.by_rule / tally.mails:.1%}", "")
    table.add_row("… to a wrong record", str(tally.wrong), f"{tally.wrong_share:.2%}", "≤ 1 %")
    table.add_row("continue a thread", str(tally.joined), "", "")
    table.add_row("… joined to a wrong one", str(tally.wrong_joins), "", "0")
    table.add_row(
        "… of a thread in pieces", str(tally.split), f"{tally.split / max(1, tally.joined):.1%}", ""
    )
    console = Console()
    console.print(table)
    console.print(dict(tally.rules), "wrong:", dict(tally.wrong_by))


async def main(mails: int) -> None:
    """Live through a year in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bcc-year-") as directory:
        async with database(f"sqlite://{Path(directory) / 'bcc.db'}"):
            began = time.perf_counter()
            tally = await live_through(mails)
            show(tally, time.perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
