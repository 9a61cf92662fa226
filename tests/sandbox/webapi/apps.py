"""auth.*, apps.*, api.test, oauth.v2.access: the app and its tokens."""

from tests.sandbox.installation import exchange_code, uninstall
from tests.sandbox.refused import Refused
from tests.sandbox.state import JSON
from tests.sandbox.world import Call


async def api_test(call: Call) -> JSON:
    """api.test"""
    args = {name: value for name, value in call.args.items() if name != "token"}
    if call.text("error"):
        raise Refused(call.text("error"), args=args)
    return {"args": args}


async def auth_test(call: Call) -> JSON:
    """auth.test"""
    team = call.team
    return {
        "url": team.url,
        "team": team.name,
        "user": team.users[team.bot_user_id].name,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


async def auth_revoke(call: Call) -> JSON:
    """auth.revoke"""
    if call.flag("test"):
        return {"revoked": False}
    call.world.credentials.states[call.token] = "revoked"
    return {"revoked": True}


async def connections_open(call: Call) -> JSON:
    """apps.connections.open: a WebSocket address that is good once"""
    if not call.world.settings.socket_mode:
        raise Refused("forbidden_team")
    return {"url": call.world.delivery.sockets.ticket_url()}


async def apps_uninstall(call: Call) -> JSON:
    """apps.uninstall"""
    check_client(call)
    uninstall(call.world)
    return {}


def check_client(call: Call) -> None:
    """Refuse a call without the app's own client id and secret."""
    if call.text("client_id") != call.world.credentials.client_id:
        raise Refused("invalid_client_id")
    if call.text("client_secret") != call.world.credentials.client_secret:
        raise Refused("bad_client_secret")


async def oauth_exchange(call: Call) -> JSON:
    """oauth.v2.exchange; this app's tokens do not rotate"""
    check_client(call)
    raise Refused("token_rotation_not_enabled")


async def oauth_access(call: Call) -> JSON:
    """oauth.v2.access"""
    return exchange_code(call.world, call.args)
