"""Whose eyes a query looks through."""

from dataclasses import dataclass
from typing import Any, TypeVar

from tortoise.expressions import Q, RawSQL
from tortoise.queryset import QuerySet

from .base import ScopedRow
from .correspondent import Correspondent
from .held import HeldMail
from .mail import Attachment, Conversation, Link, Message, MessageName, Participant, RawMail, ThreadKey
from .outbox import OutboxItem
from .refusal import Refusal
from .rule import FilingRule
from .share import Follow, Share
from .types import Visibility
from .user import SenderAddress
from .words import MessageWords

R = TypeVar("R", bound=ScopedRow)

# How each table that holds mail reaches the row that says who owns it and who may read it. A table
# that is not named here is the workspace's common property (deals, persons, users).
_MESSAGE_PATH: dict[type[ScopedRow], str] = {
    Message: "",
    Participant: "message__",
    Attachment: "message__",
    Share: "message__",
    MessageWords: "message__",
    Follow: "share__message__",
}
# Tables that a member reaches only for rows of their own.
_OWNED: dict[type[ScopedRow], str] = {
    Conversation: "owner_id",
    Correspondent: "owner_id",
    ThreadKey: "owner_id",
    MessageName: "owner_id",
    FilingRule: "owner_id",
    Refusal: "user_id",
    OutboxItem: "user_id",
    HeldMail: "user_id",
    SenderAddress: "user_id",
}

# The link's conversation where one of its mails is shared. Asked for each link, not of all that is shared:
# a workspace may share a hundred thousand mails.
_SHARED = RawSQL(
    '(SELECT m.conversation_id FROM message m WHERE m.conversation_id = "link"."conversation_id"'
    " AND m.visibility = 'shared')"
)


def _is(column: str, value: object) -> Q:
    conditions: dict[str, Any] = {column: value}
    return Q(**conditions)


class NotForMembers(Exception):
    """This table is for the system alone; no member's view of it exists."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One workspace, seen by one member or, with `viewer_id` None, by the system itself.

    `of(Model)` yields only rows of the workspace that the viewer may see: a mail and what hangs on it
    for its owner, and for every member once it is shared; the links of a conversation likewise.
    """

    workspace_id: int
    viewer_id: int | None = None

    def of(self, model: type[R]) -> QuerySet[R]:
        """All rows of `model` in this scope, as an ordinary queryset to filter further."""
        rows = QuerySet(model).filter(workspace_id=self.workspace_id)
        if self.viewer_id is None:
            return rows
        if model is RawMail:
            raise NotForMembers("Raw mail is read by the system, after its message was found in scope.")
        if model is Link:
            return rows.filter(Q(conversation__owner_id=self.viewer_id) | Q(conversation_id__in=_SHARED))
        if (path := _MESSAGE_PATH.get(model)) is not None:
            return rows.filter(
                _is(f"{path}owner_id", self.viewer_id) | _is(f"{path}visibility", Visibility.SHARED)
            )
        if (owner := _OWNED.get(model)) is not None:
            return rows.filter(**{owner: self.viewer_id})
        return rows


def across_workspaces(model: type[R]) -> QuerySet[R]:
    """Rows of every workspace, for the jobs that serve them all (delivery, retention). Never for a viewer."""
    return QuerySet(model)
