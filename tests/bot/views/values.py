"""Values for views, with valid defaults, and strategies for hostile ones."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.asked import Draft, Explained, LinkForm, WhyData
from bot.shown import (
    CardData,
    File,
    FileChoice,
    Filing,
    Keepable,
    MailData,
    NewContact,
    Offers,
    Party,
    Place,
    Proof,
    ProofCheck,
    Rule,
    SharedAddress,
    Suggestion,
    Target,
    TargetKind,
)
from models.types import Direction, RecordStatus, Visibility

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
ANA = Party("Ana Trujillo", "ana@northwind.example")
JANE = Party("Jane Doe", "jane@globex.example")


def a_target(title: str = "Globex renewal 2027", **fields: Any) -> Target:
    defaults: dict[str, Any] = {"kind": TargetKind.DEAL, "id": 1, "number": 42, "status": RecordStatus.OPEN}
    return Target(title=title, **(defaults | fields))


def a_filing(**fields: Any) -> Filing:
    defaults: dict[str, Any] = {
        "link_id": 7,
        "target": a_target(),
        "by": "Ana Trujillo",
        "by_reader": True,
        "rule": "",
        "evidence": "",
        "made_at": NOW,
    }
    return Filing(**(defaults | fields))


def a_card(**fields: Any) -> CardData:
    defaults: dict[str, Any] = {
        "message_id": 1,
        "direction": Direction.SENT,
        "subject": "Offer",
        "author": ANA,
        "recipients": (JANE,),
        "recipient_count": 1,
        "at": NOW,
        "text": "Dear Jane,\nhere is our offer.",
        "note": None,
        "files": (),
        "filings": (),
        "proof": Proof("dkim", "northwind.example"),
        "visibility": Visibility.PRIVATE,
        "malformed": None,
        "unknown_tags": (),
        "tz": "Europe/Amsterdam",
    }
    return CardData(**(defaults | fields))


def a_mail(**fields: Any) -> MailData:
    defaults: dict[str, Any] = {"card": a_card(), "cc": (), "sender": None, "quoted": None}
    return MailData(**(defaults | fields))


# Pieces that mean something to Slack, to Unicode or to a careless cut; and any text at all between them.
NASTY = [
    "<!channel>", "<@U123>", "<http://evil.test|Bank>", "*bold*", "_x_", "~y~", "`code`", "```", ":smile:",
    "&amp;", "&", "<", ">", "\x00", "\u202e", "\u2066", "\ufeff", "\ud800", "\u0301" * 40, "👩‍👩‍👧‍👦", "🇩🇪🇫🇷",
    "مرحبا بكم", "שלום", "日本語",
    "\r\n", "\n\n\n\n", " " * 50, "x" * 4000, "&" * 3000, "\U000e0041", "ﷺ" * 100,
]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=40)), max_size=6).map("".join)
parties = st.builds(Party, hostile, hostile)
moments = st.datetimes(datetime(1971, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
targets = st.builds(
    Target,
    kind=st.sampled_from(TargetKind),
    id=st.integers(1, 10**18),
    number=st.integers(0, 10**9),
    title=hostile,
    status=st.one_of(st.none(), st.sampled_from(RecordStatus)),
    organization=st.one_of(st.none(), hostile),
    worth=st.one_of(st.none(), st.just("EUR 12,000")),
)
filings = st.builds(
    Filing,
    link_id=st.integers(1, 10**18),
    target=targets,
    by=st.one_of(st.none(), hostile),
    by_reader=st.booleans(),
    rule=st.sampled_from(["", "tag", "person", "unheard of"]),
    evidence=hostile,
    made_at=moments,
    removed_at=st.one_of(st.none(), moments),
    fresh=st.booleans(),
)
ids = st.integers(1, 10**17)
suggested = st.builds(Suggestion, targets, hostile)
contacts = st.builds(NewContact, ids, hostile, hostile, st.one_of(st.none(), hostile), st.booleans())
persons = st.lists(targets, max_size=6, unique_by=lambda target: target.id).map(tuple)


def several(what: st.SearchStrategy[Any], most: int, key: str) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of these, each of its own id."""
    return st.lists(what, max_size=most, unique_by=lambda one: getattr(one, key)).map(tuple)


offers = st.builds(
    Offers,
    suggestions=st.lists(suggested, max_size=3).map(tuple),
    contacts=several(contacts, 2, "participant_id"),
    shared=several(st.builds(SharedAddress, ids, hostile, persons.filter(len)), 2, "participant_id"),
    keepable=st.lists(st.builds(Keepable, ids, targets), max_size=2, unique_by=lambda k: k.person.id).map(
        tuple
    ),
)
rules = st.builds(Rule, ids, targets, targets)
whys = st.builds(
    WhyData,
    message_id=ids,
    filings=st.lists(
        st.builds(Explained, filings, persons, st.lists(suggested, max_size=8).map(tuple)), max_size=8
    ).map(tuple),
    suggestions=st.lists(suggested, max_size=8).map(tuple),
    rules=several(rules, 8, "rule_id"),
    tz=st.just("UTC"),
)
forms = st.builds(
    LinkForm,
    instead=st.one_of(st.none(), filings),
    persons=persons,
    keep=st.frozensets(ids, max_size=2),
    chosen=st.one_of(st.none(), targets),
    also=persons,
    doubt=st.one_of(st.just(""), hostile),
)
drafts = st.builds(
    Draft,
    kind=st.sampled_from(TargetKind),
    message_id=ids,
    title=hostile,
    organization=hostile,
    people=persons,
    contacts=several(contacts, 3, "participant_id"),
    currency=st.sampled_from(["", "EUR"]),
    emails=hostile,
)
files = st.builds(File, hostile, hostile, st.integers(0, 10**11))
checks = st.builds(ProofCheck, hostile, hostile, hostile, st.booleans(), hostile)
cards = st.builds(
    CardData,
    message_id=st.integers(1, 10**18),
    direction=st.sampled_from(Direction),
    subject=hostile,
    author=parties,
    recipients=st.lists(parties, max_size=6).map(tuple),
    recipient_count=st.integers(6, 5000),
    at=moments,
    text=hostile,
    note=st.one_of(st.none(), hostile),
    files=st.lists(files, max_size=8).map(tuple),
    filings=st.lists(filings, max_size=12, unique_by=lambda f: f.link_id).map(tuple),
    proof=st.builds(
        Proof, st.sampled_from([None, "dkim", "spf", "arc"]), hostile, hostile, st.lists(checks, max_size=15)
    ),
    visibility=st.sampled_from(Visibility),
    malformed=st.one_of(st.none(), hostile),
    unknown_tags=st.lists(hostile, max_size=8).map(tuple),
    tz=st.sampled_from(["UTC", "Asia/Tokyo", "Not/AZone", "../../etc/passwd", ""]),
    place=st.builds(Place, st.integers(1, 9), st.integers(1, 9), hostile, st.one_of(st.none(), parties)),
    reply_to_unseen=st.booleans(),
    done=st.booleans(),
    offers=offers,
    kept=st.booleans(),
)
mails = st.builds(
    MailData,
    card=cards,
    cc=st.lists(parties, max_size=6).map(tuple),
    sender=st.one_of(st.none(), parties),
    quoted=st.one_of(st.none(), hostile),
    own=st.booleans(),
    files=st.lists(files, max_size=120).map(
        lambda found: tuple(FileChoice(number, file, number % 3 == 0) for number, file in enumerate(found))
    ),
)
