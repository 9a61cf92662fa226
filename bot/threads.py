"""Where a conversation's cards stand: the first in the DM, those of later mails in its thread."""

from collections.abc import Sequence

from models import Message, Scope

# What Slack says where a thread's parent is gone, or takes no replies any more.
NO_THREAD = frozenset(
    {
        "thread_not_found",
        "message_not_found",
        "cannot_reply_to_message",
        "invalid_thread_ts",
        "restricted_action_thread_locked",
    }
)
_LOOKED_AT = 5


async def heads_of(scope: Scope, message: Message, channel: str) -> Sequence[Message]:
    """The mails of its conversation whose cards stand in the DM itself, the latest first.

    There are several only where somebody deleted one: later cards then gather under the next.
    """
    rows = scope.of(Message).filter(
        conversation_id=message.conversation_id,
        card_channel=channel,
        card_ts__isnull=False,
        card_thread_ts__isnull=True,
    )
    return await rows.exclude(id=message.id).order_by("-id").limit(_LOOKED_AT)
