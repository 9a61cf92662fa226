"""What a successor gets, what stays sealed, and that neither is ever both."""

from datetime import timedelta

import pytest

from bot.services.copy_readers import standing_copy
from bot.services.erase import Progress, step
from bot.services.find import find
from bot.services.handover import BATCH, Choice, Handover, choose
from bot.services.leavers import came_back, leaver_of, left, sealed
from bot.services.links import find_target
from bot.services.pleas import file_shared
from bot.services.sealed import Sealed
from bot.services.wanted import read_wanted
from bot.shown import TargetKind
from models import (
    AuditEvent,
    Conversation,
    Correspondent,
    Link,
    Message,
    MessageName,
    OutboxItem,
    Scope,
    SenderAddress,
    ThreadKey,
    User,
)
from models.outbox import enqueue_card
from models.types import AddressState, OutboxKind, OutboxState, Role, Visibility
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_share, a_user, a_workspace


async def a_company() -> tuple[User, User, User]:
    """Ana, an admin; Ben, who is about to leave; Clara."""
    workspace = await a_workspace()
    ana = await a_user(workspace, role=Role.ADMIN)
    return ana, await a_user(workspace, "Ben Okafor"), await a_user(workspace, "Clara Vidal")


async def leave(user: User) -> None:
    user.active = False
    await user.save()
    await left(user, NOW)


async def hand_over(ben: User, clara: User) -> int:
    ben.successor_id = clara.id
    await ben.save()
    handover, total = Handover(Scope(ben.workspace_id), ben.id, clara.id), 0
    while moved := await handover.step(NOW):
        total += moved
    return total


async def found(user: User, words: str) -> set[str]:
    page = await find(Scope(user.workspace_id, user.id), read_wanted(words), "UTC")
    return {line.subject for line in page.lines}


async def test_filed_conversations_go_whole_and_of_others_what_is_shared(db: str) -> None:
    _, ben, clara = await a_company()
    scope = Scope(ben.workspace_id)
    filed = await a_mail(ben, "Filed quokka", card_channel="D1", card_ts="1.1")
    await a_link(filed, await a_record(await ben.workspace))
    mixed = await a_mail(ben, "Shared quokka", visibility=Visibility.SHARED)
    await a_mail(ben, "Kept quokka", conversation=await scope.of(Conversation).get(id=mixed.conversation_id))
    await a_mail(ben, "Alone quokka")
    for key, conversation_id in (("a", filed.conversation_id), ("b", mixed.conversation_id)):
        named = {"workspace_id": ben.workspace_id, "owner": ben, "conversation_id": conversation_id}
        await ThreadKey.create(key=key, **named)
        await Correspondent.create(key="jane@globex.example", **named)
    await leave(ben)
    assert await found(clara, "quokka") == {"Shared quokka"}
    assert await hand_over(ben, clara) == 2
    assert await found(clara, "quokka") == {"Filed quokka", "Shared quokka"}
    assert await found(ben, "quokka") == {"Kept quokka", "Alone quokka", "Shared quokka"}
    mine = {mail.subject for mail in await scope.of(Message).filter(owner_id=clara.id)}
    assert mine == {"Filed quokka", "Shared quokka"}
    assert {mail.subject for mail in await sealed(scope, ben.id)} == {"Kept quokka", "Alone quokka"}
    for table in (ThreadKey, Correspondent):
        assert set(await scope.of(table).values_list("owner_id", flat=True)) == {clara.id}
    owners = {row.subject: row.owner_id for row in await scope.of(Conversation)}
    assert owners["Kept quokka"] == owners["Alone quokka"] == ben.id
    assert await scope.of(Link).filter(conversation__owner_id=clara.id).count() == 1
    [removal] = await scope.of(OutboxItem).filter(kind=OutboxKind.REMOVE)
    assert removal.payload["ts"] == "1.1"


async def test_what_a_colleague_filed_leaves_private_mail_sealed(db: str) -> None:
    _, ben, clara = await a_company()
    scope, dora = Scope(ben.workspace_id), await a_user(await ben.workspace, "Dora Diaz")
    shared = await a_mail(ben, "Shared quokka", visibility=Visibility.SHARED)
    conversation = await scope.of(Conversation).get(id=shared.conversation_id)
    await a_mail(ben, "Private quokka", conversation=conversation)
    copy = await standing_copy(scope, (await a_share(shared)).id)
    theirs, deal = Scope(ben.workspace_id, dora.id), await a_record(await ben.workspace)
    await file_shared(theirs, copy, await find_target(theirs, TargetKind.DEAL, deal.id), NOW)
    await leave(ben)
    await hand_over(ben, clara)
    assert await found(clara, "quokka") == {"Shared quokka"}
    assert [mail.subject for mail in await sealed(scope, ben.id)] == ["Private quokka"]


