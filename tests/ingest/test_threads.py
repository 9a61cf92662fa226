"""Which conversation a mail goes into: by ids, by subject where that is safe, never by chance."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from ingest.auth.verdict import Verdict
from ingest.headers import Headers, split_headers
from ingest.keep import keep
from ingest.letter import Letter, seal
from ingest.parse.mail import ParsedMail
from ingest.parse.message import parse
from models import Message, Person, Scope, User, Workspace
from models.transaction import transaction
from models.types import ContactCreation, Direction, Outcome, Visibility
from tests.builders import NOW, a_mail, a_user, a_workspace, an_envelope

JANE, MAX = "Jane <jane@globex.test>", "Max <max@initech.test>"


@dataclass
class Desk:
    """A member who sends us mail, a day after another."""

    owner: User
    kept: list[Message] = field(default_factory=list)

    async def sends(
        self,
        subject: str,
        to: str = JANE,
        *,
        own: str = "",
        refs: str = "",
        forwards: str = "",
        days: float = 1,
    ) -> Message:
        """A mail with those references; `forwards` is the subject of an original that `to` wrote."""
        extra = f"In-Reply-To: <{refs.split()[-1]}>\r\n" if refs else ""
        extra += f"References: {' '.join(f'<{one}>' for one in refs.split())}\r\n" if refs else ""
        text = "Here it is.\r\n"
        if forwards:
            text = (
                f"---------- Forwarded message ---------\r\nFrom: {to}\r\n"
                f"Date: Fri, Jan 1, 2027 at 10:00 AM\r\nSubject: {forwards}\r\n"
                "To: Ana <ana@acme.test>\r\n\r\nFine.\r\n"
            )
            to = "northwind@bcc.test"
        raw = a_mail(to=to, subject=subject, text=text, message_id=own, extra=extra)
        headers, mail = split_headers(raw), parse(raw)
        assert isinstance(headers, Headers)
        assert isinstance(mail, ParsedMail)
        sealed = seal(raw, headers, mail.message_id)
        last = self.kept[-1].received_at if self.kept else NOW
        letter = Letter(
            workspace_id=self.owner.workspace_id,
            owner_id=self.owner.id,
            tz="UTC",
            direction=Direction.FORWARDED if mail.forwards else Direction.SENT,
            visibility=Visibility.PRIVATE,
            addresses=(),
            rcpt_to=("northwind@bcc.test",),
            envelope=an_envelope(raw),
            mail=mail,
            verdict=Verdict(Outcome.PASS, "dkim", "acme.test", "", self.owner.email, ()),
            sealed=sealed,
            names=(sealed.written,),
            received_at=last + timedelta(days=days),
        )
        async with transaction() as connection:
            [number] = await keep([letter], connection)
        self.kept.append(await Scope(self.owner.workspace_id).of(Message).get(id=number))
        return self.kept[-1]

    @property
    def threads(self) -> list[int]:
        """The conversation of each mail, the first being 0."""
        ids = [message.conversation_id for message in self.kept]
        return [list(dict.fromkeys(ids)).index(one) for one in ids]

    @property
    def unseen(self) -> list[bool]:
        """Of each mail: whether it answers one that we do not have."""
        return [message.reply_to_unseen for message in self.kept]


@pytest.fixture
async def desk(db: str) -> Desk:
    """Ana's."""
    return Desk(await a_user(await a_workspace()))


async def test_a_forwarded_answer_without_ids_goes_on_with_what_was_sent(desk: Desk) -> None:
    await desk.sends("Globex renewal offer", own="1@acme.test")
    await desk.sends("Fwd: Re: Globex renewal offer", forwards="Re: Globex renewal offer")
    await desk.sends("Re: Globex renewal offer", refs="1@acme.test 2@globex.test")
    assert (desk.threads, desk.unseen) == ([0, 0, 0], [False] * 3)


async def test_an_answer_to_what_was_forwarded_without_ids_goes_on_with_it(desk: Desk) -> None:
    await desk.sends("Fwd: Globex renewal offer", forwards="Globex renewal offer")
    await desk.sends("Re: Globex renewal offer", refs="1@globex.test", own="2@acme.test")
    await desk.sends("Re: Globex renewal offer", refs="1@globex.test 2@acme.test 3@globex.test")
    assert (desk.threads, desk.unseen) == ([0, 0, 0], [False] * 3)


SENT = ("Globex renewal offer", "Globex renewal offer")


