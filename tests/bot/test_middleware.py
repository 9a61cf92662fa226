"""Whose installation a request belongs to."""

from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext

from bot.workspaces import find_workspace
from tests.bot.rows import NOW, a_workspace


@pytest.mark.parametrize(
    ("request_is", "slug"),
    [
        pytest.param({"team_id": "T1"}, "team", id="a team's own installation"),
        pytest.param({"team_id": "T1", "enterprise_id": "E1"}, "team", id="one team of an organization"),
        pytest.param(
            {"team_id": "T9", "enterprise_id": "E1", "is_enterprise_install": True}, "org", id="org-wide"
        ),
        pytest.param(
            {"team_id": "T1", "enterprise_id": "E9", "is_enterprise_install": True},
            "team",
            id="the organization unknown, its team known",
        ),
        pytest.param({"team_id": "T2"}, None, id="taken out"),
        pytest.param({"team_id": "T404"}, None, id="never installed"),
        pytest.param({}, None, id="no team at all"),
    ],
)
async def test_a_request_finds_its_workspace(db: str, request_is: dict[str, Any], slug: str | None) -> None:
    await a_workspace("team", team_id="T1", enterprise_id="E1")
    await a_workspace("org", team_id="E1", enterprise_id="E1")
    await a_workspace("gone", team_id="T2", uninstalled_at=NOW)
    workspace = await find_workspace(AsyncBoltContext(request_is))
    assert (workspace.slug if workspace else None) == slug
