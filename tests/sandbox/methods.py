"""The table of Web API methods: who answers each, and what its reference page demands."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .state import JSON
from .webapi import apps, chat, conversations, files, later, reactions, users, views
from .world import Call

REFERENCE = Path(__file__).parents[1] / "reference" / "methods-for-mail-bot.json"
Handler = Callable[[Call], Awaitable[JSON]]
Token = Literal["bot", "app", "none"]


@dataclass(frozen=True)
class Method:
    """One method: any one of `scopes` lets an app in; every one of `required` must be given."""

    handler: Handler
    token: Token
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    tier: int


HANDLERS: dict[str, Handler] = {
    "api.test": apps.api_test,
    "apps.connections.open": apps.connections_open,
    "apps.uninstall": apps.apps_uninstall,
    "auth.revoke": apps.auth_revoke,
    "auth.test": apps.auth_test,
    "blocks.validate": views.validate,
    "bots.info": users.bots_info,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.scheduleMessage": later.schedule_message,
    "chat.unfurl": later.unfurl,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_conversations,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_conversation,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "oauth.v2.access": apps.oauth_access,
    "oauth.v2.exchange": apps.oauth_exchange,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "team.info": users.team_info,
    "users.conversations": conversations.of_user,
    "users.info": users.info,
    "users.list": users.list_users,
    "users.lookupByEmail": users.lookup_by_email,
    "views.open": views.open_view,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
TOKENS: dict[str, Token] = {
    "apps.connections.open": "app",
    "api.test": "none",
    "blocks.validate": "none",
    "oauth.v2.access": "none",
}
# Those whose handler words a missing argument in its own way.
OWN_REQUIREMENTS = frozenset({"files.getUploadURLExternal"})


def method_table() -> Mapping[str, Method]:
    """Every method this workspace answers, with what tests/reference says of it."""
    reference = json.loads(REFERENCE.read_text())["methods"]
    return {name: method(name, handler, reference.get(name, {})) for name, handler in HANDLERS.items()}


def method(name: str, handler: Handler, page: JSON) -> Method:
    """One method with what its reference page says."""
    limit = page.get("rate_limit_docs", "Tier 4")
    return Method(
        handler,
        TOKENS.get(name, "bot"),
        tuple(page.get("bot_scopes", ())),
        () if name in OWN_REQUIREMENTS else tuple(page.get("required", ())),
        int(limit[5]) if limit.startswith("Tier") else 0,
    )
