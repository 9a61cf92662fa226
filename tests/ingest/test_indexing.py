"""What a mail is found by, from the wire to the search, its words folded by a worker."""

from dataclasses import replace
from functools import partial

import pytest
from tortoise.connection import get_connection

from ingest.auth.resolver import Resolver
from ingest.authenticator import Examiner
from ingest.envelope import Envelope
from ingest.examine import Examined
from ingest.parse.mail import ParsedMail
from ingest.pipeline import Examine
from ingest.workers import WorkerPool
from models import Scope, User, Workspace
from models.bulk import Bulk
from models.fulltext import split_words
from models.lookup import Place, Term, find_messages
from models.words import reader_mark, shared_mark
from tests.builders import a_mail, a_user
from tests.ingest.office import an_office, deliver, in_process, members

ORIGINAL = (
    "From: Jane Doe <jane@globex.test>\r\nTo: ana@acme.test\r\nSubject: Renewal terms\r\n"
    "Date: Mon, 04 Jan 2027 08:00:00 +0000\r\nMessage-ID: <first@globex.test>\r\n"
)
PLAIN = a_mail(subject="Kickoff", text="Dear Bob,\r\n\r\nsee you in Zürich on Monday.\r\n")
INLINE = a_mail(
    subject="Fwd: Renewal terms",
    text="Please look into this.\r\n\r\n---------- Forwarded message ---------\r\n"
    "From: Jane Doe <jane@globex.test>\r\nDate: Mon, Jan 4, 2027 at 8:00 AM\r\n"
    "Subject: Renewal terms\r\nTo: <ana@acme.test>\r\n\r\nThe príce is firm.\r\n",
)
ATTACHED = a_mail(
    subject="Fwd: Renewal terms",
    extra='MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
    text="--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease look into this.\r\n"
    f"--b\r\nContent-Type: message/rfc822\r\n\r\n{ORIGINAL}\r\nThe príce is firm.\r\n--b--\r\n",
)
FORWARD = [
    "please look into this",
    "the price is firm",
    "this the price",
    "renewal terms",
    "jane doe",
    "firm",
]


@pytest.mark.parametrize(
    ("raw", "found", "missed"),
    [
        pytest.param(
            PLAIN,
            ["kickoff", "dear bob", "see you in zurich on monday", "ana", "bob globex test"],
            ["monday in zurich", "jane", "kickoff dear", "kickoff ana", "test bob"],
            id="plain",
        ),
        pytest.param(INLINE, FORWARD, ["price firm", "look renewal"], id="forwarded inline"),
        pytest.param(ATTACHED, FORWARD, ["price firm", "look renewal"], id="forwarded as an attachment"),
    ],
)
async def test_a_mail_is_found_by_its_phrases(
    db: str, raw: bytes, found: list[str], missed: list[str]
) -> None:
    scope, ana = await members()
    async with WorkerPool(1) as pool, an_office(examined_by=partial(_by_workers, pool)) as post:
        assert (await deliver(post, raw)).startswith("250")
    hits = [phrase for phrase in found + missed if await _finds(scope, ana, phrase)]
    assert hits == found


async def test_a_mail_is_found_by_who_wrote_it_and_who_got_it_however_many_they_are(db: str) -> None:
    scope, ana = await members()
    many = ", ".join(f"Guest{at} Smith <g{at}@globex.test>" for at in range(400))
    async with WorkerPool(1) as pool, an_office(examined_by=partial(_by_workers, pool)) as post:
        assert (await deliver(post, a_mail(to=many, subject="Summer party", text="All welcome"))).startswith(
            "250"
        )
    assert await _finds(scope, ana, "guest399", Place.RECIPIENTS)
    assert not await _finds(scope, ana, "guest399", Place.SENDER)
    assert await _finds(scope, ana, "ana", Place.SENDER)
    assert await _finds(scope, ana, "summer party")
    assert await _finds(scope, ana, "all welcome")


async def test_a_mail_is_found_by_whole_addresses_however_many_people_and_files_it_has(db: str) -> None:
    scope, ana = await members()
    many = ", ".join(f"Guest{at} Smith{at} <g{at}@firm{at}.test>" for at in range(250))
    files = "".join(
        f"--b\r\nContent-Type: image/jpeg\r\n"
        f"Content-Disposition: attachment; filename=IMG_2027_{at}.jpg\r\n\r\nx{at}\r\n"
        for at in range(260)
    )
    raw = a_mail(
        to=many,
        extra='MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
        text=f"--b\r\n\r\nAll welcome\r\n{files}--b--\r\n",
    )
    async with an_office() as post:
        assert (await deliver(post, raw)).startswith("250")
    assert await _finds(scope, ana, "ana@acme.test", Place.SENDER)
    assert await _finds(scope, ana, "g249@firm249.test", Place.RECIPIENTS)
    assert await _finds(scope, ana, "guest249 smith249", Place.RECIPIENTS)
    assert await _finds(scope, ana, "all welcome")


async def test_an_index_cannot_say_who_may_find_its_mail(db: str) -> None:
    """It comes from a process that a mail may have taken over."""
    scope, ana = await members()
    bo = await a_user(await Workspace.get(), "bo@acme.test")

    def examined_by(resolver: Resolver) -> Examine:
        async def lie(envelope: Envelope) -> Examined:
            examined = await in_process(resolver)(envelope)
            assert isinstance(examined.mail, ParsedMail)
            index = f"{examined.mail.index} {reader_mark(bo.id)} {shared_mark(scope.workspace_id)}"
            return replace(examined, mail=replace(examined.mail, index=index))

        return lie

    async with an_office(examined_by=examined_by) as post:
        assert (await deliver(post, PLAIN)).startswith("250")
    assert await _finds(scope, ana, "zurich")
    assert not await _finds(scope, bo, "zurich")


def _by_workers(pool: WorkerPool, resolver: Resolver) -> Examine:
    return Examiner(pool, resolver, vectors=Bulk(get_connection("default")).is_postgres).examine


async def _finds(scope: Scope, viewer: User, phrase: str, place: Place = Place.ANYWHERE) -> bool:
    term = Term(tuple(split_words(phrase)), place=place)
    seen_by = Scope(scope.workspace_id, viewer.id)
    return bool(await find_messages(seen_by, [term], with_file=False, before=None, limit=5))
