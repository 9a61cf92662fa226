"""A made-up year of a sales team: who writes to whom about what, with the truth known.

Nothing in a mail tells the truth more than real mail does: most subjects name no product, threads cross,
people write about several deals, deals are opened after their first mail and closed before their last.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from tests.bench.company_words import (
    BODY,
    COMPANY,
    FIRST,
    GENERIC,
    LAST,
    MONTHS,
    PRODUCTS,
    SPECIFIC,
    UNRELATED,
)

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
DAYS = 364


@dataclass(frozen=True)
class Contact:
    """Somebody outside. `known` says that the company has them as a contact."""

    name: str
    address: str
    known: bool


@dataclass
class Customer:
    """A company, or what stands for one."""

    name: str
    domain: str
    rep: int
    people: list[Contact]
    desk: str | None = None
    desk_of: int = 0  # how many of its people the desk's address is written down for


@dataclass
class Case:
    """A deal, lead or project: open from day to day."""

    number: int
    kind: str
    title: str
    customer: Customer
    rep: int
    people: list[Contact]
    opens: float
    closes: float
    words: str


@dataclass(frozen=True)
class Mail:
    """One mail to our address. `thread` and `case` are the truth; a case's number, None for no record's."""

    at: datetime
    rep: int
    raw: bytes
    thread: int
    case: int | None
    redirected: bool = False
    tag: str | None = None


@dataclass
class Year:
    """Everything that happens."""

    reps: list[str]
    customers: list[Customer]
    cases: list[Case]
    mails: list[Mail] = field(default_factory=list)


def a_year(mails: int, seed: int = 1) -> Year:
    """A year with about that many mails; reps and deals in proportion: 5,000 mails, 20 reps, 400 deals."""
    dice = Random(seed)
    reps = [f"rep{n}@northwind.test" for n in range(max(3, mails // 250))]
    customers = [_customer(dice, n, len(reps)) for n in range(max(6, mails // 40))]
    cases = [_case(dice, n, dice.choice(customers), len(reps)) for n in range(1, max(8, mails * 2 // 25) + 1)]
    year = Year(reps, customers, cases)
    thread = 0
    while len(year.mails) < mails:
        thread += 1
        about = None if dice.random() < 0.12 else dice.choice(cases)
        year.mails += _thread(dice, year, thread, about)
    year.mails = sorted(year.mails, key=lambda mail: mail.at)[:mails]
    return year


def _customer(dice: Random, n: int, reps: int) -> Customer:
    name = (
        f"{COMPANY[n % len(COMPANY)]}{'' if n < len(COMPANY) else f' {LAST[n // len(COMPANY) % len(LAST)]}'}"
    )
    domain = f"{name.lower().replace(' ', '-')}.test" if n % 12 else "gmail.com"
    people = []
    for number in range(dice.choice([1, 2, 2, 3, 4, 5])):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        local = f"{first}.{last}{n}x{number}".lower()
        people.append(Contact(f"{first} {last}", f"{local}@{domain}", dice.random() < 0.9))
    desk = f"info@{domain}" if domain != "gmail.com" and dice.random() < 0.3 else None
    return Customer(name, domain, dice.randrange(reps), people, desk, dice.choice([0, 1, 2]))


def _case(dice: Random, number: int, customer: Customer, reps: int) -> Case:
    words = dice.choice(PRODUCTS)
    title = dice.choice(["{c} {w}", "{w} for {c}", "{c}: {w} 2026", "{w}"]).format(c=customer.name, w=words)
    opens = dice.uniform(-90, DAYS - 20)
    people = dice.sample(customer.people, min(len(customer.people), dice.choice([1, 1, 2, 3])))
    rep = customer.rep if dice.random() < 0.85 else dice.randrange(reps)
    kind = dice.choice(["deal"] * 6 + ["lead", "project"])
    return Case(number, kind, title, customer, rep, people, opens, opens + dice.uniform(30, 180), words)


def _thread(dice: Random, year: Year, thread: int, case: Case | None) -> list[Mail]:
    if case is not None:
        # Some threads begin before their deal is written down, some after it is closed.
        day = dice.uniform(max(0, case.opens - 3), max(1, min(DAYS, case.closes + 4)))
        rep = case.rep if dice.random() < 0.93 else dice.randrange(len(year.reps))
        usual = dice.random() < 0.87
        people = case.people if usual else case.customer.people
        customer = case.customer
        first = dice.choice(people)
        if customer.desk and dice.random() < 0.08:
            first = Contact("", customer.desk, False)
        subject = dice.choices(
            [f"{dice.choice(['', 'Your ', 'Offer: ', 'About the '])}{case.words}", *_topics(dice, customer)],
            [35, 25, 40],
        )[0]
    else:
        day, rep = dice.uniform(0, DAYS), dice.randrange(len(year.reps))
        customer = Customer("", "elsewhere.test", 0, [])
        if dice.random() < 0.1:
            customer = dice.choice(year.customers)
            rep = customer.rep
        people = customer.people or [
            Contact(
                dice.choice(FIRST), f"{dice.choice(LAST)}{dice.randrange(300)}@elsewhere.test".lower(), False
            )
        ]
        first = dice.choice(people)
        subject = _fill(dice, dice.choice(UNRELATED), customer)
    copied = [one for one in people if one is not first and dice.random() < 0.25][:2]
    colleague = dice.choice(year.reps) if dice.random() < 0.25 else None
    return list(_mails(dice, year, thread, case, rep, [first, *copied], colleague, subject, day))


def _topics(dice: Random, customer: Customer) -> tuple[str, str]:
    return dice.choice(GENERIC), _fill(dice, dice.choice(SPECIFIC), customer)


def _fill(dice: Random, text: str, customer: Customer) -> str:
    return text.format(n=dice.randrange(1, 53), m=dice.choice(MONTHS), org=customer.name or "us")


def _mails(
    dice: Random,
    year: Year,
    thread: int,
    case: Case | None,
    rep: int,
    people: list[Contact],
    colleague: str | None,
    subject: str,
    day: float,
) -> Iterator[Mail]:
    """The mails of one thread that reach us: what the rep sends with a Bcc, and what they forward."""
    me, at = year.reps[rep], START + timedelta(days=day)
    ids: list[str] = []
    by_customer = dice.random() < 0.35
    tag = f"{case.kind}{case.number}" if case and dice.random() < 0.06 else None
    for step in range(1 + min(8, int(dice.expovariate(0.45)))):
        own = f"{thread}.{step}@{'northwind' if not by_customer else 'customer'}.test"
        title = subject if step == 0 else f"Re: {subject}"
        text = dice.choice(BODY)
        if case and dice.random() < 0.3:
            text = f"This is about the {case.words}. {text}"
        refs = (
            f"In-Reply-To: <{ids[-1]}>\r\nReferences: {' '.join(f'<{one}>' for one in ids)}\r\n"
            if ids
            else ""
        )
        cc = [f"{one.name} <{one.address}>" for one in people[1:]] + ([colleague] if colleague else [])
        truth = (thread, case.number if case else None)
        if not by_customer:
            raw = _raw(
                f"Rep <{me}>", f"{people[0].name} <{people[0].address}>", cc, title, own, refs, at, text
            )
            yield Mail(at, rep, raw, *truth, tag=tag)
        else:
            author = dice.choice(people)
            sender = f"{author.name or 'Office'} <{author.address}>"
            if (how := dice.random()) < 0.06:
                raw = _raw(sender, me, cc, title, own, refs, at, text)
                yield Mail(at, rep, raw, *truth, redirected=True, tag=tag)
            elif how < 0.5:
                known = f"In-Reply-To: <{own}>\r\nReferences: {' '.join(f'<{i}>' for i in [*ids, own])}\r\n"
                note = dice.choice(["", "fyi\r\n\r\n", "please file\r\n\r\n"])
                inside = (
                    f"{note}---------- Forwarded message ---------\r\nFrom: {sender}\r\n"
                    f"Date: {at:%a, %b} {at.day}, {at:%Y at %I:%M %p}\r\n"
                    f"Subject: {title}\r\nTo: Rep <{me}>\r\n"
                    + (f"Cc: {', '.join(cc)}\r\n" if cc else "")
                    + f"\r\n\r\n{text}"
                )
                refs = known if dice.random() < 0.6 else ""
                raw = _raw(
                    f"Rep <{me}>", "northwind@bcc.test", [], f"Fwd: {title}", f"f{own}", refs, at, inside
                )
                yield Mail(at + timedelta(minutes=30), rep, raw, *truth, tag=tag)
        ids.append(own)
        tag = None
        by_customer = not by_customer
        at += timedelta(days=dice.expovariate(0.6))


def _raw(
    sender: str, to: str, cc: list[str], subject: str, own: str, refs: str, at: datetime, text: str
) -> bytes:
    copied = f"Cc: {', '.join(cc)}\r\n" if cc else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\n{copied}Subject: {subject}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Message-ID: <{own}>\r\n{refs}\r\nHi,\r\n\r\n{text}\r\n\r\nBest regards\r\n"
    ).encode()
