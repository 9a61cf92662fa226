"""`/oauth/v2/authorize`: the page on which somebody lets the app into the workspace."""

from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from .installation import CODE_SECONDS, Code
from .world import World

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Install {app}</title>
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:12vh auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1rem;margin-right:.5rem}}</style>
<h1>{app} wants to access {team}</h1><p>It asks for:</p><ul>{scopes}</ul>
<form method="post"><label>As <select name="user">{users}</select></label>
<p><button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button></p></form></html>"""


def routes(world: World) -> list[web.RouteDef]:
    """The consent page and what its buttons do."""

    async def ask(request: web.Request) -> web.Response:
        if problem := refusal(world, request):
            return web.Response(status=400, text=problem)
        team = world.team
        items = "".join(f"<li>{escape(scope)}</li>" for scope in scopes_of(request))
        people = "".join(
            f'<option value="{user.id}">{escape(user.real_name)}</option>'
            for user in team.people
            if not user.deleted
        )
        app = escape(team.users[team.bot_user_id].real_name)
        page = PAGE.format(app=app, team=escape(team.name), scopes=items, users=people)
        return web.Response(text=page, content_type="text/html")

    async def decide(request: web.Request) -> web.Response:
        if problem := refusal(world, request):
            return web.Response(status=400, text=problem)
        form = await request.post()
        redirect_uri, state = request.query["redirect_uri"], request.query.get("state", "")
        if form.get("decision") == "deny":
            raise web.HTTPFound(with_query(redirect_uri, {"error": "access_denied", "state": state}))
        user = str(form.get("user") or next(each.id for each in world.team.people if each.is_admin))
        code = world.codes.issue(
            Code(user, tuple(scopes_of(request)), redirect_uri, world.clock() + CODE_SECONDS)
        )
        raise web.HTTPFound(with_query(redirect_uri, {"code": code, "state": state}))

    async def app_redirect(_: web.Request) -> web.Response:
        """Slack's link to an app opens Slack, which is our page."""
        raise web.HTTPFound("/")

    return [
        web.get("/oauth/v2/authorize", ask),
        web.post("/oauth/v2/authorize", decide),
        web.get("/app_redirect", app_redirect),
    ]


def scopes_of(request: web.Request) -> list[str]:
    """The bot scopes asked for."""
    return [scope for scope in request.query.get("scope", "").replace(" ", ",").split(",") if scope]


def refusal(world: World, request: web.Request) -> str:
    """Why Slack would show an error instead of the consent page; empty when it would not."""
    if request.query.get("client_id") != world.credentials.client_id:
        return "invalid_client_id"
    if not scopes_of(request):
        return "no_scopes"
    redirect = urlsplit(request.query.get("redirect_uri", ""))
    if redirect.scheme not in ("http", "https") or not redirect.hostname:
        return "bad_redirect_uri"
    return ""


def with_query(url: str, more: dict[str, str]) -> str:
    """The address with more in its query."""
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), *((name, value) for name, value in more.items() if value)])
    return urlunsplit(parts._replace(query=query))
