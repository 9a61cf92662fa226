"""What a view of a message comes to."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for chat.postMessage and chat.update.

    `text` is the whole message for notifications and screen readers, which never read the blocks; it is
    escaped for mrkdwn.
    """

    text: str
    blocks: list[dict[str, Any]]
