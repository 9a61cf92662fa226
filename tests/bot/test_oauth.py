"""Installing the app in workspaces, taking it out, and having it back."""

from collections.abc import AsyncIterator

import pytest
from tortoise.connection import get_connection

from bot.installations import _MOST_STATES
from bot.oauth import SCOPES
from models import AuditEvent, Installation, OAuthState, OutboxItem, Scope, User, Workspace
from models.outbox import enqueue_card
from models.types import OutboxState
from tests.bot.desk import MANIFEST, said
from tests.bot.installing import App, an_app, query_of
from tests.bot.rows import NOW, a_mail
from tests.control import Control, until
from tests.sandbox import Company, CompanyUser, Sandbox
from tests.sandbox.events import send_event
from tests.sandbox.installation import Code
from tests.sandbox.manifest import settings_of
from tests.sandbox.webapi import apps

GLOBEX = Company("Globex", "globex", (CompanyUser("Gus Gorman", "gus@globex.example", "gus"),), ())


@pytest.fixture
async def app(db: str) -> AsyncIterator[App]:
    async with Sandbox(settings=settings_of(MANIFEST)) as sandbox, an_app(sandbox) as app:
        yield app
        assert not sandbox.violations()


def user_id(sandbox: Sandbox, handle: str) -> str:
    return next(user.id for user in sandbox.team.people if user.name == handle)


async def workspace_of(sandbox: Sandbox) -> Workspace:
    return await Workspace.get(team_id=sandbox.team.id)


