"""Gmail asks whether mail may be forwarded: read in any language, shown to who asked, forged by nobody."""

import pytest

from ingest import reply
from ingest.forwarding import Request, read_request
from ingest.parse.mail import ParsedMail
from ingest.parse.message import parse
from models import HeldMail, Message, OutboxItem, Refusal, Scope, SenderAddress, User, Workspace
from models.types import AddressState, OutboxKind
from tests.builders import NOW, a_mail, a_user, a_workspace
from tests.ingest.auth.builders import rsa_key, signed
from tests.ingest.office import BOX, Running, an_office, deliver, members

ASKER, CODE = "ana.trujillo@gmail.com", "867511530"
LINK = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8x%5D-abc123456789"
CANCEL = "https://mail-settings.google.com/mail/uf-%5BANGjdJ9y%5D-abc987654321"
SUBJECT = f"(#{CODE}) Gmail Forwarding Confirmation - Receive Mail from {ASKER}"
BODY = f"""{ASKER} has requested to automatically forward mail to your email
address {BOX}.
Confirmation code: {CODE}

To allow {ASKER} to automatically forward mail to your email address,
please click the link below to confirm the request:

{LINK}

If you accidentally clicked the link, click this one to cancel this verification:

{CANCEL}
"""
GERMAN = f"""{ASKER} hat angefragt, E-Mails automatisch an Ihre E-Mail-Adresse {BOX} weiterzuleiten.
Bestätigungscode: {CODE}
{LINK}
{CANCEL}
"""
JAPANESE = f"""{ASKER}さんから、メールを {BOX} に自動転送するリクエストがありました。
確認コード：{CODE}
{LINK}
"""


def asking(subject: str = SUBJECT, text: str = BODY, sender: str = "forwarding-noreply@google.com") -> bytes:
    extra = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    return a_mail(f"Gmail Team <{sender}>", BOX, subject, text.replace("\n", "\r\n"), "fixed@g", extra)


async def from_google(post: Running, raw: bytes, *rcpt_to: str) -> str:
    post.dns.set("s1._domainkey.google.com", "TXT", [rsa_key().record])
    return await deliver(post, signed(raw, domain="google.com", at=NOW), *rcpt_to, mail_from="x@mailer.test")


def read(subject: str, text: str) -> Request | None:
    mail = parse(asking(subject, text))
    assert isinstance(mail, ParsedMail)
    return read_request(mail, frozenset([BOX]))


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        (SUBJECT, BODY, Request(ASKER, CODE, LINK)),
        (f"Gmail Forwarding Confirmation - Receive Mail from {ASKER}", BODY, Request(ASKER, CODE, LINK)),
        (f"(#{CODE}) Weiterleitung", GERMAN, Request(ASKER, CODE, LINK)),
        ("Weiterleitung", GERMAN, Request(ASKER, CODE, LINK)),
        ("x", JAPANESE, Request(ASKER, CODE, LINK)),
        (SUBJECT, BODY.replace("google.com", "google.com.evil.test"), Request(ASKER, CODE, None)),
        (SUBJECT, BODY.replace("https://", "http://"), Request(ASKER, CODE, None)),
        (SUBJECT, BODY.replace("https://", "https://google.com@evil.test/"), Request(ASKER, CODE, None)),
        (SUBJECT, CANCEL, Request(ASKER, CODE, None)),
        ("x", f"ana123456@gmail.com: {CODE}", Request("ana123456@gmail.com", CODE, None)),
        ("x", f"{ASKER} and eve@gmail.com: {CODE}", None),
        ("x", f"{ASKER}: {CODE} or 123456789", None),
        ("x", ASKER, None),
        ("x", f"{BOX}: {CODE}", None),
        ("x", "@" * 100_000 + "1" * 100_000 + "https://" * 50_000, None),
    ],
)
def test_reading_who_asks_and_with_which_code(subject: str, text: str, expected: Request | None) -> None:
    assert read(subject, text) == expected


async def test_the_code_goes_to_the_member_who_asked_and_once(db: str) -> None:
    scope, _ = await members()
    ben = await a_user(await _workspace(scope), "ben@acme.test")
    await SenderAddress.create(
        workspace_id=scope.workspace_id, user=ben, address=ASKER, state=AddressState.VERIFIED, created_at=NOW
    )
    async with an_office() as post:
        for _ in range(2):
            assert await from_google(post, asking()) == str(reply.CODE_SHOWN)
        assert len(post.wakened) == 2
    item = await scope.of(OutboxItem).get()
    assert (item.kind, item.user_id) == (OutboxKind.FORWARDING_CODE, ben.id)
    assert item.payload == {"address": ASKER, "code": CODE, "link": LINK}
    assert await scope.of(Message).all().count() == await scope.of(HeldMail).all().count() == 0


async def _workspace(scope: Scope) -> Workspace:
    return await Workspace.get(id=scope.workspace_id)


@pytest.mark.parametrize("state", [None, AddressState.PENDING, AddressState.BLOCKED])
async def test_where_no_member_asked_it_is_refused(db: str, state: AddressState | None) -> None:
    scope, ana = await members()
    if state is not None:
        await SenderAddress.create(
            workspace_id=scope.workspace_id, user=ana, address=ASKER, state=state, created_at=NOW
        )
    south = Scope((await a_workspace("south")).id)
    await a_user(await _workspace(south), ASKER)  # another workspace's member
    async with an_office() as post:
        answer = await from_google(post, asking())
    assert answer.startswith(f"550 5.7.1 {ASKER} belongs to no member")
    assert await scope.of(OutboxItem).all().count() == await south.of(OutboxItem).all().count() == 0
    assert (await scope.of(Refusal).get()).reason == "nobody_asked"


async def test_nobody_but_google_can_send_one(db: str) -> None:
    scope, ana = await members()
    await scope.of(User).filter(id=ana.id).update(email=ASKER)
    async with an_office() as post:
        assert (await deliver(post, asking(), mail_from="eve@evil.test")).startswith("550 5.7.26")
        # By SPF alone, as from any machine of Google's.
        post.dns.set("google.com", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        answer = await deliver(post, asking(), mail_from="forwarding-noreply@google.com")
        assert answer.startswith("550 5.7.1 ")
        other = asking(sender="somebody@google.com")
        assert (await from_google(post, other)).startswith("550 5.7.1 ")
        assert (await from_google(post, asking(text="Hello", subject="Hello"))).startswith("550 5.7.1 ")
    assert await scope.of(OutboxItem).all().count() == 0