@pytest.mark.parametrize(
    ("first", "second", "to", "forwards", "refs", "days"),
    [
        pytest.param("Invoice", "Fwd: Re: Invoice", MAX, "Re: Invoice", "", 1, id="another's Invoice"),
        pytest.param("Invoice", "Fwd: Re: Invoice", JANE, "Re: Invoice", "", 1, id="Invoice of the same"),
        pytest.param(*SENT, JANE, "", "", 1, id="a new mail with the same subject"),
        pytest.param(SENT[0], f"Re: {SENT[0]}", MAX, "", "", 1, id="an answer to somebody else"),
        pytest.param(SENT[0], f"Fwd: Re: {SENT[0]}", MAX, f"Re: {SENT[0]}", "", 1, id="another's answer"),
        pytest.param(SENT[0], f"Fwd: {SENT[0]}", JANE, SENT[0], "", 1, id="a forward of a new mail"),
        pytest.param(SENT[0], f"Re: {SENT[0]}", JANE, "", "9@globex.test", 1, id="another thread's"),
        pytest.param(SENT[0], f"Re: {SENT[0]}", JANE, "", "", 60, id="two months later"),
        pytest.param(SENT[0], "Party", MAX, "", "1@acme.test", 1, id="an old mail answered"),
        pytest.param("Invoice", "Invoice", MAX, "", "1@acme.test", 1, id="or with a subject anybody writes"),
    ],
)
async def test_a_mail_that_may_be_of_another_thread_begins_its_own(
    desk: Desk, first: str, second: str, to: str, forwards: str, refs: str, days: float
) -> None:
    await desk.sends(first, own="1@acme.test")
    await desk.sends(second, to, forwards=forwards, refs=refs, days=days)
    assert desk.threads == [0, 1]


async def test_of_two_threads_with_one_subject_neither_is_guessed(desk: Desk) -> None:
    await desk.sends(SENT[0])
    await desk.sends(SENT[0])
    await desk.sends(f"Fwd: Re: {SENT[0]}", forwards=f"Re: {SENT[0]}")
    assert desk.threads == [0, 1, 2]


async def test_ids_join_a_new_subject_and_new_people_of_the_same_company(desk: Desk) -> None:
    await desk.sends("Invoice", own="1@acme.test")
    await desk.sends("Re: Something else", refs="1@acme.test")
    await desk.sends("Re: Invoice", "Ida <ida@globex.test>", refs="1@acme.test")
    await desk.sends("Re: Invoice", "Bea <bea@acme.test>", refs="1@acme.test")
    assert desk.threads == [0, 0, 0, 0]


async def test_an_answer_to_a_mail_we_never_had_says_so(desk: Desk) -> None:
    await desk.sends("Re: Globex renewal offer", refs="0@globex.test", own="1@acme.test")
    await desk.sends("Re: Globex renewal offer", refs="0@globex.test 1@acme.test 2@globex.test")
    await desk.sends("Re: Globex renewal offer", refs="0@globex.test 1@acme.test")
    await desk.sends("Re: Lunch")
    await desk.sends("Fwd: Re: Dinner", forwards="Re: Dinner")
    assert desk.threads == [0, 0, 0, 1, 2]
    assert desk.unseen == [True, True, False, True, True]


async def test_a_colleagues_thread_is_never_joined_nor_known_of(desk: Desk) -> None:
    workspace = await Workspace.get(id=desk.owner.workspace_id)
    bea = Desk(await a_user(workspace, "bea@acme.test"), desk.kept)
    await desk.sends(SENT[0], own="1@acme.test")
    await bea.sends(SENT[0], own="1@acme.test")  # both put us into Bcc
    await bea.sends(f"Re: {SENT[0]}", refs="1@acme.test", own="2@acme.test")
    await desk.sends(f"Re: {SENT[0]}", refs="2@acme.test")
    assert desk.threads == [0, 1, 1, 2]
    assert desk.unseen == [False, False, False, True]


async def test_where_everybody_shall_be_a_contact_a_stranger_is_one_at_once(desk: Desk) -> None:
    workspace = await Workspace.get(id=desk.owner.workspace_id)
    workspace.contact_creation = ContactCreation.ALWAYS
    await workspace.save()
    await desk.sends("Hello", "Jane <jane@globex.test>, info@globex.test, ana@acme.test, northwind@bcc.test")
    await desk.owner.update_from_dict({"contact_creation": ContactCreation.NEVER}).save()
    await desk.sends("Hello", "Max <max@globex.test>")  # who wants none gets none, whatever the company wants
    people = Scope(workspace.id).of(Person)
    assert await people.all().values_list("name", "organization__name") == [("Jane", "Globex")]
