"""Every name that Slack sends back to us, and the ids inside values: claims, to be checked in scope."""

import re
from dataclasses import dataclass
from enum import StrEnum, unique

_REF = re.compile(r"([a-z]{1,16}):([0-9]{1,18})")  # 18 digits always fit a 64-bit row id
_PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")


@unique
class Action(StrEnum):
    """What can be clicked or chosen (`action_id`)."""

    LINK = "mail.link"
    SHARE = "mail.share"
    MAKE_PRIVATE = "mail.private"
    READERS = "share.readers"
    EXTENT = "share.extent"
    SHARE_UNDO = "share.undo"
    POST = "share.post"
    POST_CHANGE = "share.change"
    PARTS = "share.parts"
    FILES = "share.files"
    WITHDRAW = "share.withdraw"
    WITHDRAW_ALL = "share.withdraw_all"
    SHARED_OPEN = "shared.open"
    SHARED_PREVIOUS = "shared.previous"
    SHARED_NEXT = "shared.next"
    SHARED_LINK = "shared.link"
    SHARED_RECORD = "shared.record"
    SHARED_FOLLOW = "shared.follow"
    SHARED_MENU = "shared.menu"
    PLEA_YES = "plea.yes"
    PLEA_NO = "plea.no"
    CHANNEL = "record.channel"
    CHANNEL_NONE = "record.channel_none"
    OPEN = "mail.open"
    GET_FILE = "mail.get_file"
    GET_EML = "mail.get_eml"
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
    FILE_1 = "mail.file_1"
    FILE_2 = "mail.file_2"
    FILE_3 = "mail.file_3"
    MENU = "mail.menu"
    DONE = "mail.done"
    NOT_DONE = "mail.not_done"
    UNLINK_ALL = "link.unlink_all"
    ALSO = "link.also"
    KEEP = "link.keep"
    KEEP_HERE = "rule.keep"
    KEEP_STOP = "rule.stop"
    CREATE_DEAL = "create.deal"
    CREATE_LEAD = "create.lead"
    CREATE_PROJECT = "create.project"
    CREATE_PERSON = "create.person"
    FIELD = "create.field"
    PEOPLE = "create.people"
    ADD_CONTACT = "contact.add"
    WHO_1 = "contact.who_1"
    WHO_2 = "contact.who_2"
    WHO_3 = "contact.who_3"
    WHO_4 = "contact.who_4"
    WORDS = "find.words"
    FIND_OLDER = "find.older"
    FIND_NEWEST = "find.newest"
    PICK = "target.pick"
    STATUS = "record.status"
    STATUS_UNDO = "record.status_undo"
    TIMELINE_OLDER = "timeline.older"
    TIMELINE_NEWEST = "timeline.newest"
    INBOX_CHOICE = "inbox.choice"
    INBOX_RECORD = "inbox.record"
    INBOX_READ = "inbox.read"
    INBOX_OLDER = "inbox.older"
    INBOX_NEWEST = "inbox.newest"
    INBOX_DONE = "inbox.done"
    INBOX_UNDO = "inbox.undo"
    ADDRESS_ADD = "address.add"
    ADDRESS_SURE = "address.sure"
    ADDRESS_MENU = "address.menu"
    ADDRESS_CODE = "address.code"
    ADDRESS_SEND = "address.send"
    ADDRESS_RESEND = "address.resend"
    ADDRESS_UNDO = "address.undo"
    INBOX_OPEN = "inbox.open"
    HOME_FILE = "home.file"
    HOME_UNDO = "home.undo"
    HOME_STARTED = "home.started"
    SETTINGS_OPEN = "settings.open"
    ADMIN_OPEN = "admin.open"
    ADMIN_CHANGE = "admin.change"
    AUDIT_OLDER = "audit.older"
    AUDIT_NEWEST = "audit.newest"
    REFUSALS_OPEN = "refusals.open"
    REFUSALS_WHY = "refusals.why"
    REFUSALS_OLDER = "refusals.older"
    REFUSALS_NEWEST = "refusals.newest"
    FORGET = "forget.mail"
    FORGET_CONTACT = "forget.contact"
    SUCCESSOR = "leaver.successor"
    HAND_OVER = "leaver.hand_over"
    ERASE_LEAVER = "leaver.erase"
    HANDED_OVER = "leaver.handed_over"
    ASK_YES = "ask.yes"
    ASK_NO = "ask.no"
    ASK_UNDO = "ask.undo"
    OLD_FILE = "old.file"
    OLD_DROP = "old.drop"