async def everything_kept() -> str:
    """Every row of every table, as text."""
    connection = get_connection("default")
    postgres = connection.capabilities.dialect == "postgres"
    names = await connection.execute_query_dict(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
        if postgres
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    rows = [await connection.execute_query_dict(f'SELECT * FROM "{each["name"]}"') for each in names]  # noqa: S608
    return str(
        [[bytes(v) if isinstance(v, memoryview) else v for v in row.values()] for t in rows for row in t]
    )


async def test_a_workspace_installs_us_and_goes_on_at_once(app: App) -> None:
    ben = user_id(app.sandbox, "ben")  # no admin of Slack's
    page = await app.install(ben)
    assert (page.status, "northwind@bcc.localhost" in page.text) == (200, True)
    assert "Northwind Traders" in page.text
    workspace = await workspace_of(app.sandbox)
    scope = Scope(workspace.id)
    kept = await scope.of(Installation).get()
    assert (kept.installed_by, set(kept.scopes)) == (ben, set(SCOPES))
    assert kept.bot_user_id == app.sandbox.team.bot_user_id
    assert app.sandbox.bot_token not in await everything_kept()
    assert app.sandbox.bot_token.encode() not in bytes(kept.bot_token)
    await until(lambda: Workspace.get_or_none(id=workspace.id, directory_at__isnull=False), "the directory")
    admins = await scope.of(User).filter(made_admin=True)
    assert [user.slack_user_id for user in admins] == [ben]
    async with Control(app.sandbox.url) as control:
        await control.post("app", request_url=f"{app.url}/slack/events")
        answer = await control.post("command", user=ben, text="address")
        assert "northwind@bcc.localhost" in said(answer["response"])

        async def hello() -> bool:
            return "Hello Ben" in said(await control.get("messages", user=ben))

        await until(hello, "the first words to the installer")
        ana = await control.get("messages", user=user_id(app.sandbox, "ana"))
        assert not [each for each in ana if not each.get("ephemeral_user")]


async def test_two_workspaces_of_one_database_know_nothing_of_one_another(app: App) -> None:
    await app.install(user_id(app.sandbox, "ana"))
    async with Sandbox(company=GLOBEX, neighbour=app.sandbox, settings=settings_of(MANIFEST)) as second:
        gus = user_id(second, "gus")
        began = await app.browser.get(f"{app.url}/slack/install")
        query = query_of(began.link)
        redirect, state = query["redirect_uri"][0], query["state"][0]
        code = second.world.codes.issue(Code(gus, SCOPES, redirect, second.world.clock() + 600))
        page = await app.browser.get(f"{redirect}?code={code}&state={state}")
        assert "globex@bcc.localhost" in page.text
        await app.browser.session.post(
            f"{app.sandbox.url}/sandbox/app", json={"request_url": f"{app.url}/slack/events"}
        )
        async with Control(second.url) as control:
            answer = said((await control.post("command", user=gus, text="address"))["response"])
            assert "globex@bcc.localhost" in answer
            assert "northwind" not in answer

            async def hello() -> bool:
                return "Hello Gus" in said(await control.get("messages", user=gus))

            await until(hello, "the first words, with the second workspace's token")
        northwind, globex = await workspace_of(app.sandbox), await workspace_of(second)
        names = [await Scope(each.id).of(User).values_list("name", flat=True) for each in (northwind, globex)]
        assert "Gus Gorman" not in names[0]
        assert names[1] == ["Gus Gorman"]


async def test_a_state_serves_one_browser_once_for_ten_minutes(app: App) -> None:
    ana = user_id(app.sandbox, "ana")
    began = await app.browser.get(f"{app.url}/slack/install")
    assert began.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in began.headers["Content-Security-Policy"]
    cookie = began.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Max-Age=600"))
    back = await app.consent(began.link, ana)
    other = app.someone()
    assert (await other.get(back)).status == 400  # another browser, without the cookie
    other.cookies = dict.fromkeys(app.browser.cookies, "guess")
    assert (await other.get(back)).status == 400
    kept = dict(app.browser.cookies)
    assert (await app.browser.get(back)).status == 200
    again = app.someone()
    again.cookies = kept  # the same browser, the same address: it was good once
    answer = await again.get(back)
    assert (answer.status, answer.link) == (401, f"{app.url}/slack/install")
    late = await app.browser.get(f"{app.url}/slack/install")
    back = await app.consent(late.link, ana)
    await OAuthState.all().update(expires_at=NOW.replace(year=2020))
    assert (await app.browser.get(back)).status == 401
    assert query_of(back)["state"][0] not in await everything_kept()  # only its hash


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        pytest.param({"error": "access_denied"}, 200, "Nothing was installed", id="cancelled"),
        pytest.param({"error": "<script>x"}, 503, "try again in a minute", id="an error that nobody knows"),
        pytest.param({"code": "guess"}, 401, "did not take this", id="a code that Slack did not give"),
        pytest.param({"code": None}, 401, "not complete", id="no code"),
        pytest.param({"state": None}, 400, "in the browser that began it", id="no state"),
        pytest.param({"state": "guess"}, 400, "in the browser that began it", id="another state"),
    ],
)
async def test_what_goes_wrong_is_told_with_what_to_do_next(
    app: App, change: dict[str, str | None], status: int, says: str
) -> None:
    began = await app.browser.get(f"{app.url}/slack/install")
    back = await app.consent(began.link, user_id(app.sandbox, "ana"))
    query = {name: values[0] for name, values in query_of(back).items()}
    query |= {name: value for name, value in change.items() if value is not None}
    query = {name: value for name, value in query.items() if change.get(name, "") is not None}
    words = "&".join(f"{name}={value}" for name, value in query.items())
    page = await app.browser.get(f"{app.url}/slack/oauth_redirect?{words}")
    assert (page.status, says in page.text, page.link) == (status, True, f"{app.url}/slack/install")
    assert "<script>" not in page.text
    assert not await Workspace.all().exists()


