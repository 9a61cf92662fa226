"""Messages as Slack stores and shows them: ids filled in, links marked, threads counted."""

import copy
import re
from typing import Any

from .state import JSON, Channel, Team

# A bare link becomes <link>; one that is already inside <...> stays.
BARE_LINK = re.compile(r"(?<![<|\w/\"'=])(https?://[^\s<>|]*[^\s<>|.,;:!?)'\"\]])")
MAX_TEXT = 40_000


def stored_text(text: str) -> str:
    """The text as Slack keeps it: cut at 40,000 characters, bare links in angle brackets."""
    return BARE_LINK.sub(r"<\1>", text[:MAX_TEXT])


def with_ids(team: Team, blocks: list[JSON]) -> list[JSON]:
    """The blocks with a block_id, and an action_id on each element, wherever the app gave none."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = team.ids.next("b")[2:7]
        for element in elements_of(block):
            if "type" in element and element["type"] not in (
                "image",
                "plain_text",
                "mrkdwn",
                "feedback_buttons",
            ):
                element.setdefault("action_id", team.ids.next("a")[2:7])
    return blocks


def attachments_with_ids(team: Team, attachments: list[JSON]) -> list[JSON]:
    """The attachments with ids in their blocks."""
    return [
        {**each, "blocks": with_ids(team, each["blocks"])} if each.get("blocks") else each
        for each in attachments
    ]


def elements_of(block: JSON) -> list[JSON]:
    """The elements that stand in a block: those of an actions block, an accessory, an input's element."""
    if block["type"] in ("actions", "context", "context_actions"):
        return list(block.get("elements", []))
    if block["type"] == "card":
        return list(block.get("actions", []))
    if block["type"] == "carousel":
        return [element for card in block["elements"] for element in card.get("actions", [])]
    return [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]


def texts(node: Any) -> list[str]:
    """Every text that is to be read in a tree of blocks, in reading order."""
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if not isinstance(node, dict):
        return []
    found = [node["text"]] if isinstance(node.get("text"), str) else []
    return found + [text for value in node.values() for text in texts(value)]


def new_message(team: Team, *, text: str, blocks: list[JSON] | None, **more: Any) -> JSON:
    """A message of the app's bot; without a text it gets the one Slack reads out of the blocks."""
    message: JSON = {
        "type": "message",
        "user": team.bot_user_id,
        "ts": team.timestamps.next(),
        "bot_id": team.bot_id,
        "app_id": team.app_id,
        "text": stored_text(text) or fallback(blocks or []),
        "team": team.id,
        "bot_profile": {
            "id": team.bot_id,
            "app_id": team.app_id,
            "user_id": team.bot_user_id,
            "name": team.users[team.bot_user_id].real_name,
            "icons": {"image_36": f"{team.base_url}/avatar/{team.bot_user_id}.svg"},
            "deleted": False,
            "updated": team.users[team.bot_user_id].updated,
            "team_id": team.id,
        },
    }
    if blocks:
        message["blocks"] = with_ids(team, blocks)
    if more.get("attachments"):
        more["attachments"] = attachments_with_ids(team, more["attachments"])
    return message | {key: value for key, value in more.items() if value}


def fallback(blocks: list[JSON]) -> str:
    """What Slack puts as text when an app sends blocks alone."""
    return " ".join(texts(blocks)) or "This content can't be displayed."


def shown(
    channel: Channel, message: JSON, *, metadata: bool = False, replies: list[JSON] | None = None
) -> JSON:
    """The message as conversations.history shows it: a thread's parent with its reply counts."""
    hidden = set() if metadata else {"metadata"}
    shape = {key: value for key, value in message.items() if key not in hidden}
    if replies is None:
        replies = channel.replies_to(message["ts"])
    if not replies:
        return shape
    people = list(dict.fromkeys(reply["user"] for reply in replies))
    return shape | {
        "thread_ts": message["ts"],
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1]["ts"],
        "reply_users": people,
        "is_locked": False,
        "subscribed": message.get("bot_id") is not None,
    }
