"""Posting a mail to a channel or a colleague: what is asked first, what is refused, what stands there."""

from dataclasses import replace

import pytest

from bot.ids import Action, Block
from bot.services.preferences import preferences_of, save
from models import Attachment, AuditEvent, Message, OutboxItem, Scope, Share, User, Workspace
from models.types import OutboxKind, OutboxState, OutsideGuard, ShareState
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_file, a_mail, a_share
from tests.bot.sharing import (
    channel_id,
    dm_saying,
    fill_post,
    invite,
    messages,
    open_post,
    post_to,
    posted,
    press_post,
)


async def test_the_chosen_parts_stand_in_the_channel_and_the_file_in_their_thread(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer <!channel>", "New words", quoted="Old words")
    offer = await a_file(mail, "offer.pdf", b"%PDF-1.7 whole")
    share = await post_to(desk, mail, deals, files=(offer.id,), line="Please look at *page 2*")
    [message] = await messages(desk, deals)
    shown = said(message)
    assert "Offer <!channel>" in shown
    assert "New words" in shown
    assert "Old words" not in shown
    assert "Please look at *page 2*" in shown
    assert "Shared by Ana Trujillo" in shown
    assert message["text"].count("<!channel>") == 0
    assert "ords" not in str(message["metadata"])
    [reply] = message["replies"]
    assert [file["name"] for file in reply["files"]] == ["offer.pdf"]
    assert [entry["done"] for entry in share.files] == [True]
    card = await desk.card_saying(mail, "Posted in #deals: the new text and 1 file.")
    assert "Withdraw" in said(card)
    events = await desk.scope.of(AuditEvent).filter(verb="posted")
    assert [(event.actor_id, event.subject) for event in events] == [(ana.id, f"share:{share.id}")]


async def test_the_preview_says_who_reads_it_and_change_keeps_what_was_typed(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, text="New words", quoted="Old words")
    await fill_post(desk, mail, deals, quoted=True, line="My line")
    preview = await desk.modal(ana, "Who will read it")
    assert "Everybody in #deals will be able to read what stands below" in said(preview)
    assert "4 people are in it now" in said(preview)
    assert "Old words" in said(preview)
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=preview["id"], action_id=Action.POST_CHANGE.value
    )
    form = await desk.modal(ana, "Post this mail")
    elements = {block.get("block_id"): block.get("element") for block in form["blocks"]}
    assert elements["word"]["initial_value"] == "My line"
    assert elements["channel"]["initial_conversation"] == deals
    assert len(elements["parts"]["initial_options"]) == 2
    assert await desk.scope.of(Share).all().count() == 0


