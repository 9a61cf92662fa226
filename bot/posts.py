"""What is shown of sharing: who may read a mail, and the copies of it that stand elsewhere."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto, unique
from typing import Any

from bot.shown import File, FileChoice, Party, Target
from models.types import ShareState, Visibility

LONGEST_NOTE = 500
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a mail a copy shows: its new text, what it quotes, some files by their rows' ids, and a line
    of the owner's own. `by_rule`: nobody chose them, the workspace's rule did."""

    text: bool = True
    quoted: bool = False
    files: tuple[int, ...] = ()
    note: str = ""
    by_rule: bool = False

    def stored(self) -> dict[str, Any]:
        """As `Share.parts` keeps it."""
        kept = {"text": self.text, "quoted": self.quoted, "files": list(self.files), "note": self.note}
        return kept | ({"by_rule": True} if self.by_rule else {})

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Parts":
        """Read back what was kept; what nobody chose is not shown."""
        files = tuple(int(one) for one in stored.get("files") or ())
        note = str(stored.get("note") or "")[:LONGEST_NOTE]
        by_rule = bool(stored.get("by_rule"))
        return cls(bool(stored.get("text")), bool(stored.get("quoted")), files, note, by_rule)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a mail and what became of it. `place` is "#deals", or a colleague's name where `direct`.

    `error` says what could not be done about it, in `models.Share`'s words. `held`: it waits for the
    colleague's quiet hours to end.
    """

    share_id: int
    place: str
    direct: bool
    state: ShareState
    parts: Parts
    at: datetime
    error: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class PostedCard:
    """A copy as it stands in a channel or in a colleague's direct messages: the chosen parts and no more."""

    share_id: int
    subject: str
    author: Party
    recipients: tuple[Party, ...]
    recipient_count: int
    at: datetime
    parts: Parts
    text: str
    quoted: str
    files: tuple[File, ...]
    shared_by: str
    visibility: Visibility
    tz: str


@dataclass(frozen=True, slots=True)
class ShareForm:
    """What Share… asks: who may read a mail. `mails` is how many its conversation has so far; `channels` are
    those where the workspace's rule would post it once it is shared, each with the record whose it is."""

    message_id: int
    subject: str
    visibility: Visibility
    whole: bool
    mails: int
    workspace: str
    copies: tuple[Copy, ...] = ()
    channels: tuple[tuple[Target, str], ...] = ()


@unique
class Answer(Enum):
    """What a mail's owner answered to a colleague who would have it filed."""

    YES = auto()
    NO = auto()
    FILED = auto()  # no, but there it is: by a yes to somebody else, by hand, by a rule


@dataclass(frozen=True, slots=True)
class PostDraft:
    """Where a copy is to go and what it is to show, on its way from the form over the preview to the deed.

    `told`: its author has read who from outside would read along. It travels through Slack, so all in it
    is a claim.
    """

    message_id: int
    channel: str = ""
    colleague: str = ""
    parts: Parts = field(default_factory=Parts)
    told: bool = False

    def __str__(self) -> str:
        kept = {"mail": self.message_id, "to": [self.channel, self.colleague], "told": self.told}
        return json.dumps(kept | self.parts.stored(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, value: str | None) -> "PostDraft | None":
        """Read back a view's metadata; None for what we never wrote."""
        try:
            kept = json.loads(value or "")
            channel, colleague = (str(one)[:32] for one in kept["to"])
            return cls(int(kept["mail"]), channel, colleague, Parts.of(kept), kept["told"] is True)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


@unique
class Channels(Enum):
    """Where a workspace allows mail to be posted."""

    EVERY = auto()
    SOME = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class PostForm:
    """The form for a copy. `inside_only`: channels with other organizations are not to be had. `channels`:
    whether any, or only some, are. `files_gone`: it had files, which are not kept any more."""

    draft: PostDraft
    subject: str
    files: tuple[FileChoice, ...]
    has_quoted: bool
    inside_only: bool
    channels: Channels = Channels.EVERY
    files_gone: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will read a copy. `guests` are names; `others`: people of other organizations; `unsure`: there
    are more readers than we looked at; `quiet`: the one reader wants nothing new just now."""

    place: str
    direct: bool
    readers: int
    guests: tuple[str, ...] = ()
    others: bool = False
    unsure: bool = False
    quiet: bool = False

    @property
    def from_outside(self) -> bool:
        """Whether anybody but full members may read along."""
        return bool(self.guests) or self.others or self.unsure
