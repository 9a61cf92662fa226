"""A record's own channel, and the workspace's rule that posts shared mail there."""

import pytest

from bot.ids import Action
from bot.services.sharing import set_visibility
from models import OutboxItem, Record, Scope, Share, Workspace
from models.types import OutboxKind, OutboxState, ShareState, Visibility
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_post import a_guest
from tests.bot.rows import NOW, a_link, a_mail, a_record
from tests.bot.sharing import channel_id, dm_saying, idle, invite, messages, posted, share_within
from tests.control import until


async def choose_channel(desk: Desk, channel: str) -> None:
    ana = await desk.user("ana")
    await desk.control.post("command", user=ana.slack_user_id, text="deal 42")
    view = await desk.modal(ana, "Deal 42")
    await desk.control.post(
        "action",
        user=ana.slack_user_id,
        view_id=view["id"],
        action_id=Action.CHANNEL.value,
        selected=channel,
    )


async def test_a_deal_gets_a_channel_and_loses_it_again(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, number=42)
    deals = await channel_id(desk, "deals")
    await choose_channel(desk, deals)
    view = await desk.modal_saying(ana, "No channel")
    assert (await desk.scope.of(Record).get(id=deal.id)).channel == deals
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.CHANNEL_NONE.value
    )
    gone = desk.scope.of(Record).filter(id=deal.id, channel__isnull=True)
    assert await until(gone.exists, "a deal without a channel")


async def test_a_channel_we_are_not_in_is_explained(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_record(desk.workspace, number=42)
    await choose_channel(desk, await channel_id(desk, "general"))
    assert "/invite @Smart Bcc" in said(await desk.modal(ana, "Sorry"))
    assert not await desk.scope.of(Record).filter(channel__isnull=False).exists()


@pytest.mark.parametrize("who", ["a guest", "another organization"])
async def test_a_channel_where_the_rule_would_be_refused_is_not_taken(desk: Desk, who: str) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    await a_record(desk.workspace, number=42)
    if who == "a guest":
        await a_guest(desk, deals)
    else:
        deals = await invite(desk, "globex-partners")
    await choose_channel(desk, deals)
    assert "nothing is posted there by itself" in said(await desk.modal(ana, "Sorry"))
    assert not await desk.scope.of(Record).filter(channel__isnull=False).exists()


@pytest.mark.parametrize("rule", [True, False])
async def test_share_says_that_the_deals_channel_gets_the_mail_too(desk: Desk, rule: bool) -> None:
    deals = await channel_id(desk, "deals")
    await Workspace.all().update(post_to_record_channels=rule)
    mail = await a_mail(await desk.user("ana"))
    await a_link(mail, await a_record(desk.workspace, number=42, channel=deals))
    await desk.click(mail, Action.SHARE)
    view = await desk.modal(await desk.user("ana"), "Share this mail")
    assert ("Once it is shared, deal 42's channel" in said(view)) is rule
    assert (deals in str(view["blocks"])) is rule


@pytest.mark.parametrize("first", ["shared", "filed"])
async def test_shared_mail_of_a_deal_is_posted_in_its_channel_once(desk: Desk, first: str) -> None:
    deals = await channel_id(desk, "deals")
    await Workspace.all().update(post_to_record_channels=True)
    deal = await a_record(desk.workspace, number=42, channel=deals)
    ana = await desk.user("ana")
    mail = await a_mail(
        ana, "Offer", visibility=Visibility.SHARED if first == "shared" else Visibility.PRIVATE
    )
    await a_link(mail, deal)
    if first == "filed":
        await desk.card(mail)
        assert await desk.scope.of(Share).all().count() == 0
        await share_within(desk, mail, "shared")
    else:
        await desk.card(mail)
    await posted(desk, mail)
    await desk.card_saying(mail, "Posted in #deals: the new text, by your company's rule.")
    [message] = await messages(desk, deals)
    assert "Shared by Ana Trujillo, by your company's rule" in said(message)


async def test_what_would_ask_is_not_posted_and_the_owner_is_told(desk: Desk) -> None:
    deals = await channel_id(desk, "deals")
    await a_guest(desk, deals)
    await Workspace.all().update(post_to_record_channels=True)
    deal = await a_record(desk.workspace, number=42, channel=deals)
    ana = await desk.user("ana")
    mail = await a_mail(ana, "Offer", visibility=Visibility.SHARED)
    await a_link(mail, deal)
    await desk.card(mail)
    assert "people from outside your company read there" in said(
        await dm_saying(desk, ana, "“Offer” was not posted in #deals")
    )
    assert await messages(desk, deals) == []
    assert (await desk.scope.of(Share).get()).state is ShareState.FAILED


async def test_what_is_private_again_before_it_was_posted_is_not(desk: Desk) -> None:
    deals = await channel_id(desk, "deals")
    await Workspace.all().update(post_to_record_channels=True)
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, number=42, channel=deals)
    mail = await a_mail(ana, "Offer", "Between us.")
    await a_link(mail, deal)
    await desk.card(mail)
    await until(lambda: idle(desk), "an idle outbox")
    fault = {"method": "conversations.info", "kind": "error", "error": "internal_error", "times": 1}
    await desk.control.post("faults", **fault)
    own = Scope(desk.workspace.id, ana.id)
    await set_visibility(own, mail.id, Visibility.SHARED, NOW, whole=False)
    desk.wakened.set()
    tried = desk.scope.of(OutboxItem).filter(kind=OutboxKind.SHARE, attempts__gt=0, state=OutboxState.PENDING)
    await until(tried.exists, "a try that Slack did not answer")
    await set_visibility(own, mail.id, Visibility.PRIVATE, NOW, whole=False)
    assert "private again" in said(await dm_saying(desk, ana, "was not posted"))
    assert "Between us" not in said(await desk.control.get("messages", channel=deals))
