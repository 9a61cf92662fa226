"""What a view of a message comes to."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for chat.postMessage and chat.update.

    `text` is the whole message for notifications and screen readers, which never read the blocks; it is
    escaped for mrkdwn. `simpler` are blocks to post where Slack refuses these, as it does while a picture
    is not ready.
    """

    text: str
    blocks: list[dict[str, Any]]
    simpler: list[dict[str, Any]] | None = None
