"""A member who left, as admins are told of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left, and how things stand with their mail.

    `conversations` are those that are shared or filed and still theirs, `private` the mails
    that nobody reads. `erase_at` is None once that is done, or where there is none. `back` says that they
    are a member again.
    """

    user_id: int
    name: str
    conversations: int
    private: int
    erase_at: datetime | None
    successor: str | None
    back: bool
    tz: str
