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
class RefusalReason(StrEnum):
    """Why a mail was refused."""

    UNAUTHENTICATED = "unauthenticated"  # neither DKIM nor SPF proved its author
    UNKNOWN_SENDER = "unknown_sender"  # proved, and nobody's here
    MALFORMED = "malformed"
    BAD_AUTHOR = "bad_author"  # no From, or several
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    LOOP = "loop"
    BLOCKED = "blocked"  # proved, and a member said that the address is not theirs
    NOT_VERIFIED = "not_verified"  # sent to `+verify-CODE@`, and nothing waits for that code
    NOBODY_ASKED = "nobody_asked"  # a provider's forwarding code, for a mailbox of no member
    EXPIRED = "expired"  # taken, held for its owner's word, and deleted without it


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
class OutsideGuard(StrEnum):
    """What happens before mail is posted where guests or other organizations read along."""

    ASK = "ask"
    REFUSE = "refuse"


@unique
class ShareState(StrEnum):
    """The life of a posted copy. `failed` was never posted; its `error` says why."""

    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


@unique
class HeldFor(StrEnum):
    """Why a proved mail waits for its owner's word."""

    PENDING = "pending"  # its sender is an alternate address that is not verified yet
    PLAUSIBLE = "plausible"  # its sender is nobody's, and looks like a member's
    OLD = "old"  # a member's, made so long ago that anybody who has it may have sent it again
    DECLINED = "declined"  # an old one that its owner does not want: kept for a moment to undo that


@unique
class AddressState(StrEnum):
    """The life of an alternate sender address."""

    PENDING = "pending"
    VERIFIED = "verified"
    REMOVED = "removed"
    BLOCKED = "blocked"  # "that wasn't me": its mail is refused, and nobody is asked again


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
    ASK = "ask"  # ask a user whether held mail was theirs; payload {"held": id}
    FORWARDING_CODE = "forwarding_code"  # show a provider's forwarding code; payload {"code", "address", …}
    VERIFICATION = "verification"  # mail a code to an alternate address; payload {"address": id}
    SHARE = "share"  # post a mail in a channel or to a person; payload {"share": id}
    SHARE_UPDATE = "share_update"  # make a posted copy show the present state
    SHARE_WITHDRAW = "share_withdraw"  # delete a posted copy, its thread and its files
    REPORT = "report"  # a digest made when it is delivered; payload {"of": …}
    REMOVE = "remove"  # delete a message of ours; payload {"channel", "ts", "files", "thread"}
    ERASE = "erase"  # erase mail, some of it at a time; see `bot.services.erase`
    HANDOVER = "handover"  # give a leaver's conversations to their successor; payload {"leaver": id}
    LEAVER = "leaver"  # tell an admin who left, or bring that up to date; payload {"leaver": id, …}
    FILES = "files"  # never sent: which files a member was given; payload {"mail", "files"}


@unique
class OutboxState(StrEnum):
    """The life of an outbox item. `sending` outlives a crash: its outcome is then unknown."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
