"""A mail's files, and the mail as it came, brought into Slack for those who may read it."""

import zlib
from typing import Any

import aiohttp
import pytest

from bot.ids import Action
from bot.listeners.show import GONE
from bot.services.cards import mail_of
from bot.services.sealed import Sealed
from bot.services.sharing import set_visibility
from bot.views.files import ERASED, NO_FILE
from bot.views.mail_modal import mail_modal
from models import Attachment, Message, RawMail, Scope, User
from models.erasure import erase_mails
from models.transaction import transaction
from models.types import Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_mail
from tests.bot.sharing import idle
from tests.control import until

PDF, PHOTO = b"%PDF-1.7 whole \x00\xff", b"\x89PNG not really"
FILES = [("offer <b>.pdf", PDF, False), ("empty.txt", b"", False), ("photo.png", PHOTO, True)]


async def with_files(mail: Message, files: list[tuple[str, bytes, bool]] = FILES) -> bytes:
    """Give a mail the bytes it came in, and these files in them: name, content, inside the text or not."""
    raw = b"From: x\r\n\r\n" + b"".join(content for _, content, _ in files)
    row = await RawMail.create(
        workspace_id=mail.workspace_id, digest="0" * 64, content=zlib.compress(raw), size=len(raw),
        peer_ip="127.0.0.1", helo="x", mail_from="", rcpt_to=[], received_at=NOW,
    )  # fmt: skip
    await Scope(mail.workspace_id).of(Message).filter(id=mail.id).update(raw_mail_id=row.id)
    start = 11
    for position, (name, content, inline) in enumerate(files):
        await Attachment.create(
            workspace_id=mail.workspace_id, message=mail, position=position, name=name, type="x/x",
            size=len(content), digest="0" * 64, part=f"{start}-{start + len(content)}", inline=inline,
            signature=False,
        )  # fmt: skip
        start += len(content)
    return raw


async def opened(desk: Desk) -> tuple[User, Message, dict[str, Any]]:
    """Ana, a mail of hers with one file, and the modal in which she reads it."""
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await with_files(mail, FILES[:1])
    await desk.click(mail, Action.OPEN)
    return ana, mail, await desk.modal(ana, "Mail")


async def click(desk: Desk, user: User, view: dict[str, Any], action: Action, **fields: Any) -> None:
    await desk.control.post(
        "action", user=user.slack_user_id, view_id=view["id"], action_id=action.value, **fields
    )


async def contents(desk: Desk, message: dict[str, Any]) -> dict[str, bytes]:
    """What was uploaded, by name."""
    async with aiohttp.ClientSession() as session:
        found = {}
        for file in message["files"]:
            async with session.get(file["url_private_download"]) as response:
                found[file["name"]] = await response.read()
        return found


async def thread(desk: Desk, mail: Message, count: int) -> list[dict[str, Any]]:
    """What stands in the thread of a mail's card, once it is so much."""

    async def arrived() -> list[dict[str, Any]] | None:
        replies: list[dict[str, Any]] = (await desk.card(mail))["replies"]
        return replies if len(replies) >= count else None

    return await until(arrived, f"{count} replies")


