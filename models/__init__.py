"""Rows, invariants and queries. Imports nothing of ours; everything else imports this."""

from .audit import AuditEvent
from .base import ScopedManager, ScopedRow, UnscopedQuery
from .contact import Organization, Person, PersonEmail
from .correspondent import Correspondent
from .held import HeldMail
from .leftover import Leftover
from .mail import Attachment, Conversation, Link, Message, MessageName, Participant, RawMail, ThreadKey
from .oauth import OAuthState
from .outbox import OutboxItem
from .record import Record, RecordPerson
from .refusal import Refusal
from .rule import FilingRule
from .scope import NotForMembers, Scope, across_workspaces
from .share import Follow, Share
from .user import SenderAddress, User
from .words import MessageWords, TargetWords
from .workspace import FormerSlug, Installation, Workspace

__all__ = [
    "Attachment",
    "AuditEvent",
    "Conversation",
    "Correspondent",
    "FilingRule",
    "Follow",
    "FormerSlug",
    "HeldMail",
    "Installation",
    "Leftover",
    "Link",
    "Message",
    "MessageName",
    "MessageWords",
    "NotForMembers",
    "OAuthState",
    "Organization",
    "OutboxItem",
    "Participant",
    "Person",
    "PersonEmail",
    "RawMail",
    "Record",
    "RecordPerson",
    "Refusal",
    "Scope",
    "ScopedManager",
    "ScopedRow",
    "SenderAddress",
    "Share",
    "TargetWords",
    "ThreadKey",
    "UnscopedQuery",
    "User",
    "Workspace",
    "across_workspaces",
]
