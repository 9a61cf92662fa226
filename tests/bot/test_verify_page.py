"""The page behind the link: a scanner that fetches it verifies nothing, a button does, once."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from aiohttp import ClientSession

from bot.http import Readiness, health_app, http_server
from bot.pagetexts import PAGE_TEXTS
from bot.verify_page import verify_routes
from models import OutboxItem, Scope, SenderAddress, User
from models.types import AddressState
from models.verification import CODE_LIFE, fresh_secrets
from tests.bot.rows import NOW, a_user, a_workspace

ADDRESS = "ana@xn--bcher-kva.example"


@dataclass
class Visit:
    """A browser, the address it is about, and the time."""

    client: ClientSession
    now: list[datetime]
    woken: list[bool] = field(default_factory=list)

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        answer = await self.client.get(path, headers=headers)
        return answer.status, await answer.text()

    async def post(self, path: str) -> tuple[int, str]:
        answer = await self.client.post(path)
        return answer.status, await answer.text()


@pytest.fixture
async def visit(db: str) -> AsyncIterator[Visit]:
    now, woken = [NOW], list[bool]()
    app = health_app(Readiness(), verify_routes(lambda: now[0], lambda: woken.append(True)))
    ports: list[int] = []
    async with (
        http_server(app, "127.0.0.1:0", ports.append),
        ClientSession(f"http://127.0.0.1:{ports[0]}") as client,
    ):
        yield Visit(client, now, woken)


async def a_link(user: User | None = None) -> tuple[SenderAddress, str]:
    user = user or await a_user(await a_workspace(), "Clara <Weiss>", locale="de-DE")
    row = await SenderAddress.create(
        workspace_id=user.workspace_id, user=user, address=ADDRESS, created_at=NOW, expires_at=NOW + CODE_LIFE
    )
    made = await fresh_secrets(Scope(user.workspace_id), row.id, NOW)
    assert made
    return row, f"/verify/{row.id}/{made.token}"


async def state_of(row: SenderAddress) -> AddressState:
    return (await Scope(row.workspace_id).of(SenderAddress).get(id=row.id)).state


async def test_fetching_verifies_nothing_and_the_button_does_once(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row, link = await a_link()
    for _ in range(3):
        status, page = await visit.get(link)
        assert (status, PAGE_TEXTS["de"].button in page) == (200, True)
        assert "ana@bücher.example" in page
    await visit.client.head(link)
    assert await state_of(row) is AddressState.PENDING
    status, page = await visit.post(link)
    assert (status, PAGE_TEXTS["de"].verified[0] in page, "<form" in page) == (200, True, False)
    assert await state_of(row) is AddressState.VERIFIED
    assert visit.woken
    for page in ((await visit.get(link))[1], (await visit.post(link))[1]):
        assert PAGE_TEXTS["de"].already[0] in page
    notices = await Scope(row.workspace_id).of(OutboxItem).all()
    assert [notice.payload for notice in notices] == [{"verified": ADDRESS}]
    assert link.rpartition("/")[2] not in caplog.text


async def test_the_page_shows_names_as_text_and_lets_nothing_out(visit: Visit) -> None:
    _, link = await a_link(await a_user(await a_workspace(), 'Ana "&" Co'))
    answer = await visit.client.get(link)
    page = await answer.text()
    assert "<bdi>Ana &#34;&amp;&#34; Co</bdi>" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "src=" not in page
    assert "http" not in page


async def test_a_wrong_or_replaced_token_says_nothing_of_the_address(visit: Visit) -> None:
    row, link = await a_link()
    made = await fresh_secrets(Scope(row.workspace_id), row.id, NOW)
    assert made
    wrong = [
        link,
        f"/verify/{row.id}/{'x' * 43}",
        f"/verify/{row.id + 1}/{made.token}",
        f"/verify/{10**17}/{'x' * 43}",
    ]
    for path in wrong:
        for status, page in (
            await visit.get(path, **{"Accept-Language": "fr-CH, de;q=0.5"}),
            await visit.post(path),
        ):
            assert status == 404
            assert "bücher" not in page
            assert "Clara" not in page
        assert PAGE_TEXTS["fr"].invalid[0] in (await visit.get(path, **{"Accept-Language": "xx,fr"}))[1]
    assert await state_of(row) is AddressState.PENDING


async def test_an_expired_a_taken_and_a_removed_one_say_so(visit: Visit) -> None:
    row, link = await a_link(await a_user(await a_workspace()))
    visit.now[0] = NOW + CODE_LIFE
    for status, page in (await visit.get(link), await visit.post(link)):
        assert (status, "has expired" in page) == (410, True)
    visit.now[0] = NOW
    ben = await a_user(await row.workspace, "Ben Strand")
    theirs = await SenderAddress.create(
        workspace_id=row.workspace_id, user=ben, address=ADDRESS, created_at=NOW, state=AddressState.VERIFIED
    )
    status, page = await visit.post(link)
    assert (status, "Somebody else has it" in page, "Ben" in page) == (409, True, False)
    await theirs.delete()
    await Scope(row.workspace_id).of(SenderAddress).filter(id=row.id).update(state=AddressState.REMOVED)
    assert (await visit.post(link))[0] == 404


async def test_who_left_verifies_nothing(visit: Visit) -> None:
    row, link = await a_link(await a_user(await a_workspace(), active=False))
    assert (await visit.post(link))[0] == 404
    assert await state_of(row) is AddressState.PENDING