@unique
class View(StrEnum):
    """Modals and the home tab (`callback_id`)."""

    LINK = "link"
    MAIL = "mail"
    NOTE = "note"
    CREATE = "create"
    HOME = "home"
    FIND = "find"
    TARGET = "target"
    INBOX = "inbox"
    ADDRESS_ADD = "address.add"
    ADDRESS_CODE = "address.code"
    SETTINGS = "settings"
    ADMIN = "admin"
    ADMIN_FORM = "admin_form"
    AUDIT = "audit"
    REFUSALS = "refusals"
    SHARE = "share"
    POST = "post"
    PREVIEW = "preview"
    SHARED = "shared"
    SHARED_LINK = "shared_link"
    FORGET = "forget"


@unique
class Block(StrEnum):
    """Input blocks, whose ids key `view.state` and a submission's errors."""

    RECORD = "record"
    ALSO = "also"
    KEEP = "keep"
    TITLE = "title"
    ORGANIZATION = "organization"
    PEOPLE = "people"
    VALUE = "value"
    CURRENCY = "currency"
    OWNER = "owner"
    NAME = "name"
    EMAILS = "emails"
    WORDS = "words"
    MAILS = "mails"
    ADDRESS = "address"
    CODE = "code"
    HABITS = "habits"
    SHARING = "sharing"
    CONTACTS = "contacts"
    LANGUAGE = "language"
    QUIET_FROM = "quiet_from"
    QUIET_UNTIL = "quiet_until"
    SLUG = "slug"
    DOMAINS = "domains"
    RETENTION = "retention"
    CHANNEL_CHOICE = "channel_choice"
    CHANNELS = "channels"
    GUARD = "guard"
    RECORD_CHANNELS = "record_channels"
    ADMINS = "admins"
    READERS = "readers"
    EXTENT = "extent"
    CHANNEL = "channel"
    COLLEAGUE = "colleague"
    PARTS = "parts"
    FILES = "files"
    WORD = "word"


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


@dataclass(frozen=True, slots=True)
class Pair:
    """Two row ids in one value: whom a button is about, and what it does with it."""

    first: int
    second: int

    def __str__(self) -> str:
        return f"{self.first}:{self.second}"

    @classmethod
    def parse(cls, value: str | None) -> "Pair | None":
        """Read back a value; None for what we never wrote."""
        found = _PAIR.fullmatch(value or "")
        return cls(int(found[1]), int(found[2])) if found else None


def row_id(value: str | None) -> int | None:
    """A row id out of a button's value or a view's metadata; None for what we never wrote."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 18 else None


@dataclass(frozen=True, slots=True)
class Plea:
    """A colleague's wish that a mail's owner file it: the copy they saw, who they are, and where."""

    share_id: int
    user_id: int
    wanted: Ref

    def __str__(self) -> str:
        return f"{self.share_id}/{self.user_id}/{self.wanted}"

    @classmethod
    def parse(cls, value: str | None) -> "Plea | None":
        """Read back a value; None for what we never wrote."""
        share, _, rest = (value or "").partition("/")
        user, _, wanted = rest.partition("/")
        ids, ref = (row_id(share), row_id(user)), Ref.parse(wanted)
        return cls(ids[0], ids[1], ref) if ids[0] is not None and ids[1] is not None and ref else None
