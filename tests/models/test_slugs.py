"""Whose a local part is, now and for 90 days after it was given up."""

from datetime import timedelta

import pytest

from bot.identity import introduce
from ingest.mailboxes import Mailboxes
from models import FormerSlug, Scope, Workspace
from models.slugs import KEPT, is_free, rename, workspace_at
from models.transaction import transaction
from tests.builders import MAIL_DOMAIN, NOW, a_workspace


async def renamed(workspace: Workspace, slug: str) -> bool:
    async with transaction():
        return await rename(workspace, slug, NOW)


async def test_a_former_slug_takes_mail_for_90_days_and_is_nobody_elses(db: str) -> None:
    northwind, other = await a_workspace("northwind"), await a_workspace("initech")
    assert await renamed(northwind, "traders")
    for moment, owner in ((NOW, northwind.id), (NOW + KEPT - timedelta(seconds=1), northwind.id)):
        found = await workspace_at("northwind", moment)
        assert found is not None
        assert found.id == owner
    assert await workspace_at("northwind", NOW + KEPT) is None
    assert not await is_free("northwind", NOW)
    assert await is_free("northwind", NOW + KEPT)
    assert not await renamed(other, "northwind")
    assert not await renamed(other, "traders")
    assert (await Workspace.get(id=other.id)).slug == "initech"


async def test_a_workspace_gets_its_own_slug_back(db: str) -> None:
    northwind = await a_workspace("northwind")
    assert await renamed(northwind, "traders")
    assert await renamed(northwind, "northwind")
    assert [row.slug for row in await Scope(northwind.id).of(FormerSlug)] == ["traders"]


async def test_an_expired_former_slug_can_be_taken(db: str) -> None:
    northwind, other = await a_workspace("northwind"), await a_workspace("initech")
    await FormerSlug.create(workspace=northwind, slug="old", until=NOW)
    assert await renamed(other, "old")
    found = await workspace_at("old", NOW)
    assert found is not None
    assert found.id == other.id


async def test_mail_to_a_former_slug_is_for_the_workspace_within_five_seconds(db: str) -> None:
    northwind = await a_workspace("northwind")
    seconds, today = [0.0], [NOW]
    mailboxes = Mailboxes(MAIL_DOMAIN, lambda: seconds[0], lambda: today[0])
    assert await mailboxes.find("northwind") is not None
    assert await mailboxes.find("traders") is None
    await renamed(northwind, "traders")
    both = await mailboxes.addressed([f"{slug}@{MAIL_DOMAIN}" for slug in ("traders", "northwind+deal7")])
    assert [(one.mailbox.workspace_id, len(one.addresses)) for one in both] == [(northwind.id, 2)]
    today[0] = NOW + KEPT
    seconds[0] = 5.0
    assert await mailboxes.find("northwind") is None
    assert await mailboxes.find("traders") is not None
    northwind.uninstalled_at = NOW
    await northwind.save()
    seconds[0] = 10.0
    assert await mailboxes.find("traders") is None


class _Slack:
    """Answers auth.test for a workspace at northwind.slack.com."""

    async def auth_test(self) -> dict[str, str]:
        return {"team_id": "TNEW", "team": "Northwind II", "url": "https://northwind.slack.com/"}


async def test_a_new_workspace_gets_no_slug_that_mail_still_goes_to(db: str) -> None:
    await renamed(await a_workspace("northwind"), "traders")
    workspace = await introduce(_Slack(), NOW)  # type: ignore[arg-type]
    assert workspace.slug == "northwind-2"


@pytest.mark.parametrize("slug", ["postmaster", "abuse", "no-reply"])
async def test_what_mail_systems_need_is_nobodys(db: str, slug: str) -> None:
    assert not await is_free(slug, NOW)
    assert not await renamed(await a_workspace(), slug)
