"""What Slack must be told: the one seam between those who cause a message and the one who delivers it.

An item is written in the transaction that causes it, so that either both happened or neither. Items of
one `lane` are delivered one at a time, oldest first; a lane that fails waits, and no other lane waits for
it. Claiming is a lease: whoever holds an unexpired one is the only deliverer of that lane, and a claim
that a crash left behind is taken over once it expires. A taken-over item's outcome is unknown (`unsure`):
its deliverer must look whether Slack has it before sending it again.
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.queryset import QuerySet

from .base import ScopedManager, ScopedRow
from .mail import Message
from .share import Share
from .types import OutboxKind, OutboxState
from .user import User

# The columns that say what became of an item.
_OUTCOME = (
    "state", "done_at", "channel", "ts", "due_at", "unsure", "lease_by", "lease_until", "last_error",
)  # fmt: skip
# PostgreSQL's NOTIFY channel for "something came into the outbox" (a trigger's, migration 0017).
OUTBOX_CHANNEL = "bcc_outbox"
HELD = "quiet_hours"  # what `last_error` says of an item that waits for its user's quiet hours to end


def new_key() -> str:
    return uuid.uuid4().hex


class OutboxItem(ScopedRow):
    """One thing to tell Slack.

    `key` travels as the message's metadata id, so that an item with an unknown outcome can be found
    again; it says nothing of the mail. `user` is whose DM it goes to, `message` the mail it is about.
    """

    key = fields.CharField(max_length=32, unique=True, default=new_key)
    lane = fields.CharField(max_length=64)
    kind = fields.CharEnumField(OutboxKind, max_length=16)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    user_id: int
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", null=True, on_delete=fields.CASCADE
    )
    message_id: int | None
    payload: dict[str, Any] = fields.JSONField(default=dict)
    state = fields.CharEnumField(OutboxState, max_length=16, default=OutboxState.PENDING)
    attempts = fields.IntField(default=0)
    unsure = fields.BooleanField(default=False)
    due_at: datetime = fields.DatetimeField()
    lease_by = fields.CharField(max_length=64, null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    channel = fields.CharField(max_length=32, null=True)
    ts = fields.CharField(max_length=32, null=True)
    last_error = fields.CharField(max_length=255, null=True)
    created_at: datetime = fields.DatetimeField()
    done_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_item"
        manager = ScopedManager()
        indexes = (
            ("state", "lane", "id"),  # from one lane's first to the next
            ("lane", "state", "id"),
            ("message_id",),  # for erasure: what was said of a mail, and what hangs on it
        )

    async def mark_sent(self, now: datetime, channel: str | None = None, ts: str | None = None) -> None:
        """Slack has it."""
        self.state, self.done_at, self.channel, self.ts = OutboxState.SENT, now, channel, ts
        self.lease_by = self.lease_until = self.last_error = None
        await self._keep()

    async def postpone(self, due_at: datetime, error: str, *, unsure: bool) -> None:
        """Not now: again at `due_at`. `unsure` says that Slack may have it all the same."""
        self.state, self.due_at, self.last_error = OutboxState.PENDING, due_at, error[:255]
        self.unsure = self.unsure or unsure
        self.lease_by = self.lease_until = None
        await self._keep()

    async def hold(self, until: datetime) -> None:
        """Not before then: it was claimed and not tried. What was unsure before is still unsure."""
        self.state, self.due_at, self.last_error = OutboxState.PENDING, until, HELD
        self.attempts -= 1
        self.lease_by = self.lease_until = None
        await self._keep("attempts")

    async def give_up(self, now: datetime, error: str) -> None:
        """Never: the reason stays for the operator to read."""
        self.state, self.done_at, self.last_error = OutboxState.GIVEN_UP, now, error[:255]
        self.lease_by = self.lease_until = None
        await self._keep()

    async def _keep(self, *also: str) -> None:
        """Write down what became of it; nothing where its mail was erased meanwhile, and the item with it."""
        columns = {name: getattr(self, name) for name in (*_OUTCOME, *also)}
        await QuerySet(OutboxItem).filter(id=self.id).update(**columns)


def dm_lane(user_id: int) -> str:
    """The lane of what is posted in a user's DM: in order, one at a time."""
    return f"dm:{user_id}"


def card_lane(message_id: int) -> str:
    """The lane of what changes one card: a click need not wait for the mails queued before it."""
    return f"card:{message_id}"


async def enqueue_card(message: Message, now: datetime) -> OutboxItem:
    """Have the card of a newly stored mail posted. Call in the transaction that stores the mail."""
    return await OutboxItem.create(**card_columns(message.workspace_id, message.owner_id, message.id, now))


def card_columns(workspace_id: int, owner_id: int, message_id: int, now: datetime) -> dict[str, Any]:
    """The columns of the item that has a mail's card posted, for those who write rows in bulk."""
    return {
        "workspace_id": workspace_id,
        "lane": dm_lane(owner_id),
        "kind": OutboxKind.CARD,
        "user_id": owner_id,
        "message_id": message_id,
        "due_at": now,
        "created_at": now,
    }


