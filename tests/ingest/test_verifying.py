"""`+verify-CODE@`: proof by sending, from the right address and from no other."""

from datetime import timedelta
from typing import Any

import pytest

from ingest import reply
from models import HeldMail, Message, Refusal, Scope, SenderAddress, User, Workspace
from models.types import AddressState
from models.verification import MAX_ATTEMPTS, secret_hash
from tests.builders import MAIL_DOMAIN, NOW, a_mail, a_user, a_workspace
from tests.ingest.auth.builders import dkimpy_at, rsa_key, signed
from tests.ingest.auth.test_arc import sealed
from tests.ingest.office import BOX, Running, an_office, deliver, members

ADDRESS, CODE = "me@private.test", "abcd2345"
VERIFY = f"northwind+verify-{CODE}@{MAIL_DOMAIN}"


async def adding(user: User, code: str = CODE, **columns: Any) -> SenderAddress:
    given = {"state": AddressState.PENDING, "created_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    row = await SenderAddress.create(
        workspace_id=user.workspace_id, user=user, address=ADDRESS, **(given | columns)
    )
    row.code_hash = secret_hash(row.id, code)
    await row.save()
    return row


async def send(post: Running, *rcpt_to: str, sender: str = ADDRESS) -> str:
    """Signed by the domain of its author."""
    domain, rcpt_to = sender.rpartition("@")[2], rcpt_to or (VERIFY,)
    post.dns.set(f"s1._domainkey.{domain}", "TXT", [rsa_key().record])
    raw = signed(a_mail(sender=f"Me <{sender}>", to=", ".join(rcpt_to)), domain=domain, at=NOW)
    return await deliver(post, raw, *rcpt_to, mail_from="bounce@mailer.test")


async def state_of(row: SenderAddress) -> AddressState:
    return (await Scope(row.workspace_id).of(SenderAddress).get(id=row.id)).state