async def test_what_the_successor_has_already_stays_sealed_and_what_others_read_does_not(db: str) -> None:
    _, ben, clara = await a_company()
    scope, deal = Scope(ben.workspace_id), await a_record(await ben.workspace)
    own = await a_mail(clara, "Theirs", message_key="<same@x>")
    double = await a_mail(ben, "Double", message_key="<same@x>")
    await a_link(double, deal)
    await a_mail(clara, "Also theirs", message_key="<shared@x>")
    shared = await a_mail(ben, "Read by all", message_key="<shared@x>", visibility=Visibility.SHARED)
    await leave(ben)
    await hand_over(ben, clara)
    assert (await scope.of(Message).get(id=double.id)).owner_id == ben.id
    assert (await scope.of(Message).get(id=shared.id)).owner_id == clara.id
    [link] = await scope.of(Link).filter(removed_at__isnull=True)
    assert (link.conversation_id, link.record_id) == (own.conversation_id, deal.id)
    assert [mail.subject for mail in await sealed(scope, ben.id)] == ["Double"]


async def test_the_inbox_of_who_comes_back_has_what_is_filed_no_more_and_nothing_that_is_done(
    db: str,
) -> None:
    _, ben, clara = await a_company()
    scope = Scope(ben.workspace_id)
    await a_mail(clara, "Theirs", message_key="<same@x>")
    await a_link(await a_mail(ben, "Double", message_key="<same@x>"), await a_record(await ben.workspace))
    private = await a_mail(ben, "Private", received_at=NOW - timedelta(days=1))
    conversation = await scope.of(Conversation).get(id=private.conversation_id)
    await a_mail(ben, "Shared", conversation=conversation, visibility=Visibility.SHARED)
    await leave(ben)
    await hand_over(ben, clara)
    await came_back(ben, NOW)
    kept = scope.of(Conversation).filter(owner_id=ben.id).order_by("subject")
    assert await kept.values_list("subject", "waiting") == [("Double", True), ("Private", False)]


async def test_what_a_mail_is_known_again_by_goes_along(db: str) -> None:
    _, ben, clara = await a_company()
    scope = Scope(ben.workspace_id)
    own, other = await a_mail(clara, "Theirs"), await a_mail(ben, "Shared", visibility=Visibility.SHARED)
    for mail, name in ((own, "dkim:1"), (other, "dkim:1"), (other, "dkim:2")):
        named = {"workspace_id": ben.workspace_id, "owner_id": mail.owner_id, "name": name}
        await MessageName.create(message_id=mail.id, **named)
    await leave(ben)
    await hand_over(ben, clara)
    names = await scope.of(MessageName).order_by("name").values_list("owner_id", "name", "message_id")
    assert names == [(clara.id, "dkim:1", own.id), (clara.id, "dkim:2", other.id)]


async def test_many_conversations_go_in_batches_and_again_changes_nothing(db: str) -> None:
    _, ben, clara = await a_company()
    for number in range(BATCH + 1):
        await a_mail(ben, f"Mail {number}", visibility=Visibility.SHARED)
    await leave(ben)
    assert await hand_over(ben, clara) == BATCH + 1
    assert await hand_over(ben, clara) == 0


async def test_the_sealed_rest_is_erased_and_company_work_is_not(db: str) -> None:
    ana, ben, _ = await a_company()
    scope = Scope(ben.workspace_id)
    await a_link(await a_mail(ben, "Filed"), await a_record(await ben.workspace))
    await a_mail(ben, "Shared", visibility=Visibility.SHARED)
    await a_mail(ben, "Private")
    await leave(ben)
    plan, progress = Sealed(scope, ben.id, ana.id), Progress()

    async def keep(_: Progress) -> None:
        return None

    while not progress.done:
        progress = await step(plan, progress, keep, NOW)
    assert progress.total.mails == 1
    assert {mail.subject for mail in await scope.of(Message)} == {"Filed", "Shared"}
    assert (await scope.of(User).get(id=ben.id)).erase_at is None
    event = await scope.of(AuditEvent).get(verb="erased")
    assert (event.actor_id, event.detail["mails"]) == (ana.id, 1)