async def test_nothing_of_our_own_query_gets_into_slacks_but_a_teams_id(app: App) -> None:
    asked = await app.browser.get(f"{app.url}/slack/install?team=T0123ABC&scope=admin")
    assert query_of(asked.link)["team"] == ["T0123ABC"]
    forged = await app.browser.get(
        f"{app.url}/slack/install?team=T1%26scope%3Dadmin%26redirect_uri%3Dhttps://evil"
    )
    query = query_of(forged.link)
    assert "team" not in query
    assert query["scope"] == [",".join(SCOPES)]
    assert query["redirect_uri"] == [f"{app.url}/slack/oauth_redirect"]


async def test_a_flood_of_beginnings_fills_no_table(app: App) -> None:
    rows = [OAuthState(digest=str(n), expires_at=NOW.replace(year=2090)) for n in range(_MOST_STATES)]
    await OAuthState.bulk_create(rows)
    page = await app.browser.get(f"{app.url}/slack/install")
    assert (page.status, await OAuthState.all().count()) == (503, _MOST_STATES)
    await OAuthState.all().update(expires_at=NOW.replace(year=2020))
    assert (await app.browser.get(f"{app.url}/slack/install")).status == 200
    assert await OAuthState.all().count() == 1


async def test_an_app_whose_tokens_rotate_is_not_installed(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    give = apps.exchange_code
    monkeypatch.setattr(
        apps, "exchange_code", lambda *a: give(*a) | {"refresh_token": "xoxe-1-x", "expires_in": 43200}
    )
    page = await app.install(user_id(app.sandbox, "ana"))
    assert (page.status, "Token rotation" in page.text) == (409, True)
    assert not await Workspace.all().exists()


async def test_taken_out_it_forgets_its_token_and_back_again_all_goes_on(app: App) -> None:
    ana, ben = user_id(app.sandbox, "ana"), user_id(app.sandbox, "ben")
    await app.install(ana)
    before = await workspace_of(app.sandbox)
    scope = Scope(before.id)
    async with Control(app.sandbox.url) as control:
        await control.post("app", request_url=f"{app.url}/slack/events")
        await control.post("uninstall")
        await until(lambda: Workspace.get_or_none(id=before.id, uninstalled_at__isnull=False), "the end")
        assert not await scope.of(Installation).exists()
        me = await scope.of(User).get(slack_user_id=ana)
        mail = await a_mail(me, "Came while we were out")
        await enqueue_card(mail, NOW.replace(year=2020))

        page = await app.install(ben)
        assert "northwind@bcc.localhost" in page.text
        after = await workspace_of(app.sandbox)
        assert (after.id, after.slug, after.uninstalled_at) == (before.id, before.slug, None)

        async def carded() -> bool:
            return "Came while we were out" in said(await control.get("messages", user=ana))

        await until(carded, "the card that waited")
        # Whoever may install apps must not get at the company's settings by it.
        assert not await scope.of(User).filter(slack_user_id=ben, made_admin=True).exists()
    verbs = await scope.of(AuditEvent).filter(subject=f"workspace:{before.id}").order_by("id")
    assert [event.verb for event in verbs] == ["installed", "uninstalled", "installed"]
    assert not await scope.of(OutboxItem).filter(state=OutboxState.GIVEN_UP).exists()


async def test_an_event_about_the_installation_before_does_not_end_this_one(app: App) -> None:
    await app.install(user_id(app.sandbox, "ana"))
    async with Control(app.sandbox.url) as control:
        await control.post("app", request_url=f"{app.url}/slack/events")
        send_event(app.sandbox.world, {"type": "tokens_revoked", "tokens": {"bot": ["UOLD"], "oauth": []}})
        send_event(app.sandbox.world, {"type": "app_uninstalled"})
        ana = user_id(app.sandbox, "ana")

        async def asked() -> bool:
            return len([call for call in app.sandbox.calls if call.method == "auth.test"]) >= 4

        await until(asked, "Slack was asked whether the token works")
        answer = await control.post("command", user=ana, text="address")
        assert "northwind@bcc.localhost" in said(answer["response"])
    assert (await workspace_of(app.sandbox)).uninstalled_at is None
