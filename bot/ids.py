"""Every name that Slack sends back to us, and the ids inside values: claims, to be checked in scope."""

import re
from dataclasses import dataclass
from enum import StrEnum, unique

_REF = re.compile(r"([a-z]{1,16}):([0-9]{1,18})")  # 18 digits always fit a 64-bit row id


@unique
class Action(StrEnum):
    """What can be clicked or chosen (`action_id`)."""

    LINK = "mail.link"
    OPEN = "mail.open"
    UNLINK = "link.unlink"
    RESTORE = "link.restore"
    LINK_MENU = "link.menu"
    RECORD = "link.record"
    TEXT_PREVIOUS = "text.previous"
    TEXT_NEXT = "text.next"
    TEXT_QUOTED = "text.quoted"
    QUOTED_PREVIOUS = "quoted.previous"
    QUOTED_NEXT = "quoted.next"
    TEXT_NEW = "text.new"
    READ = "mail.read"
    WORDS = "find.words"
    FIND_OLDER = "find.older"
    FIND_NEWEST = "find.newest"
    PICK = "target.pick"
    STATUS = "record.status"
    STATUS_UNDO = "record.status_undo"
    TIMELINE_OLDER = "timeline.older"
    TIMELINE_NEWEST = "timeline.newest"
    INBOX_CHOICE = "inbox.choice"
    INBOX_OLDER = "inbox.older"
    INBOX_NEWEST = "inbox.newest"
    INBOX_DONE = "inbox.done"
    INBOX_UNDO = "inbox.undo"


@unique
class View(StrEnum):
    """Modals and the home tab (`callback_id`)."""

    LINK = "link"
    MAIL = "mail"
    NOTE = "note"
    HOME = "home"
    FIND = "find"
    TARGET = "target"
    INBOX = "inbox"


@unique
class Block(StrEnum):
    """Input blocks, whose ids key `view.state` and a submission's errors."""

    RECORD = "record"
    WORDS = "words"
    MAILS = "mails"


@unique
class Command(StrEnum):
    """Slash commands."""

    BCC = "/bcc"


@unique
class Shortcut(StrEnum):
    """Global and message shortcuts."""

    COPY_ADDRESS = "copy_address"


@unique
class Event(StrEnum):
    """Events subscribed to."""

    APP_HOME_OPENED = "app_home_opened"
    MESSAGE_IM = "message.im"
    TEAM_JOIN = "team_join"
    USER_CHANGE = "user_change"
    APP_UNINSTALLED = "app_uninstalled"
    TOKENS_REVOKED = "tokens_revoked"


@dataclass(frozen=True, slots=True)
class Ref:
    """`word:row id`, as an option or a button carries it."""

    word: str
    id: int

    def __str__(self) -> str:
        return f"{self.word}:{self.id}"

    @classmethod
    def parse(cls, value: str | None) -> "Ref | None":
        """Read back a value; None for what we never wrote."""
        found = _REF.fullmatch(value or "")
        return cls(found[1], int(found[2])) if found else None


def row_id(value: str | None) -> int | None:
    """A row id out of a button's value or a view's metadata; None for what we never wrote."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 18 else None