async def test_leaving_gives_up_what_was_to_be_said_and_coming_back_undoes_it(db: str) -> None:
    ana, ben, _ = await a_company()
    scope = Scope(ben.workspace_id)
    await enqueue_card(await a_mail(ben), NOW)
    alias = await SenderAddress.create(
        workspace_id=ben.workspace_id, user=ben, address="b@x.example",
        state=AddressState.VERIFIED, verified_at=NOW, created_at=NOW,
    )  # fmt: skip
    await leave(ben)
    [card] = await scope.of(OutboxItem).filter(kind=OutboxKind.CARD)
    assert card.state is OutboxState.GIVEN_UP
    assert (await scope.of(SenderAddress).get(id=alias.id)).state is AddressState.REMOVED
    [notice] = await scope.of(OutboxItem).filter(kind=OutboxKind.LEAVER)
    assert notice.user_id == ana.id
    ben.active = True
    await came_back(ben, NOW)
    [card] = await scope.of(OutboxItem).filter(kind=OutboxKind.CARD)
    assert card.state is OutboxState.PENDING
    assert (await scope.of(SenderAddress).get(id=alias.id)).state is AddressState.VERIFIED
    back = await leaver_of(scope, ben.id)
    assert back is not None
    assert (back.back, back.erase_at) == (True, None)


async def test_who_comes_back_gets_no_card_of_what_was_handed_over(db: str) -> None:
    _, ben, clara = await a_company()
    scope, mail = Scope(ben.workspace_id), await a_mail(ben)
    await a_link(mail, await a_record(await ben.workspace))
    await enqueue_card(mail, NOW)
    await leave(ben)
    assert await hand_over(ben, clara) == 1
    ben.active = True
    await came_back(ben, NOW)
    assert not await scope.of(OutboxItem).filter(kind=OutboxKind.CARD).exists()


async def test_nothing_is_erased_of_somebody_who_came_back(db: str) -> None:
    _, ben, _ = await a_company()
    scope = Scope(ben.workspace_id)
    await a_mail(ben)
    await leave(ben)
    await came_back(ben, NOW)
    plan = Sealed(scope, ben.id, None)
    assert await plan.mails(10) == []
    assert not await plan.rest(NOW)


@pytest.mark.parametrize(
    ("who", "successor", "choice"),
    [
        pytest.param("UANA", "UCLARA", Choice.DONE, id="an admin"),
        pytest.param("UCLARA", "UCLARA", Choice.NO_ADMIN, id="no admin"),
        pytest.param("UANA", "UBEN", Choice.NO_SUCCESSOR, id="the leaver"),
        pytest.param("UANA", "", Choice.NO_SUCCESSOR, id="nobody picked"),
        pytest.param("UANA", "UGUS", Choice.NO_SUCCESSOR, id="a guest"),
        pytest.param("UANA", "UMILTON", Choice.NO_SUCCESSOR, id="of another workspace"),
        pytest.param("UMILTON", "UCLARA", Choice.NO_LEAVER, id="an admin of another workspace"),
    ],
)
async def test_who_may_choose_whom(db: str, who: str, successor: str, choice: Choice) -> None:
    ana, ben, clara = await a_company()
    await a_user(await ana.workspace, "Gus Guest", guest=True)
    other = await a_workspace("initech")
    milton = await a_user(other, "Milton Waddams", role=Role.ADMIN)
    await a_user(other, "Clara Other")
    await leave(ben)
    acting = {"UANA": ana, "UCLARA": clara, "UMILTON": milton}[who]
    scope = Scope(acting.workspace_id, acting.id)
    assert await choose(scope, ben.id, successor, NOW) is choice
    assert ((await Scope(ben.workspace_id).of(User).get(id=ben.id)).successor_id is not None) == (
        choice is Choice.DONE
    )


async def test_the_first_choice_counts(db: str) -> None:
    ana, ben, clara = await a_company()
    await leave(ben)
    scope = Scope(ana.workspace_id, ana.id)
    assert await choose(scope, ben.id, "UANA", NOW) is Choice.DONE
    assert await choose(scope, ben.id, clara.slack_user_id, NOW) is Choice.ALREADY