async def enqueue_card_update(message: Message, now: datetime) -> None:
    """Have a posted card show the present state. Several changes before it is sent make one update."""
    lane = card_lane(message.id)
    waiting = QuerySet(OutboxItem).filter(
        workspace_id=message.workspace_id, lane=lane, state=OutboxState.PENDING, attempts=0
    )
    # Held until the change commits: who delivers it sooner would show what was before.
    if await waiting.select_for_update(skip_locked=True, no_key=True).first():
        return
    await OutboxItem.create(
        workspace_id=message.workspace_id,
        lane=lane,
        kind=OutboxKind.CARD_UPDATE,
        user_id=message.owner_id,
        message_id=message.id,
        due_at=now,
        created_at=now,
    )


async def enqueue_notice(
    workspace_id: int, user_id: int, payload: dict[str, Any], now: datetime, once: str = ""
) -> None:
    """Have a plain message posted in a user's DM.

    `payload` is `{"text": …, "blocks": […]}`, or what is put into words where it is sent: `{"verified":
    address}`, `{"admin": whether, "by": user id}`, or of a later mail to a follower `{"later": true, "mail":
    id, "share": id or null}`. With `"asked": true` it answers what the user just did and does not wait for
    their quiet hours to end. `once` names what it tells of, within the workspace: a second wish to tell of it
    comes to nothing.
    """
    key = hashlib.sha256(f"{workspace_id}:{once}".encode()).hexdigest()[:32] if once else new_key()
    if once and await QuerySet(OutboxItem).filter(key=key).exists():
        return
    await OutboxItem.create(
        key=key,
        workspace_id=workspace_id,
        lane=dm_lane(user_id),
        kind=OutboxKind.NOTICE,
        user_id=user_id,
        payload=payload,
        due_at=now,
        created_at=now,
    )


def share_lane(share_id: int) -> str:
    """The lane of what concerns one copy."""
    return f"share:{share_id}"


async def enqueue_share(
    share: Share, user_id: int, kind: OutboxKind, now: datetime, batch: Sequence[int] = ()
) -> None:
    """Have a copy of a mail posted, brought up to date or withdrawn; what concerns one copy goes in order.

    `user_id` is the mail's owner; `batch` are the copies that are withdrawn together and reported together.
    """
    await OutboxItem.create(
        workspace_id=share.workspace_id,
        lane=share_lane(share.id),
        kind=kind,
        user_id=user_id,
        message_id=share.message_id,
        payload={"share": share.id, **({"batch": list(batch)} if batch else {})},
        due_at=now,
        created_at=now,
    )


def address_lane(address_id: int) -> str:
    """The lane of the mails that go to one alternate address."""
    return f"address:{address_id}"


async def enqueue_verification(workspace_id: int, user_id: int, address_id: int, now: datetime) -> None:
    """Have a new code mailed to a pending address. It is made when it is sent; the one before then dies."""
    await OutboxItem.create(
        workspace_id=workspace_id,
        lane=address_lane(address_id),
        kind=OutboxKind.VERIFICATION,
        user_id=user_id,
        payload={"address": address_id},
        due_at=now,
        created_at=now,
    )


async def enqueue_in_dm(
    kind: OutboxKind, workspace_id: int, user_id: int, payload: dict[str, Any], now: datetime
) -> None:
    """Have something of that kind posted in a user's DM, put into words where it is sent."""
    await OutboxItem.create(
        workspace_id=workspace_id,
        lane=dm_lane(user_id),
        kind=kind,
        user_id=user_id,
        payload=payload,
        due_at=now,
        created_at=now,
    )


async def enqueue_tidy(item: OutboxItem, due_at: datetime, now: datetime) -> None:
    """Have the DM searched once more for copies of an item whose sending was in doubt at some time."""
    await OutboxItem.create(
        workspace_id=item.workspace_id,
        lane=f"tidy:{item.id}",
        kind=OutboxKind.TIDY,
        user_id=item.user_id,
        message_id=item.message_id,
        payload={"key": item.key, "channel": item.channel, "ts": item.ts},
        due_at=due_at,
        created_at=now,
    )


async def resume(workspace_id: int, now: datetime) -> None:
    """Have all that could not be said while the workspace had taken us out tried at once, in its order."""
    items = QuerySet(OutboxItem).filter(workspace_id=workspace_id)
    failed = items.filter(state=OutboxState.PENDING, attempts__gt=0, due_at__gt=now)
    await failed.filter(last_error__not=HELD).update(due_at=now)
    # An earlier version gave them up.
    ended = items.filter(state=OutboxState.GIVEN_UP, last_error="app_uninstalled")
    await ended.update(state=OutboxState.PENDING, last_error=None, done_at=None, due_at=now)
