"""users.*, team.info, bots.info: who is there."""

from tests.sandbox.refused import Refused
from tests.sandbox.shapes import user_json
from tests.sandbox.state import JSON, User
from tests.sandbox.world import Call

from .common import known_user, page


def shape(call: Call, user: User) -> JSON:
    """The user as this app may see one."""
    email = "users:read.email" in call.world.settings.scopes
    return user_json(call.team, user, email=email, locale=call.flag("include_locale"))


async def info(call: Call) -> JSON:
    """users.info"""
    return {"user": shape(call, known_user(call, call.text("user")))}


async def list_users(call: Call) -> JSON:
    """users.list; deactivated users and bots are in it"""
    rows, metadata = page(call, list(call.team.users.values()), default=1000)
    members = [shape(call, user) for user in rows]
    return {"members": members, "cache_ts": int(call.world.clock()), "response_metadata": metadata}


async def lookup_by_email(call: Call) -> JSON:
    """users.lookupByEmail; a deactivated user is not found"""
    wanted = call.text("email").strip().lower()
    for user in call.team.people:
        if user.email.lower() == wanted and not user.deleted:
            return {"user": shape(call, user)}
    raise Refused("users_not_found")


async def team_info(call: Call) -> JSON:
    """team.info"""
    team = call.team
    if call.text("team") not in ("", team.id):
        raise Refused("team_not_found")
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "url": team.url,
            "domain": team.domain,
            "email_domain": "",
            "icon": {"image_default": True, "image_68": f"{team.base_url}/avatar/{team.id}.svg"},
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }


async def bots_info(call: Call) -> JSON:
    """bots.info"""
    team = call.team
    if call.text("bot") not in ("", team.bot_id):
        raise Refused("bot_not_found")
    bot = team.users[team.bot_user_id]
    return {
        "bot": {
            "id": team.bot_id,
            "deleted": False,
            "name": bot.real_name,
            "updated": bot.updated,
            "app_id": team.app_id,
            "user_id": bot.id,
            "icons": {"image_36": f"{team.base_url}/avatar/{bot.id}.svg"},
        }
    }
