"""Who follows a conversation, what is queued for them, and how that is taken back."""

from typing import Any

import pytest

from bot.services import copies, sharing
from bot.services.followers import follow, unfollow
from models import Message, OutboxItem, Scope, Share, User
from models.follows import Later, tell_followers
from models.types import OutboxKind, OutboxState, ShareState, Visibility
from tests.bot.rows import NOW, a_mail, a_share, a_user, a_workspace


async def a_company() -> tuple[User, User, User]:
    """Ana, whose mail it is, Ben and Clara."""
    workspace = await a_workspace()
    return (
        await a_user(workspace),
        await a_user(workspace, "Ben Okafor", dm_channel="DBEN"),
        await a_user(workspace, "Clara Vidal"),
    )


def own(user: User) -> Scope:
    return Scope(user.workspace_id, user.id)


async def followed(mail: Message, user: User, **fields: Any) -> Share:
    share = await a_share(mail, **fields)
    await follow(own(user), share, user.id, NOW)
    return share


async def told(user: User) -> list[OutboxItem]:
    return await own(user).of(OutboxItem).filter(kind=OutboxKind.NOTICE).order_by("id")


async def share(owner: User, mail: Message, to: Visibility = Visibility.SHARED) -> sharing.Opened:
    return await sharing.set_visibility(own(owner), mail.id, to, NOW, whole=False)


async def later_mail(first: Message) -> Message:
    return await a_mail(await first.owner, "Signed", conversation=await first.conversation)


async def test_who_follows_by_another_copy_still_follows_once_one_is_withdrawn(db: str) -> None:
    ana, ben, clara = await a_company()
    first = await a_mail(ana)
    deals, general = await followed(first, ben), await followed(first, ben, channel="CGENERAL")
    await follow(own(clara), deals, clara.id, NOW)
    await copies.withdraw(own(ana), await copies.own_copies(own(ana), share_id=deals.id), NOW)
    await share(ana, await later_mail(first))
    assert (len(await told(ben)), len(await told(clara))) == (1, 0)
    await unfollow(own(ben), general, ben.id)
    await share(ana, await later_mail(first))
    assert len(await told(ben)) == 1


async def test_a_follower_is_told_of_a_mail_once_and_its_owner_and_who_left_never(db: str) -> None:
    ana, ben, clara = await a_company()
    first = await a_mail(ana)
    copy = await followed(first, ben)
    for user in (ana, clara):
        await follow(own(user), copy, user.id, NOW)
    await Scope(ana.workspace_id).of(User).filter(id=clara.id).update(active=False)
    mail = await later_mail(first)
    later = Later(mail.id, mail.conversation_id, ana.id)
    for one in (later, later, Later(mail.id, mail.conversation_id, ana.id, copy.id, copy.channel)):
        await tell_followers(Scope(ana.workspace_id), [one], NOW)
    assert [len(await told(user)) for user in (ana, ben, clara)] == [0, 1, 0]
    [notice] = await told(ben)
    assert "Signed" not in str(notice.payload)  # put into words only when it is sent


async def test_only_who_follows_there_hears_of_a_copy_in_a_channel(db: str) -> None:
    ana, ben, clara = await a_company()
    first = await a_mail(ana)
    await followed(first, ben)
    await followed(first, clara, channel="CGENERAL")
    mail = await later_mail(first)
    copy = await a_share(mail)
    later = Later(mail.id, mail.conversation_id, ana.id, copy.id, copy.channel)
    await tell_followers(Scope(ana.workspace_id), [later], NOW)
    assert (len(await told(ben)), len(await told(clara))) == (1, 0)


@pytest.mark.parametrize("how", ["made private", "undone"])
@pytest.mark.parametrize(
    ("state", "ends"),
    [
        pytest.param({}, None, id="waiting"),
        pytest.param({"state": OutboxState.SENT, "channel": "DBEN", "ts": "1.1"}, "1.1", id="standing"),
        pytest.param({"state": OutboxState.SENDING}, "", id="on its way"),
        pytest.param({"unsure": True}, "", id="in doubt"),
    ],
)
async def test_what_was_told_is_taken_back_with_what_it_told_of(
    db: str, state: dict[str, Any], ends: str | None, how: str
) -> None:
    ana, ben, _ = await a_company()
    scope, first = Scope(ana.workspace_id), await a_mail(ana)
    await followed(first, ben)
    mail = await later_mail(first)
    opened = await share(ana, mail)
    await scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE).update(**state)
    if how == "undone":
        await sharing.undo_visibility(own(ana), opened.event_id or 0, NOW)
    else:
        await share(ana, mail, Visibility.PRIVATE)
    assert await told(ben) == []
    gone = await scope.of(OutboxItem).filter(kind__in=(OutboxKind.REMOVE, OutboxKind.TIDY))
    assert [(item.payload["channel"], item.payload["ts"]) for item in gone] == (
        [] if ends is None else [("DBEN", ends)]
    )
    await share(ana, mail)
    assert len(await told(ben)) == 1  # told anew, since nothing stands there


@pytest.mark.parametrize(
    ("visibility", "withdrawn", "kept"),
    [
        pytest.param(Visibility.PRIVATE, True, False, id="withdrawn"),
        pytest.param(Visibility.SHARED, True, True, id="withdrawn, and all may read the mail"),
        pytest.param(Visibility.PRIVATE, False, True, id="made private, and the copy stands"),
    ],
)
async def test_what_was_told_of_a_copy_goes_with_the_last_way_to_read_it(
    db: str, visibility: Visibility, withdrawn: bool, kept: bool
) -> None:
    ana, ben, _ = await a_company()
    scope, first = Scope(ana.workspace_id), await a_mail(ana)
    await followed(first, ben)
    mail = await later_mail(first)
    copy = await a_share(mail)
    later = Later(mail.id, mail.conversation_id, ana.id, copy.id, copy.channel)
    await tell_followers(scope, [later], NOW)
    await share(ana, mail)
    if visibility is Visibility.PRIVATE:
        await share(ana, mail, visibility)
    if withdrawn:
        await copies.withdraw(own(ana), await copies.own_copies(own(ana), share_id=copy.id), NOW)
        assert (await scope.of(Share).get(id=copy.id)).state is ShareState.WITHDRAWING
    assert bool(await told(ben)) is kept
