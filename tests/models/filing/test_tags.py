"""Which persons a mail names, and what its address files it under."""

import pytest

from models import Conversation, Link, Scope, User, Workspace
from models.address import BccAddress
from models.filing import file_by_tags, persons_by_address
from models.types import LinkOrigin, RecordKind, RecordStatus
from tests.builders import MAIL_DOMAIN, NOW, a_person, a_record, a_user, a_workspace


def addressed(*local_parts: str) -> list[BccAddress]:
    found = [BccAddress.parse(f"{local}@{MAIL_DOMAIN}", MAIL_DOMAIN) for local in local_parts]
    assert all(found)
    return [address for address in found if address]


async def a_conversation() -> tuple[Workspace, Scope, int]:
    workspace = await a_workspace()
    user: User = await a_user(workspace)
    conversation = await Conversation.create(
        workspace_id=workspace.id, owner_id=user.id, subject="", started_at=NOW, latest_at=NOW
    )
    return workspace, Scope(workspace.id), conversation.id


async def test_an_address_names_the_one_person_it_belongs_to(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("other")
    jane = await a_person(workspace, "jane@globex.test", "info@globex.test")
    await a_person(workspace, "info@globex.test")
    await a_person(other, "max@globex.test")
    wanted = ["jane@globex.test", "info@globex.test", "max@globex.test", "nobody@globex.test", ""]
    assert await persons_by_address(Scope(workspace.id), wanted) == {"jane@globex.test": jane.id}


async def test_tags_of_all_addresses_combine(db: str) -> None:
    workspace, scope, conversation = await a_conversation()
    records = [await a_record(workspace, kind, number=7) for kind in RecordKind]
    person = await a_person(workspace, number=9)
    tags = addressed("northwind+deal7", "northwind+Lead-7+project.7", "northwind+person9")
    assert await file_by_tags(scope, conversation, tags, NOW) == ((), True)
    links = await scope.of(Link).order_by("id")
    assert {link.record_id for link in links} == {*(record.id for record in records), None}
    assert {link.person_id for link in links} == {person.id, None}
    assert {(link.origin, link.reason["rule"]) for link in links} == {(LinkOrigin.RULE, "tag")}


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        pytest.param("deal99", "deal99", id="no such record"),
        pytest.param("deal999999999", "deal999999999", id="a number beyond the column"),
        pytest.param("lead5", "lead5", id="of another kind"),
        pytest.param("deal8", "deal8", id="closed"),
        pytest.param("deal6", "deal6", id="of another workspace"),
        pytest.param("person99", "person99", id="no such person"),
        pytest.param("party", "party", id="a word that means nothing"),
    ],
)
async def test_a_tag_that_leads_nowhere_is_told_and_links_nothing(db: str, tag: str, told: str) -> None:
    workspace, scope, conversation = await a_conversation()
    await a_record(workspace, number=5)
    await a_record(workspace, number=8, status=RecordStatus.WON)
    await a_record(await a_workspace("other"), number=6)
    assert await file_by_tags(scope, conversation, addressed(f"northwind+{tag}"), NOW) == ((told,), False)
    assert await scope.of(Link).all().count() == 0


async def test_what_is_linked_is_not_linked_twice(db: str) -> None:
    workspace, scope, conversation = await a_conversation()
    await a_record(workspace, number=42)
    tags = addressed("northwind+deal42", "northwind+deal42")
    assert await file_by_tags(scope, conversation, tags, NOW) == ((), True)
    assert await file_by_tags(scope, conversation, tags, NOW) == ((), False)
    assert await scope.of(Link).all().count() == 1


@pytest.mark.parametrize(("relink", "links"), [(True, 2), (False, 1)], ids=["a new mail", "the same mail"])
async def test_only_a_new_mail_links_again_what_was_unlinked(db: str, relink: bool, links: int) -> None:
    workspace, scope, conversation = await a_conversation()
    await a_record(workspace, number=42)
    tags = addressed("northwind+deal42")
    await file_by_tags(scope, conversation, tags, NOW)
    await scope.of(Link).all().update(removed_at=NOW)
    await file_by_tags(scope, conversation, tags, NOW, relink=relink)
    assert await scope.of(Link).all().count() == links


async def test_hundreds_of_tags_cost_no_more_than_fifty(db: str) -> None:
    _, scope, conversation = await a_conversation()
    tags = addressed("northwind+" + "+".join(f"deal{n}" for n in range(300)))
    led_nowhere, _ = await file_by_tags(scope, conversation, tags, NOW)
    assert len(led_nowhere) == 50