async def test_a_signed_mail_from_the_address_verifies_it_and_is_no_card(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post:
        assert await send(post) == str(reply.VERIFIED)
        assert len(post.wakened) == 1
        assert await send(post) == str(reply.VERIFIED)  # its server had lost the first answer
        assert await scope.of(Message).all().count() == await scope.of(HeldMail).all().count() == 0
        assert (await send(post, BOX)).startswith("250 2.0.0 Stored")
    kept = await scope.of(SenderAddress).get(id=row.id)
    assert (kept.state, kept.attempts) == (AddressState.VERIFIED, 1)
    assert kept.evidence == {"by": "mail", "method": "dkim", "domain": "private.test"}
    assert (await scope.of(Message).get()).owner_id == ana.id
    assert await scope.of(Refusal).all().count() == 0


async def test_a_forged_one_does_not_and_dns_trouble_says_try_again(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post:
        forged = a_mail(sender=ADDRESS)
        assert (await deliver(post, forged, VERIFY, mail_from="eve@evil.test")).startswith("550 5.7.26")
        # Ana's own server speaks for Ana, not for the author.
        assert (await deliver(post, forged, VERIFY)).startswith("550 5.7.26")
        post.dns.fault("*", "servfail", 1000)
        assert await deliver(post, forged, VERIFY, mail_from=ADDRESS) == str(reply.DNS_TROUBLE)
    kept = await scope.of(SenderAddress).get(id=row.id)
    assert (kept.state, kept.attempts) == (AddressState.PENDING, 0)


@pytest.mark.parametrize(
    ("sender", "columns", "answer"),
    [
        pytest.param(ADDRESS, {"code": "other234"}, reply.WRONG_CODE, id="wrong"),
        pytest.param(ADDRESS, {"expires_at": NOW}, reply.EXPIRED_CODE, id="expired"),
        pytest.param(ADDRESS, {"attempts": MAX_ATTEMPTS}, reply.TOO_MANY_CODES, id="too many"),
        pytest.param(ADDRESS, {"state": AddressState.REMOVED}, reply.NOTHING_TO_VERIFY, id="removed"),
        pytest.param("me@stranger.test", {}, reply.NOTHING_TO_VERIFY, id="another sender"),
        pytest.param("ana@acme.test", {}, reply.NOTHING_TO_VERIFY, id="from the account's own address"),
    ],
)
async def test_what_does_not_verify_says_why_and_no_more(
    db: str, sender: str, columns: dict[str, Any], answer: reply.Reply
) -> None:
    scope, ana = await members()
    row = await adding(ana, **columns)
    before = await state_of(row)
    async with an_office() as post:
        assert await send(post, sender=sender) == str(answer)
    assert await state_of(row) is before
    assert await scope.of(Message).all().count() == 0
    assert (await scope.of(Refusal).get()).reason == "not_verified"


async def test_wrong_codes_lock_the_address(db: str) -> None:
    _, ana = await members()
    row = await adding(ana)
    async with an_office() as post:
        wrong = f"northwind+verify-wrong234@{MAIL_DOMAIN}"
        answers = [await send(post, wrong) for _ in range(MAX_ATTEMPTS)]
        assert answers == [str(reply.WRONG_CODE)] * MAX_ATTEMPTS
        assert await send(post) == str(reply.TOO_MANY_CODES)
    assert await state_of(row) is AddressState.PENDING


async def test_of_two_members_who_add_an_address_the_code_tells_whose_it_is(db: str) -> None:
    scope, ana = await members()
    ben = await a_user(await Workspace.get(id=scope.workspace_id), "ben@acme.test")
    hers, his = await adding(ana), await adding(ben, "bens2345")
    async with an_office() as post:
        assert await send(post) == str(reply.VERIFIED)
    assert (await state_of(hers), await state_of(his)) == (AddressState.VERIFIED, AddressState.PENDING)


async def test_the_code_of_one_workspace_is_nothing_in_another(db: str) -> None:
    _, ana = await members()
    row = await adding(ana)
    await a_workspace("south")
    async with an_office() as post:
        assert await send(post, f"south+verify-{CODE}@{MAIL_DOMAIN}") == str(reply.NOTHING_TO_VERIFY)
    assert await state_of(row) is AddressState.PENDING


async def test_a_mail_that_is_for_the_inbox_too_verifies_and_is_filed(db: str) -> None:
    scope, ana = await members()
    await adding(ana)
    async with an_office() as post:
        assert (await send(post, BOX, VERIFY)).startswith("250 2.0.0 Stored")
        # Whoever is known needs no code for it.
        assert (await send(post, BOX, f"northwind+verify-wrong234@{MAIL_DOMAIN}")).startswith("250")
    assert await scope.of(Message).all().count() == 2


@pytest.mark.parametrize(
    ("mail", "covers", "mail_from", "verifies"),
    [
        pytest.param({}, None, "eve@evil.test", False, id="a mail to somebody else, sent again"),
        pytest.param({"to": VERIFY}, ["from", "subject"], "eve@evil.test", False, id="To is not signed"),
        pytest.param({"to": f'"{VERIFY}" <x@y.test>'}, None, "eve@evil.test", False, id="the code as a name"),
        pytest.param({"to": VERIFY.replace("abcd", "wxyz")}, None, "eve@evil.test", False, id="another code"),
        pytest.param({"to": "undisclosed-recipients:;"}, None, "eve@evil.test", False, id="to many, unnamed"),
        pytest.param({}, None, "you@private.test", False, id="by another user of her provider"),
        pytest.param({}, None, ADDRESS, True, id="by her own server, as a blind copy"),
        pytest.param({"extra": f"Cc: Bcc <{VERIFY.upper()}>\r\n"}, None, "eve@evil.test", True, id="in Cc"),
        pytest.param({"to": None}, None, "bounce@mailer.test", False, id="a blind copy, sent again"),
    ],
)
async def test_only_a_mail_that_its_author_sent_to_the_code_verifies(
    db: str, mail: dict[str, str | None], covers: list[str] | None, mail_from: str, verifies: bool
) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post:
        post.dns.set("private.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        post.dns.set("s1._domainkey.private.test", "TXT", [rsa_key().record])
        raw = signed(a_mail(sender=f"Me <{ADDRESS}>", **mail), domain="private.test", headers=covers, at=NOW)
        answer = await deliver(post, raw, VERIFY, mail_from=mail_from)
    assert answer == str(reply.VERIFIED if verifies else reply.CODE_NOT_ADDRESSED)
    assert await state_of(row) is (AddressState.VERIFIED if verifies else AddressState.PENDING)
    assert (await scope.of(SenderAddress).get(id=row.id)).attempts == verifies


async def test_a_seal_over_to_is_not_its_authors_word(db: str) -> None:
    _, ana = await members()
    row = await adding(ana)
    raw = a_mail(sender=f"Me <{ADDRESS}>", to=VERIFY)
    async with an_office(sealers=("list.test",)) as post:
        post.dns.set("arc._domainkey.list.test", "TXT", [rsa_key().record])
        with dkimpy_at(NOW):
            raw = sealed(raw, by="list.test", saw="dkim=pass header.d=private.test", at=NOW)
            answer = await deliver(post, raw, VERIFY, mail_from="eve@evil.test")
    assert answer == str(reply.CODE_NOT_ADDRESSED)
    assert await state_of(row) is AddressState.PENDING


@pytest.mark.parametrize(
    ("extra", "mail_from"),
    [
        pytest.param("Auto-Submitted: auto-replied\r\n", "", id="a vacation notice, signed"),
        pytest.param("Auto-Submitted: auto-replied\r\n", ADDRESS, id="a vacation notice, by SPF alone"),
        pytest.param("", "", id="an answer that does not say so, to no return path"),
    ],
)
async def test_what_a_server_answers_by_itself_verifies_nothing(db: str, extra: str, mail_from: str) -> None:
    _, ana = await members()
    row = await adding(ana)
    async with an_office() as post:
        post.dns.set("private.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        post.dns.set("s1._domainkey.private.test", "TXT", [rsa_key().record])
        raw = a_mail(sender=f"Me <{ADDRESS}>", to=VERIFY, extra=extra)
        raw = raw if mail_from else signed(raw, domain="private.test", at=NOW)
        assert await deliver(post, raw, VERIFY, mail_from=mail_from) == str(reply.CODE_NOT_ADDRESSED)
    assert await state_of(row) is AddressState.PENDING
