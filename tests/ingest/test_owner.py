"""Whose a mail is."""

import pytest

from ingest import reply
from models import (
    Message,
    Scope,
    SenderAddress,
    User,
)
from models.types import AddressState, Direction
from tests.builders import NOW, a_mail, a_workspace
from tests.ingest.auth.builders import rsa_key, signed
from tests.ingest.office import an_office, deliver, members


async def verified(
    scope: Scope, user: User, address: str, state: AddressState = AddressState.VERIFIED
) -> None:
    await SenderAddress.create(
        workspace_id=scope.workspace_id, user_id=user.id, address=address, state=state, created_at=NOW
    )


async def test_a_verified_alternate_address_is_its_users(db: str) -> None:
    scope, ana = await members()
    await verified(scope, ana, "ana@globex.test")
    async with an_office() as post:
        raw = a_mail(sender="Ana <ANA@Globex.test>")
        assert (await deliver(post, raw, mail_from="ana@globex.test")).startswith("250")
    assert (await scope.of(Message).get()).owner_id == ana.id


@pytest.mark.parametrize("state", [AddressState.PENDING, AddressState.REMOVED])
async def test_an_address_that_is_not_verified_is_nobodys(db: str, state: AddressState) -> None:
    scope, ana = await members()
    await verified(scope, ana, "private@globex.test", state)
    async with an_office() as post:
        answer = await deliver(post, a_mail(sender="private@globex.test"), mail_from="private@globex.test")
    assert answer.startswith("550 5.7.1 private@globex.test belongs to no member")
    assert "/bcc alias add" in answer


@pytest.mark.parametrize("change", [{"active": False}, {"guest": True}], ids=["deactivated", "guest"])
async def test_who_is_no_member_any_more_owns_nothing_new(db: str, change: dict[str, bool]) -> None:
    scope, ana = await members()
    await verified(scope, ana, "ana@globex.test")
    await scope.of(User).filter(id=ana.id).update(**change)
    async with an_office() as post:
        assert (await deliver(post, a_mail())).startswith("550 5.7.1")
        answer = await deliver(post, a_mail(sender="ana@globex.test"), mail_from="ana@globex.test")
        assert answer.startswith("550 5.7.1")


@pytest.mark.parametrize(
    "mail_from",
    [
        pytest.param("ana@acme.test", id="as herself"),
        pytest.param("ana+caf_=northwind=bcc.test@acme.test", id="as Gmail forwards"),
        pytest.param("ana+SRS=44ldt=IX=partner.test=bob@acme.test", id="as Microsoft 365 forwards"),
    ],
)
@pytest.mark.parametrize("author_proved", [True, False])
async def test_redirected_mail_is_whose_mailbox_sent_it_on(
    db: str, mail_from: str, author_proved: bool
) -> None:
    scope, ana = await members()
    raw = a_mail(sender="Bob <bob@partner.test>", to="ana@acme.test")
    async with an_office() as post:
        post.dns.set("s1._domainkey.partner.test", "TXT", [rsa_key().record])
        raw = signed(raw, domain="partner.test", at=NOW) if author_proved else raw
        assert (await deliver(post, raw, mail_from=mail_from)).startswith("250")
    message = await scope.of(Message).get()
    assert (message.owner_id, message.direction) == (ana.id, Direction.REDIRECTED)
    assert (message.author_address, message.proof["redirected_by"]) == ("bob@partner.test", mail_from)
    assert (message.proof["method"] == "dkim") is author_proved


async def test_mail_that_a_server_only_relays_is_no_members(db: str) -> None:
    scope, _ = await members()
    raw = a_mail(sender="Bob <bob@partner.test>", to="ana@acme.test")
    async with an_office() as post:
        sender = "bounces+SRS=44ldt=IX=partner.test=bob@acme.test"
        assert (await deliver(post, raw, mail_from=sender)).startswith("550 5.7.26")
    assert await scope.of(Message).all().count() == 0


async def test_nobody_is_unknown_before_the_members_are_known(db: str) -> None:
    await a_workspace(directory_at=None)
    async with an_office() as post:
        assert await deliver(post, a_mail()) == str(reply.TRY_LATER)
        assert (await deliver(post, a_mail(), mail_from="eve@evil.test")).startswith("550 5.7.26")


async def test_an_uninstalled_workspace_takes_no_mail(db: str) -> None:
    await a_workspace(uninstalled_at=NOW)
    async with an_office() as post:
        answer = await deliver(post, a_mail())
    assert answer.startswith("550 5.2.1 This workspace has removed Smart Bcc")
