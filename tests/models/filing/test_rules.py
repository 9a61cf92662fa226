"""What a mail is filed under when it comes in, and when nothing is linked without asking."""

from datetime import timedelta

import pytest

from models import (
    Conversation,
    Correspondent,
    FilingRule,
    Link,
    Organization,
    PersonEmail,
    Record,
    Scope,
    User,
    Workspace,
)
from models.filing import candidates
from models.types import LinkOrigin, RecordKind, RecordStatus, Visibility
from tests.builders import NOW, a_person, a_record, a_user, a_workspace
from tests.models.filing.builders import a_message, by_hand, concerns, filed, links, suggested

JANE = "jane@globex.test"


@pytest.fixture
async def ana(db: str) -> User:
    """A member of a workspace that knows Jane."""
    return await a_user(await a_workspace())


async def a_case(ana: User, *people: int, **columns: object) -> Record:
    workspace = await Workspace.get(id=ana.workspace_id)
    return await concerns(await a_record(workspace, **columns), *people)  # type: ignore[arg-type]


async def jane_of(ana: User, *addresses: str) -> int:
    return (await a_person(await Workspace.get(id=ana.workspace_id), *(addresses or (JANE,)), name="Jane")).id


@pytest.mark.parametrize("kind", RecordKind)
async def test_the_one_open_record_of_its_people_is_linked_and_says_why(ana: User, kind: RecordKind) -> None:
    jane = await jane_of(ana)
    case = await a_case(ana, jane, kind=kind)
    await a_case(ana, jane, status=RecordStatus.WON)
    mail = await a_message(ana, JANE)
    assert (await filed(mail)).linked
    [link] = await links(mail)
    assert (link.record_id, link.origin) == (case.id, LinkOrigin.RULE)
    assert link.reason == {
        "rule": "only_open",
        "evidence": "Jane",
        "persons": [jane],
        "candidates": [case.id],
    }


async def test_where_mail_was_filed_before_is_said_without_saying_by_whom(ana: User) -> None:
    jane = await jane_of(ana)
    case, _ = await a_case(ana, jane), await a_case(ana, jane)
    earlier = await a_message(ana, JANE)
    await by_hand(earlier, case)
    bea = await a_user(await Workspace.get(id=ana.workspace_id), "bea@acme.test")
    await Scope(ana.workspace_id).of(Link).update(user_id=bea.id)
    mail = await a_message(ana, JANE)
    await filed(mail)
    conversation = await Scope(ana.workspace_id).of(Conversation).get(id=mail.conversation_id)
    assert conversation.suggestions[0] == {"record_id": case.id, "why": "mail with them was filed here"}


@pytest.mark.parametrize(
    "written", ["Jane.Doe+news@GoogleMail.com", "janedoe@gmail.com"], ids=["dots and tag", "plain"]
)
async def test_a_person_is_known_in_every_spelling_of_a_mailbox(ana: User, written: str) -> None:
    case = await a_case(ana, await jane_of(ana, "jane.doe@gmail.com"))
    mail = await a_message(ana, written.lower())
    await filed(mail)
    assert [link.record_id for link in await links(mail)] == [case.id]


async def test_of_a_forward_the_originals_people_count(ana: User) -> None:
    case = await a_case(ana, await jane_of(ana))
    await a_case(ana, await jane_of(ana, "max@initech.test"))
    mail = await a_message(ana, "max@initech.test", original_from=JANE)
    await filed(mail)
    assert [link.record_id for link in await links(mail)] == [case.id]


@pytest.mark.parametrize("auto_link", [True, False])
async def test_several_open_records_are_offered_likeliest_first(ana: User, auto_link: bool) -> None:
    ana.auto_link = auto_link
    await ana.save()
    jane = await jane_of(ana)
    cases = [
        await a_case(ana, jane, title=f"Globex {word}") for word in ("racking", "forklifts", "doors", "roof")
    ]
    mail = await a_message(ana, JANE, subject="When do the forklifts come?", text="And the roof?")
    assert not (await filed(mail)).linked
    assert (await links(mail), (await suggested(mail))[:2]) == ([], [cases[1].id, cases[3].id])
    assert len(await suggested(mail)) == 3


