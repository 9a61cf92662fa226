"""The closed vocabularies that rows and values share. Members are stored by value: never rename one."""

from enum import StrEnum, unique


@unique
class Outcome(StrEnum):
    """The result of one authentication check, in the words of RFC 8601 section 2.7."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@unique
class Role(StrEnum):
    """What a Slack user may do here."""

    MEMBER = "member"
    ADMIN = "admin"


@unique
class Visibility(StrEnum):
    """Who may read a mail: its owner alone, or every member of the workspace."""

    PRIVATE = "private"
    SHARED = "shared"


@unique
class ContactCreation(StrEnum):
    """Whether unknown correspondents become persons."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


@unique
class AddressState(StrEnum):
    """The life of an alternate sender address."""

    PENDING = "pending"
    VERIFIED = "verified"
    REMOVED = "removed"


@unique
class RecordKind(StrEnum):
    """What a mail can be filed under, beside a person."""

    DEAL = "deal"
    LEAD = "lead"
    PROJECT = "project"


@unique
class RecordStatus(StrEnum):
    """Where a deal, lead or project stands; only `open` ones attract mail by rule."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    ARCHIVED = "archived"


@unique
class Direction(StrEnum):
    """How a mail reached us."""

    SENT = "sent"
    FORWARDED = "forwarded"
    REDIRECTED = "redirected"


@unique
class ParticipantRole(StrEnum):
    """In which header, of the mail itself or of the original inside a forward, an address stood."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    REPLY_TO = "reply-to"
    ORIGINAL_FROM = "original-from"
    ORIGINAL_TO = "original-to"
    ORIGINAL_CC = "original-cc"


@unique
class LinkOrigin(StrEnum):
    """Who made a link."""

    RULE = "rule"
    USER = "user"


@unique
class OutboxKind(StrEnum):
    """What Slack must be told."""

    CARD = "card"  # post a mail's card in its owner's DM, once
    CARD_UPDATE = "card_update"  # make a posted card show the present state
    NOTICE = "notice"  # post a plain message in a user's DM
    TIDY = "tidy"  # delete second copies that a lost answer may have left behind


@unique
class OutboxState(StrEnum):
    """The life of an outbox item. `sending` outlives a crash: its outcome is then unknown."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