async def test_a_mail_is_sent_to_a_colleague_as_a_direct_message(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail = await a_mail(ana, "For your eyes")
    share = await post_to(desk, mail, colleague=ben.slack_user_id)
    assert share.recipient_id == ben.id
    assert "For your eyes" in said(await dm_saying(desk, ben, "Shared by Ana Trujillo"))
    await desk.card_saying(mail, "Sent to Ben Okafor: the new text.")


@pytest.mark.parametrize(
    ("name", "field", "says"),
    [
        pytest.param("general", "channel", "/invite @Smart Bcc", id="a channel we are not in"),
        pytest.param("leadership", "channel", "/invite @Smart Bcc", id="a private one we cannot see"),
        pytest.param("archived", "channel", "is archived", id="an archived one"),
        pytest.param("elsewhere", "channel", "Your admin does not allow mail in #deals", id="not allowed"),
        pytest.param("guests", "channel", "Guido Guest. Your company does not allow", id="guests, refused"),
        pytest.param("partners", "channel", "people of another organization", id="others, refused"),
        pytest.param("me", "colleague", "That is you", id="myself"),
        pytest.param(
            "guest",
            "colleague",
            "Guido Guest is a guest. Your company does not allow mail to guests",
            id="a guest, refused",
        ),
        pytest.param("both", "colleague", "Pick either", id="two places"),
        pytest.param("nowhere", "channel", "Pick a channel or a colleague", id="no place"),
        pytest.param("twice", "channel", "stands there already", id="where it stands already"),
    ],
)
async def test_what_cannot_be_is_said_at_the_field(desk: Desk, name: str, field: str, says: str) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    channel: str | None = deals
    colleague: str | None = None
    if name in ("guests", "partners", "guest"):
        await Workspace.all().update(outside_guard=OutsideGuard.REFUSE)
    match name:
        case "general" | "leadership":
            channel = await channel_id(desk, name)
        case "archived":
            # As it was when the menu was opened; archived before Preview was pressed.
            await desk.control.patch(f"channels/{deals}", is_archived=True)
        case "elsewhere":
            await Workspace.all().update(share_channels=["C0"])
        case "guests" | "guest":
            guest = await a_guest(desk, deals)
            channel, colleague = (None, guest) if name == "guest" else (deals, None)
        case "partners":
            channel = await invite(desk, "globex-partners")
        case "me":
            channel, colleague = None, ana.slack_user_id
        case "both":
            colleague = (await desk.user("ben")).slack_user_id
        case "nowhere":
            channel = None
        case "twice":
            await a_share(mail, channel=deals)
    if name == "partners":
        # The menu leaves it out; a form filled in before the admin said so may still name it.
        await Workspace.all().update(outside_guard=OutsideGuard.ASK)
        owner, view = await open_post(desk, mail)
        await Workspace.all().update(outside_guard=OutsideGuard.REFUSE)
        values = {Block.CHANNEL.value: {Action.FIELD.value: channel}}
        answer = await desk.control.post(
            "submit", user=owner.slack_user_id, view_id=view["id"], values=values
        )
    else:
        answer = await fill_post(desk, mail, channel, colleague)
    assert says in (answer["errors"] or {}).get(field, ""), answer
    assert await desk.scope.of(Share).filter(state=ShareState.POSTING).count() == 0
    assert len(await desk.views(ana)) == 1


async def a_guest(desk: Desk, channel: str) -> str:
    """Somebody who is only a guest, in that channel."""
    state = await desk.control.get("state")
    made = await desk.control.post(
        "users", name="Guido Guest", email="guido@elsewhere.example", is_restricted=True
    )
    members = next(one["members"] for one in state["channels"] if one["id"] == channel)
    await desk.control.patch(f"channels/{channel}", members=[*members, made["id"]])
    return str(made["id"])


async def test_guests_are_named_and_asked_about_before_anything_is_posted(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    await a_guest(desk, deals)
    await fill_post(desk, mail, deals)
    preview = await desk.modal(ana, "Who will read it")
    assert "Not only colleagues will read this: Guido Guest is a guest of your workspace." in said(preview)
    assert preview["submit"]["text"] == "Post all the same"
    assert await desk.scope.of(Share).all().count() == 0
    assert (await press_post(desk, ana))["response_action"] == "clear"
    await posted(desk, mail)


async def test_who_joined_since_the_preview_is_asked_about_too(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    await fill_post(desk, mail, deals)
    await desk.modal(ana, "Who will read it")
    await a_guest(desk, deals)
    assert (await press_post(desk, ana))["response_action"] == "update"
    assert "Guido Guest" in said(await desk.modal(ana, "Who will read it"))
    assert await desk.scope.of(Share).all().count() == 0


async def test_other_organizations_are_asked_about(desk: Desk) -> None:
    ana = await desk.user("ana")
    partners = await invite(desk, "globex-partners")
    await fill_post(desk, await a_mail(ana), partners)
    shown = said(await desk.modal(ana, "Who will read it"))
    assert "#globex-partners is shared with another organization: its people will read this too." in shown


async def test_where_no_channel_is_allowed_the_form_asks_for_a_colleague_alone(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await Workspace.all().update(share_channels=[])
    mail = await a_mail(ana)
    _, form = await open_post(desk, mail)
    assert "Your company does not allow mail in channels. You can send it to a colleague." in said(form)
    assert "channel" not in [block["block_id"] for block in form["blocks"]]
    values = {Block.COLLEAGUE.value: {Action.FIELD.value: ben.slack_user_id}}
    where = {"user": ana.slack_user_id, "view_id": form["id"]}
    await desk.control.post("submit", **where, values=values)
    await press_post(desk, ana)
    await desk.card_saying(mail, "Sent to Ben Okafor")


@pytest.mark.parametrize("crashed", ["before the message was noted", "before the file was noted"])
async def test_a_crash_in_the_middle_posts_nothing_twice(desk: Desk, crashed: str) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    offer = await a_file(mail, "offer.pdf", b"whole")
    files = (offer.id,) if "file" in crashed else ()
    share = await post_to(desk, mail, deals, files=files)
    rows = desk.scope.of(Share).filter(id=share.id)
    if files:
        await rows.update(files=[entry | {"done": False} for entry in share.files])
    else:
        await rows.update(state=ShareState.POSTING, ts=None)
    items = desk.scope.of(OutboxItem).filter(kind=OutboxKind.SHARE)
    await items.update(state=OutboxState.SENDING, lease_until=NOW, done_at=None)
    desk.wakened.set()
    assert (await posted(desk, mail)).ts == share.ts
    [message] = await messages(desk, deals)
    assert len(message["replies"]) == len(files)


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"]
)
async def test_what_slack_fails_at_is_done_once_it_is_back(desk: Desk, method: str) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    offer = await a_file(mail, "offer.pdf", b"whole")
    await desk.card(mail)
    await desk.control.post("faults", method=method, kind="http500", times=1)
    await post_to(desk, mail, deals, files=(offer.id,))
    [message] = await messages(desk, deals)
    assert len(message["replies"]) == 1


async def test_a_file_that_is_gone_is_said_on_the_copy_and_on_the_card(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana)
    gone = await a_file(mail, "gone.pdf", b"whole")
    await desk.scope.of(Attachment).update(part="900-999")  # where nothing is
    await post_to(desk, mail, deals, files=(gone.id,))
    await desk.card_saying(mail, "1 file could not be added.")
    [message] = await messages(desk, deals)
    assert "1 file could not be added" in said(message)


async def test_a_channel_that_closed_meanwhile_is_told_to_the_owner(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Late offer")
    await desk.card(mail)
    await desk.control.post("faults", method="chat.postMessage", kind="error", name="is_archived", times=1)
    await fill_post(desk, mail, deals)
    await press_post(desk, ana)
    told = await dm_saying(desk, ana, "was not posted in #deals")
    assert "the channel is archived. Pick another." in said(told)
    assert "delete" not in said(told)
    assert (await desk.scope.of(Share).get()).state is ShareState.FAILED


async def test_a_lost_answer_leaves_one_copy(desk: Desk) -> None:
    deals = await channel_id(desk, "deals")
    mail = await a_mail(await desk.user("ana"))
    await desk.card(mail)
    desk.client.timeout = 1
    await desk.control.post("faults", method="chat.postMessage", kind="accept_then_drop", times=1)
    share = await post_to(desk, mail, deals)
    items = desk.scope.of(OutboxItem).filter(kind=OutboxKind.SHARE)
    assert (await items.get()).unsure  # Slack took it, and we never heard
    [message] = await messages(desk, deals)
    assert message["ts"] == share.ts


async def sent_at_night(desk: Desk) -> tuple[Message, User]:
    """A mail sent to Ben, who has quiet hours, as its card says that it waits."""
    ben, mail = await desk.user("ben"), await a_mail(await desk.user("ana"), "For the morning")
    quiet = {"tz": "UTC", "quiet_from": 9, "quiet_until": 11}  # it is nine o'clock
    await desk.scope.of(User).filter(id=ben.id).update(**quiet)
    await fill_post(desk, mail, colleague=ben.slack_user_id)
    owner = await desk.user("ana")
    assert "They have quiet hours now" in said(await desk.modal(owner, "Who will read it"))
    await press_post(desk, owner)
    await desk.card_saying(mail, "Will be sent to Ben Okafor when their quiet hours end: the new text.")
    assert await desk.control.get("messages", user=ben.slack_user_id) == []
    return mail, ben


async def test_a_mail_sent_in_a_colleagues_quiet_hours_comes_when_they_are_lifted(desk: Desk) -> None:
    mail, ben = await sent_at_night(desk)
    await save(Scope(desk.workspace.id, ben.id), replace(preferences_of(ben), quiet=None), NOW)
    desk.wakened.set()
    await desk.card_saying(mail, "Sent to Ben Okafor: the new text.")
    [message] = await desk.control.get("messages", user=ben.slack_user_id)
    assert "For the morning" in said(message)


async def test_what_waits_for_quiet_hours_to_end_is_withdrawn_at_once(desk: Desk) -> None:
    mail, ben = await sent_at_night(desk)
    await desk.click(mail, Action.WITHDRAW)
    await dm_saying(desk, await desk.user("ana"), "was withdrawn from your message to Ben Okafor")
    assert await desk.control.get("messages", user=ben.slack_user_id) == []
