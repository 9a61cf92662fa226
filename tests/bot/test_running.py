"""What keeps the parts running, and what an operator's probes are told."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import ValidationError

from bot.http import Readiness, health_app
from bot.jobs import scheduler, timetable
from bot.settings import BotSettings
from bot.supervise import supervised
from tests.builders import NOW

NEEDED = {"BCC_MAIL_DOMAIN": "bcc.example", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


async def test_a_part_that_fails_is_started_again() -> None:
    starts = 0

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise RuntimeError("first time unlucky")

    async with asyncio.timeout(5):
        await supervised("part", part)
    assert starts == 2


async def test_a_part_that_is_cancelled_stays_down() -> None:
    task = asyncio.create_task(supervised("part", asyncio.Event().wait))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_probes_tell_alive_from_ready(db: str) -> None:
    readiness = Readiness()
    readiness.expect("slack")
    async with TestClient(TestServer(health_app(readiness))) as client:
        assert (await client.get("/healthz")).status == 200
        answer = await client.get("/readyz")
        assert (answer.status, await answer.json()) == (503, {"ready": False, "missing": ["slack"]})
        readiness.up("slack")
        assert (await client.get("/readyz")).status == 200
        metrics: aiohttp.ClientResponse = await client.get("/metrics")
        assert "python_info" in await metrics.text()


async def test_every_job_is_on_the_timetable_once() -> None:
    ran = asyncio.Event()

    async def sync() -> None:
        ran.set()

    jobs = timetable(lambda: None, sync, lambda: NOW)
    schedule = scheduler(jobs)
    schedule.start()
    try:
        names = sorted(job.id for job in schedule.get_jobs())
        assert names == [
            "digests",
            "directory",
            "held",
            "leavers",
            "leftovers",
            "nameless",
            "outbox",
            "prune",
            "retention",
            "statistics",
        ]
        schedule.modify_job("directory", next_run_time=datetime.now(UTC))
        async with asyncio.timeout(5):
            await ran.wait()
    finally:
        schedule.shutdown(wait=False)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://slack.com", "https://slack.com/api/"),
        ("https://slack.com/api", "https://slack.com/api/"),
        ("http://127.0.0.1:8080/api/", "http://127.0.0.1:8080/api/"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/api/"),
    ],
)
def test_slacks_address_is_taken_with_or_without_api(
    monkeypatch: pytest.MonkeyPatch, given: str, base: str
) -> None:
    for name, value in (NEEDED | {"BCC_SLACK_URL": given}).items():
        monkeypatch.setenv(name, value)
    assert BotSettings(_env_file=None).slack_url == base


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BCC_SLACK_URL", "slack.com"),
        ("BCC_HTTP_LISTEN", "8081"),
        ("BCC_HTTP_LISTEN", "127.0.0.1:99999"),
        ("BCC_MAIL_DOMAIN", "a b@c"),
        ("BCC_LOG_LEVEL", "LOUD"),
        ("BCC_SECRET_KEY", "too short"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for key, good in (NEEDED | {name: value}).items():
        monkeypatch.setenv(key, good)
    with pytest.raises(ValidationError) as caught:
        BotSettings(_env_file=None)
    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c",
    "BCC_SECRET_KEY": "0" * 64,
    "BCC_PUBLIC_URL": "https://bcc.example.com",
    "BCC_HTTP_LISTEN": "127.0.0.1:8081",
}


@pytest.mark.parametrize(
    ("without", "more", "says"),
    [
        ("SLACK_BOT_TOKEN", {}, "SLACK_BOT_TOKEN: set it for one workspace, or SLACK_CLIENT_ID"),
        ("SLACK_APP_TOKEN", {}, "SLACK_APP_TOKEN: set it for Socket Mode, or SLACK_SIGNING_SECRET for HTTP"),
        ("SLACK_APP_TOKEN", {"SLACK_SIGNING_SECRET": "s"}, "HTTP mode needs BCC_HTTP_LISTEN"),
        ("SLACK_BOT_TOKEN", {"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: set both"),
        ("BCC_SECRET_KEY", OAUTH, "SLACK_CLIENT_ID: installing in workspaces needs BCC_SECRET_KEY"),
        ("BCC_PUBLIC_URL", OAUTH, "SLACK_CLIENT_ID: installing in workspaces needs BCC_PUBLIC_URL"),
    ],
)
def test_settings_that_serve_no_slack_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, without: str, more: dict[str, str], says: str
) -> None:
    for key, value in (NEEDED | more).items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv(without)
    with pytest.raises(ValidationError, match=says):
        BotSettings(_env_file=None)


def test_many_workspaces_need_no_token_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in (NEEDED | OAUTH | {"SLACK_SIGNING_SECRET": "s"}).items():
        monkeypatch.setenv(key, value)
    for one in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(one)
    oauth = BotSettings(_env_file=None).oauth()
    assert oauth is not None
    assert (oauth.slack, oauth.public_url) == ("https://slack.com", "https://bcc.example.com")


def test_no_token_shows_in_the_settings_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in NEEDED.items():
        monkeypatch.setenv(key, value)
    assert "xoxb-1" not in repr(BotSettings(_env_file=None))