async def test_who_wants_no_rules_is_offered_the_one_record(ana: User) -> None:
    ana.auto_link = False
    await ana.save()
    case = await a_case(ana, await jane_of(ana))
    mail = await a_message(ana, JANE)
    await filed(mail)
    assert (await links(mail), await suggested(mail)) == ([], [case.id])


@pytest.mark.parametrize(
    "against",
    [
        "closed in the subject",
        "just closed",
        "filed elsewhere",
        "taken away",
        "shared address",
        "another named",
        "odd tag",
    ],
)
async def test_the_one_open_record_is_only_offered_where_something_speaks_against_it(
    ana: User, against: str
) -> None:
    jane, subject, tags, address = await jane_of(ana), "Hello", [], JANE
    case = await a_case(ana, jane, title="Globex racking")
    if against == "closed in the subject":
        await a_case(ana, jane, title="Globex forklifts", status=RecordStatus.LOST)
        subject = "Our forklifts"
    elif against == "just closed":
        await a_case(ana, jane, status=RecordStatus.WON, closed_at=NOW - timedelta(days=3))
    elif against == "filed elsewhere":
        await by_hand(await a_message(ana, JANE), await a_case(ana, title="Something else"))
    elif against == "taken away":
        before = await a_message(ana, JANE)
        await filed(before)
        await Scope(ana.workspace_id).of(Link).all().update(removed_at=NOW)
    elif against == "shared address":
        address = "info@globex.test"
        await a_case(ana, await jane_of(ana, address), await jane_of(ana, address), status=RecordStatus.WON)
        await concerns(case, *await _persons(ana, address))
    elif against == "another named":
        await a_case(ana, number=4711)
        subject = "About deal 4711"
    else:
        tags = ["deal99999"]
    mail = await a_message(ana, address, subject=subject)
    assert not (await filed(mail, *tags)).linked
    assert case.id in await suggested(mail)


async def _persons(ana: User, address: str) -> list[int]:
    rows = Scope(ana.workspace_id).of(PersonEmail).filter(address=address)
    return [row[0] for row in await rows.values_list("person_id")]


async def test_a_record_that_the_subject_names_is_linked_if_it_is_theirs(ana: User) -> None:
    jane = await jane_of(ana)
    await a_case(ana, jane, number=41)
    case = await a_case(ana, jane, number=42)
    mail = await a_message(ana, JANE, subject="Re: Deal 42")
    await filed(mail)
    assert [(link.record_id, link.reason["rule"]) for link in await links(mail)] == [(case.id, "named")]


@pytest.mark.parametrize(("status", "linked"), [(RecordStatus.OPEN, True), (RecordStatus.WON, False)])
async def test_what_the_owner_told_to_keep_is_kept_until_the_record_closes(
    ana: User, status: RecordStatus, linked: bool
) -> None:
    jane = await jane_of(ana)
    await a_case(ana, jane)
    await a_case(ana, jane)
    case = await a_case(ana, status=status)
    own = {"workspace_id": ana.workspace_id, "owner_id": ana.id, "created_at": NOW}
    await FilingRule.create(**own, person_id=jane, record_id=case.id)
    mail = await a_message(ana, JANE)
    await filed(mail)
    assert [link.record_id for link in await links(mail)] == ([case.id] if linked else [])


async def test_three_filings_by_hand_make_a_habit_with_people_who_have_no_record(ana: User) -> None:
    case = await a_case(ana)
    for day in range(3):
        mail = await a_message(ana, JANE, at=NOW + timedelta(days=day))
        assert not (await filed(mail)).linked
        assert await suggested(mail) == ([case.id] if day else [])
        await by_hand(mail, case)
    mail = await a_message(ana, JANE)
    await filed(mail)
    assert [(link.record_id, link.reason["rule"]) for link in await links(mail)] == [(case.id, "habit")]


