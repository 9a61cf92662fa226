"""Sharing as people do it, at a desk."""

from typing import Any

from bot.ids import Action, Block
from bot.views.post_modal import QUOTED, TEXT
from models import Message, OutboxItem, Share, User
from models.types import OutboxState, ShareState
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW
from tests.control import until


async def channel_id(desk: Desk, name: str) -> str:
    state = await desk.control.get("state")
    return str(next(one["id"] for one in state["channels"] if one["name"] == name))


async def invite(desk: Desk, name: str) -> str:
    """Put the bot among the members of a channel."""
    state = await desk.control.get("state")
    channel = next(one for one in state["channels"] if one["name"] == name)
    members = [*channel["members"], state["app"]["bot_user_id"]]
    await desk.control.patch(f"channels/{channel['id']}", members=members)
    return str(channel["id"])


async def share_within(desk: Desk, mail: Message, readers: str, extent: str = "one") -> dict[str, Any]:
    """Share…, choose, Save."""
    owner = await desk.scope.of(User).get(id=mail.owner_id)
    await desk.click(mail, Action.SHARE)
    view = await desk.modal(owner, "Share this mail")
    values = {
        Block.READERS.value: {Action.READERS.value: readers},
        Block.EXTENT.value: {Action.EXTENT.value: extent},
    }
    answer: dict[str, Any] = await desk.control.post(
        "submit", user=owner.slack_user_id, view_id=view["id"], values=values
    )
    return answer


async def open_post(desk: Desk, mail: Message) -> tuple[User, dict[str, Any]]:
    """Share…, then Post to a channel or person…"""
    owner = await desk.scope.of(User).get(id=mail.owner_id)
    await desk.click(mail, Action.SHARE)
    view = await desk.modal(owner, "Share this mail")
    await desk.control.post(
        "action", user=owner.slack_user_id, view_id=view["id"], action_id=Action.POST.value
    )
    return owner, await desk.modal(owner, "Post this mail")


async def fill_post(
    desk: Desk,
    mail: Message,
    channel: str | None = None,
    colleague: str | None = None,
    *,
    files: tuple[int, ...] = (),
    quoted: bool = False,
    line: str = "",
) -> dict[str, Any]:
    """The form filled in and its Preview pressed."""
    owner, view = await open_post(desk, mail)
    values: dict[str, Any] = {
        Block.CHANNEL.value: {"create.field": channel},
        Block.COLLEAGUE.value: {"create.field": colleague},
    }
    if quoted:
        values[Block.PARTS.value] = {Action.PARTS.value: [TEXT, QUOTED]}
    if files:
        values[Block.FILES.value] = {Action.FILES.value: [f"file:{one}" for one in files]}
    if line:
        values[Block.WORD.value] = {"create.field": line}
    answer: dict[str, Any] = await desk.control.post(
        "submit", user=owner.slack_user_id, view_id=view["id"], values=values
    )
    return answer


async def press_post(desk: Desk, owner: User) -> dict[str, Any]:
    view = await desk.modal(owner, "Who will read it")
    answer: dict[str, Any] = await desk.control.post(
        "submit", user=owner.slack_user_id, view_id=view["id"], values={}
    )
    return answer


async def post_to(desk: Desk, mail: Message, channel: str | None = None, **fields: Any) -> Share:
    """A copy posted, with its files."""
    owner = await desk.scope.of(User).get(id=mail.owner_id)
    answer = await fill_post(desk, mail, channel, **fields)
    assert answer["response_action"] == "update", answer
    assert (await press_post(desk, owner))["response_action"] == "clear"
    return await posted(desk, mail)


async def posted(desk: Desk, mail: Message) -> Share:
    """The newest copy of a mail, once it stands and nothing of it is on its way."""

    async def stands() -> Share | None:
        over = await idle(desk)
        share = await desk.scope.of(Share).filter(message_id=mail.id).order_by("-id").first()
        return share if over and share and share.state is ShareState.POSTED else None

    return await until(stands, "a copy that stands")


async def idle(desk: Desk) -> bool:
    """Whether nothing is on its way; what waits for a second try has waited long enough."""
    waiting = desk.scope.of(OutboxItem).filter(state__in=(OutboxState.PENDING, OutboxState.SENDING))
    if not await waiting.exists():
        return True
    if await waiting.filter(state=OutboxState.PENDING, due_at__gt=NOW).update(due_at=NOW):
        desk.wakened.set()
    return False


async def messages(desk: Desk, channel: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await desk.control.get("messages", channel=channel)
    return found


async def dm_saying(desk: Desk, user: User, text: str) -> dict[str, Any]:
    """A message in a user's DM with the bot, once `text` stands in one."""

    async def heard() -> dict[str, Any] | None:
        await idle(desk)
        found = await desk.control.get("messages", user=user.slack_user_id)
        return next((one for one in found if text in said(one)), None)

    return await until(heard, f"a message that says {text!r}")


async def click_copy(desk: Desk, user: User, share: Share, action: Action, **fields: Any) -> dict[str, Any]:
    """Click on a posted copy."""
    answer: dict[str, Any] = await desk.control.post(
        "action",
        user=user.slack_user_id,
        channel=share.channel,
        ts=share.ts,
        action_id=action.value,
        **fields,
    )
    return answer