async def test_files_come_into_the_thread_of_the_card_one_or_all_byte_for_byte(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await with_files(mail)
    await desk.click(mail, Action.OPEN)
    view = await desk.modal_saying(ana, "photo.png (15 bytes), in the text")
    [first, *_] = await desk.scope.of(Attachment).order_by("id")
    await click(desk, ana, view, Action.GET_FILE, selected=f"file:{first.id}")
    [reply] = await thread(desk, mail, 1)
    assert await contents(desk, reply) == {"offer <b>.pdf": PDF}
    view = await desk.modal_saying(ana, "offer <b>.pdf is in the thread of this mail's card.")
    await click(desk, ana, view, Action.GET_FILE, selected=f"all:{mail.id}")
    [_, reply] = await thread(desk, mail, 2)
    assert await contents(desk, reply) == {"offer <b>.pdf": PDF, "photo.png": PHOTO}
    await desk.modal_saying(ana, "empty.txt: empty, or not to be had.")


async def test_the_mail_as_it_came_is_in_the_card_s_menu_and_in_open(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, 'Re: 50/50 "split"?')
    raw = await with_files(mail, [])
    await desk.click(mail, Action.MENU, selected=f"eml:{mail.id}")
    [reply] = await thread(desk, mail, 1)
    assert await contents(desk, reply) == {"Re 50 50 split.eml": raw}
    await desk.click(mail, Action.OPEN)
    await click(desk, ana, await desk.modal(ana, "Mail"), Action.GET_EML)
    await thread(desk, mail, 2)


async def test_a_colleague_gets_the_files_of_shared_mail_in_their_own_messages(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail = await a_mail(ben, "Our <!channel> *offer*", visibility=Visibility.SHARED)
    await with_files(mail, FILES[:1])
    await desk.card(mail)
    await desk.control.post("command", user=ana.slack_user_id, text="find offer")
    await click(desk, ana, await desk.modal(ana, "Find mail"), Action.READ)
    view = await desk.modal(ana, "Mail")
    assert Action.GET_EML.value not in str(view)
    await click(desk, ana, view, Action.GET_FILE)
    await desk.modal_saying(ana, "is in your messages with me.")
    mine = await desk.control.get("messages", user=ana.slack_user_id)
    [message] = [each for each in mine if each.get("files")]
    assert await contents(desk, message) == {"offer <b>.pdf": PDF}
    assert "From the mail" in message["text"]
    assert "<!channel>" not in message["text"]
    assert (await desk.card(mail))["replies"] == []


async def standing(desk: Desk, user: User) -> list[str]:
    """The names of all files in a user's DM."""
    found = await desk.control.get("messages", user=user.slack_user_id)
    every = [each for message in found for each in (message, *message.get("replies", ()))]
    files = [file for each in every for file in each.get("files") or ()]
    return [file["name"] for file in files if file.get("mode") != "tombstone"]


async def test_the_mail_as_it_came_goes_from_slack_when_the_mail_is_erased(desk: Desk) -> None:
    ana, mail, view = await opened(desk)
    await click(desk, ana, view, Action.GET_EML)
    await thread(desk, mail, 1)
    assert await standing(desk, ana) == ["Offer.eml"]
    async with transaction():
        await erase_mails(desk.scope, [mail.id], NOW)
    desk.wakened.set()
    await until(lambda: idle(desk), "an idle outbox")
    assert await standing(desk, ana) == []


@pytest.mark.parametrize("reader_left", [False, True], ids=["made private", "its reader left"])
async def test_a_colleague_keeps_no_file_of_what_is_not_theirs_to_read(desk: Desk, reader_left: bool) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail = await a_mail(ana, visibility=Visibility.SHARED)
    await with_files(mail, FILES[:1])
    data = await mail_of(Scope(desk.workspace.id, ben.id), mail.id)
    assert data is not None
    await click(desk, ben, await desk.open_forged(ben, mail_modal(data)), Action.GET_FILE)

    async def there() -> bool:
        return await standing(desk, ben) == [FILES[0][0]]

    await until(there, "the file in Ben's DM")
    if reader_left:
        await desk.scope.of(User).filter(id=ben.id).update(deactivated_at=NOW)
        assert (await Sealed(desk.scope, ben.id, None).rest(NOW)).slack == 1
    else:
        own = Scope(desk.workspace.id, ana.id)
        await set_visibility(own, mail.id, Visibility.PRIVATE, NOW, whole=False)
    desk.wakened.set()
    await until(lambda: idle(desk), "an idle outbox")
    assert await standing(desk, ben) == []


async def test_what_is_erased_while_it_is_uploaded_is_shown_to_nobody(desk: Desk) -> None:
    ana, mail, view = await opened(desk)
    delay = {"method": "files.getUploadURLExternal", "kind": "delay", "ms": 300, "times": 1}
    await desk.control.post("faults", **delay)
    await click(desk, ana, view, Action.GET_FILE)
    await desk.modal_saying(ana, "Bringing")
    await desk.scope.of(Message).filter(id=mail.id).delete()
    await desk.modal_saying(ana, "gone, or not shared with you")
    assert await standing(desk, ana) == []


@pytest.mark.parametrize(
    ("method", "error", "says"),
    [
        pytest.param("files.getUploadURLExternal", "file_uploads_disabled", "switched off", id="no uploads"),
        pytest.param("files.getUploadURLExternal", "storage_limit_reached", "no room", id="no room"),
        pytest.param("files.completeUploadExternal", "posting_to_channel_denied", "did not take", id="other"),
        pytest.param(
            "files.completeUploadExternal", "thread_not_found", "is in your messages", id="no thread"
        ),
    ],
)
async def test_what_slack_refuses_is_told_where_it_was_asked_for(
    desk: Desk, method: str, error: str, says: str
) -> None:
    ana, _, view = await opened(desk)
    await desk.control.post("faults", method=method, kind="error", error=error, times=1)
    await click(desk, ana, view, Action.GET_FILE)
    await desk.modal_saying(ana, says)


async def test_what_fails_while_nobody_looks_is_told_in_the_messages(desk: Desk) -> None:
    ana, _, view = await opened(desk)
    for method in ("views.update", "files.getUploadURLExternal", "views.push"):
        error = {"views.update": "not_found", "views.push": "expired_trigger_id"}.get(method, "ratelimited")
        await desk.control.post("faults", method=method, kind="error", error=error, times=2)
    await click(desk, ana, view, Action.GET_FILE)

    async def told() -> bool:
        return "Slack asks me to slow down" in str(await desk.control.get("messages", user=ana.slack_user_id))

    await until(told, "a message")


async def test_a_mail_kept_no_longer_as_it_came_says_so(desk: Desk) -> None:
    ana, mail, view = await opened(desk)
    await desk.scope.of(RawMail).delete()
    # The card and the modal still show what there was.
    await desk.click(mail, Action.MENU, selected=f"eml:{mail.id}")
    await desk.told(ana, ERASED[:40])
    for action in (Action.GET_FILE, Action.GET_EML):
        await click(desk, ana, view, action)
        assert ERASED in said(await desk.modal(ana, "Sorry"))
        await desk.control.post("close", user=ana.slack_user_id, view_id=(await desk.views(ana))[-1]["id"])
    await desk.click(mail, Action.OPEN)
    view = await desk.modal_saying(ana, ERASED)
    assert "offer <b>.pdf" in said(view)
    assert Action.GET_FILE.value not in str(view)
    assert Action.GET_EML.value not in str(view)


async def test_no_value_reaches_a_file_of_another_mail(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mine, other = await a_mail(ana), await a_mail(ana)
    secret = await a_mail(ben, "Ben's secret")
    shared = await a_mail(ben, "Ben's", visibility=Visibility.SHARED)
    for mail in (mine, other, secret, shared):
        await with_files(mail, FILES[:1])
    data = await mail_of(Scope(desk.workspace.id, ana.id), mine.id)
    assert data is not None
    files = {file.message_id: file.id for file in await desk.scope.of(Attachment)}
    for action, value, about, says in (
        (Action.GET_FILE, f"file:{files[other.id]}", mine, NO_FILE),
        (Action.GET_FILE, f"file:{files[secret.id]}", mine, NO_FILE),
        (Action.GET_FILE, f"file:{files[secret.id]}", secret, GONE),
        (Action.GET_FILE, f"all:{secret.id}", secret, GONE),
        (Action.GET_FILE, "1/2", mine, NO_FILE),
        (Action.GET_EML, str(secret.id), mine, GONE),
        (Action.GET_EML, str(shared.id), shared, GONE),
    ):
        view = mail_modal(data) | {"private_metadata": str(about.id)}
        button = {"type": "button", "action_id": action.value, "value": value}
        text = {"text": {"type": "plain_text", "text": "x"}}
        view["blocks"] = [{"type": "actions", "elements": [button | text]}]
        shown = await desk.open_forged(ana, view)
        await click(desk, ana, shown, action)
        assert says in said(await desk.modal(ana, "Sorry")), value
        await desk.close_all(ana)
    calls = await desk.control.get("calls")
    assert not [call for call in calls if call["method"].startswith("files.")]
