"""Who of a mail's people could become a contact, and who never."""

import pytest

from models import Organization, Person, PersonEmail, Scope, SenderAddress, User, Workspace
from models.filing import Proposal, internal_domains, proposals, shared_addresses
from models.filing.contacts import create_contacts, name_of
from models.types import AddressState, ContactCreation
from tests.builders import MAIL_DOMAIN, NOW, a_person, a_user, a_workspace
from tests.models.filing.builders import a_message


async def a_member(**columns: object) -> tuple[Workspace, User]:
    workspace = await a_workspace(**columns)  # type: ignore[arg-type]
    return workspace, await a_user(workspace, "ana@acme.test")


async def test_strangers_are_proposed_with_name_and_company(db: str) -> None:
    workspace, ana = await a_member()
    await a_person(workspace, "known@globex.test")
    mail = await a_message(
        ana,
        "known@globex.test",
        "jane.doe@globex.test",
        "max@gmail.com",
        "info@globex.test",
        "no-reply@globex.test",
        names=["Ana", "", "Doe, Jane", ""],
    )
    assert await proposals(Scope(workspace.id, ana.id), mail, MAIL_DOMAIN) == [
        Proposal("jane.doe@globex.test", "Jane Doe", "Globex", role=False),
        Proposal("max@gmail.com", "Max", None, role=False),
        Proposal("info@globex.test", "Info", "Globex", role=True),
    ]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("bea@acme.test", id="a member"),
        pytest.param("gone@old.test", id="a member who left"),
        pytest.param("bea.private@gmail.com", id="a member's other address"),
        pytest.param("stranger@acme.test", id="at a member's domain"),
        pytest.param("stranger@acme-group.test", id="at a domain that the workspace names"),
        pytest.param("stranger@mail.acme-group.test", id="below it"),
        pytest.param(f"northwind@{MAIL_DOMAIN}", id="our own address"),
        pytest.param(f"northwind+deal51@{MAIL_DOMAIN}", id="a record's own"),
    ],
)
async def test_nobody_of_the_workspace_is_ever_a_contact(db: str, address: str) -> None:
    workspace, ana = await a_member(internal_domains=["acme-group.test"])
    bea = await a_user(workspace, "bea@acme.test")
    await a_user(workspace, "gone@old.test", active=False)
    await SenderAddress.create(
        workspace_id=workspace.id,
        user_id=bea.id,
        address="bea.private@gmail.com",
        state=AddressState.VERIFIED,
        created_at=NOW,
    )
    mail = await a_message(ana, address, "jane@globex.test")
    found = await proposals(Scope(workspace.id, ana.id), mail, MAIL_DOMAIN)
    assert [one.address for one in found] == ["jane@globex.test"]


async def test_a_members_public_domain_and_a_guest_make_nobody_internal(db: str) -> None:
    workspace, _ = await a_member()
    await a_user(workspace, "bea@gmail.com")
    await a_user(workspace, "client@globex.test", guest=True)
    assert await internal_domains(Scope(workspace.id)) == {"acme.test"}
    mail = await a_message(await a_user(workspace, "carl@acme.test"), "max@gmail.com", "client@globex.test")
    assert len(await proposals(Scope(workspace.id), mail, MAIL_DOMAIN)) == 2


async def test_who_wants_no_contacts_gets_none_proposed(db: str) -> None:
    workspace, ana = await a_member(contact_creation=ContactCreation.NEVER)
    assert await proposals(Scope(workspace.id), await a_message(ana, "jane@globex.test"), MAIL_DOMAIN) == []


async def test_a_members_own_word_on_contacts_goes_before_the_companys(db: str) -> None:
    workspace, ana = await a_member(contact_creation=ContactCreation.NEVER)
    await ana.update_from_dict({"contact_creation": ContactCreation.ASK}).save()
    bea = await a_user(workspace, "bea@acme.test")
    scope = Scope(workspace.id)
    assert len(await proposals(scope, await a_message(ana, "jane@globex.test"), MAIL_DOMAIN)) == 1
    assert await proposals(scope, await a_message(bea, "jane@globex.test"), MAIL_DOMAIN) == []


async def test_an_address_of_two_persons_is_asked_about(db: str) -> None:
    workspace, ana = await a_member()
    both = [await a_person(workspace, "info@globex.test") for _ in range(2)]
    await a_person(workspace, "jane@globex.test")
    mail = await a_message(ana, "info@globex.test", "jane@globex.test")
    scope = Scope(workspace.id, ana.id)
    assert await shared_addresses(scope, mail, MAIL_DOMAIN) == [
        ("info@globex.test", [one.id for one in both])
    ]
    assert await proposals(scope, mail, MAIL_DOMAIN) == []


async def test_contacts_are_made_once_with_the_next_number_and_their_company(db: str) -> None:
    workspace, _ = await a_member()
    scope = Scope(workspace.id)
    await a_person(workspace, number=41)
    wanted = [
        Proposal("jane@globex.test", "Jane", "Globex", role=False),
        Proposal("jane+news@globex.test", "Jane", "Globex", role=False),
        Proposal("max@globex.test", "Max", "Globex", role=False),
        Proposal("info@globex.test", "Info", "Globex", role=True),
    ]
    made = await create_contacts(scope, wanted, NOW)
    assert await create_contacts(scope, wanted, NOW) == {}
    assert set(made) == {"jane@globex.test", "max@globex.test"}
    numbers = scope.of(Person).order_by("number").values_list("number", "name", "organization__name")
    assert (await numbers)[1:] == [(42, "Jane", "Globex"), (43, "Max", "Globex")]
    assert await scope.of(Organization).all().count() == 1
    assert await scope.of(PersonEmail).all().count() == 2


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Doe, Jane", "j@x.test", "Jane Doe"),
        ("'Jane Doe'", "j@x.test", "Jane Doe"),
        ("Globex, Inc. (Sales)", "j@x.test", "Globex, Inc. (Sales)"),
        ("jane.doe@x.test", "jane.doe@x.test", "Jane Doe"),
        ("", "jane_doe+news@x.test", "Jane Doe"),
        ("山田 太郎", "y@x.test", "山田 太郎"),
        ("", "@x.test", "@x.test"),
    ],
)
def test_a_contact_is_called_as_people_say_it(name: str, address: str, said: str) -> None:
    assert name_of(name, address) == said