async def test_later_mails_stay_where_the_conversation_is(ana: User) -> None:
    jane = await jane_of(ana)
    case = await a_case(ana, jane)
    mail = await a_message(ana, JANE)
    await filed(mail)
    await a_case(ana, jane)
    conversation = await Scope(ana.workspace_id).of(Conversation).get(id=mail.conversation_id)
    later = await a_message(ana, JANE, conversation=conversation)
    assert not (await filed(later)).linked
    assert [link.record_id for link in await links(later)] == [case.id]


async def test_a_conversation_of_a_closed_record_stays_there_and_is_offered_open_ones(ana: User) -> None:
    jane = await jane_of(ana)
    case = await a_case(ana, jane)
    mail = await a_message(ana, JANE)
    await filed(mail)
    case.status = RecordStatus.WON
    await case.save()
    fresh = await a_case(ana, jane)
    conversation = await Scope(ana.workspace_id).of(Conversation).get(id=mail.conversation_id)
    later = await a_message(ana, JANE, conversation=conversation)
    await filed(later)
    [link] = await links(later)
    assert (link.record_id, "closed_before" in link.reason) == (case.id, True)
    assert await suggested(later) == [fresh.id]


@pytest.mark.parametrize("unlinked", [False, True], ids=["filed by hand", "and unlinked"])
async def test_no_rule_touches_what_its_owner_files_by_hand(ana: User, unlinked: bool) -> None:
    jane = await jane_of(ana)
    mail = await a_message(ana, JANE)
    other = await a_case(ana)
    await by_hand(mail, other)
    if unlinked:
        await Scope(ana.workspace_id).of(Link).all().update(removed_at=NOW)
    case = await a_case(ana, jane)
    conversation = await Scope(ana.workspace_id).of(Conversation).get(id=mail.conversation_id)
    later = await a_message(ana, JANE, conversation=conversation)
    assert not (await filed(later)).linked
    assert [link.record_id for link in await links(later)] == ([] if unlinked else [other.id])
    assert await suggested(later) == ([case.id] if unlinked else [])


async def test_a_colleagues_filings_and_another_workspaces_records_say_nothing(ana: User) -> None:
    bea = await a_user(await Workspace.get(id=ana.workspace_id), "bea@acme.test")
    secret = await a_case(ana, title="Her secret")
    for _ in range(3):
        await by_hand(await a_message(bea, JANE), secret)
    other = await a_user(await a_workspace("other"), "eve@evil.test")
    await a_case(other, await jane_of(other))
    mail = await a_message(ana, JANE, subject="Her secret")
    await filed(mail)
    assert (await links(mail), await suggested(mail)) == ([], [])
    assert await candidates(Scope(ana.workspace_id, ana.id), mail.conversation_id) == []
    keys = Scope(ana.workspace_id, ana.id).of(Correspondent)
    assert set(await keys.all().values_list("owner_id", flat=True)) == {ana.id}


async def test_who_reads_a_shared_mail_is_not_told_where_its_owner_files(ana: User) -> None:
    bea = await a_user(await Workspace.get(id=ana.workspace_id), "bea@acme.test")
    await by_hand(await a_message(ana, JANE), case := await a_case(ana))
    mail = await a_message(ana, JANE)
    mail.visibility = Visibility.SHARED
    await mail.save()
    for viewer, offered in ((ana.id, [case.id]), (None, [case.id]), (bea.id, [])):
        found = await candidates(Scope(ana.workspace_id, viewer), mail.conversation_id)
        assert [one.record_id for one in found] == offered


async def test_an_unknown_colleague_of_a_known_company_is_offered_its_records(ana: User) -> None:
    company = await Organization.create(
        workspace_id=ana.workspace_id, name="Globex", domain="globex.test", created_at=NOW
    )
    case = await a_case(ana, organization_id=company.id)
    mail = await a_message(ana, "new@globex.test")
    await filed(mail)
    assert (await links(mail), await suggested(mail)) == ([], [case.id])
