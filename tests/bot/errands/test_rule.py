"""The rule that posts a record's shared mail in the record's channel: which mail it is about."""

from datetime import timedelta

import pytest

from bot.errands.rule import wish_by_rule
from bot.services import sharing
from bot.services.company import set_rules
from bot.services.links import link
from bot.services.records import set_channel
from bot.shown import TargetKind
from models import Message, Scope, Share
from models.types import Role, ShareState, Visibility
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_share, a_user, a_workspace


@pytest.mark.parametrize(
    ("steps", "posted"),
    [
        pytest.param("rule channel file share", True, id="all set before"),
        pytest.param("rule channel share file", True, id="filed at last"),
        pytest.param("share rule channel file", False, id="shared before the rule"),
        pytest.param("rule share channel file", False, id="shared before there was a channel"),
        pytest.param("channel file share rule", False, id="the rule comes last"),
        pytest.param("rule channel file share off rule", False, id="the rule was off meanwhile"),
        pytest.param("rule channel file share off", False, id="the rule is off"),
        pytest.param("share rule channel file hide share", True, id="shared anew"),
        pytest.param("share rule channel file hide undo", False, id="making it private was undone"),
        pytest.param("rule channel file share hide", False, id="private by now"),
        pytest.param("rule file share", False, id="no channel"),
        pytest.param("rule channel share", False, id="not filed"),
    ],
)
async def test_only_what_is_shared_from_then_on_is_posted(db: str, steps: str, posted: bool) -> None:
    workspace = await a_workspace()
    ana, deal = await a_user(workspace, role=Role.ADMIN), await a_record(workspace)
    mail, scope, event = await a_mail(ana), Scope(workspace.id, ana.id), 0
    for minute, step in enumerate(steps.split()):
        now = NOW + timedelta(minutes=minute)
        match step:
            case "rule" | "off":
                await set_rules(scope, {"post_to_record_channels": step == "rule"}, now)
            case "channel":
                await set_channel(scope, TargetKind.DEAL, deal.id, "CDEALS", now)
            case "file":
                await link(scope, mail.id, TargetKind.DEAL, deal.id, now)
            case "share" | "hide":
                to = Visibility.SHARED if step == "share" else Visibility.PRIVATE
                event = (await sharing.set_visibility(scope, mail.id, to, now, whole=False)).event_id or 0
            case "undo":
                await sharing.undo_visibility(scope, event, now)
    system = Scope(workspace.id)
    for _ in range(2):
        await wish_by_rule(system, await system.of(Message).get(id=mail.id), NOW + timedelta(hours=1))
    assert await system.of(Share).count() == posted


@pytest.mark.parametrize(
    ("without", "told"),
    [
        pytest.param("", True, id="all set"),
        pytest.param("rule", False, id="the rule is off"),
        pytest.param("channel", False, id="no channel"),
        pytest.param("link", False, id="not filed"),
        pytest.param("allowed", False, id="admins do not allow it there"),
        pytest.param("private", False, id="shared already"),
        pytest.param("new", False, id="it stood there once"),
    ],
)
async def test_share_knows_beforehand_where_the_rule_will_post(db: str, without: str, told: bool) -> None:
    workspace = await a_workspace(
        post_to_record_channels=without != "rule", share_channels=["CELSE"] if without == "allowed" else None
    )
    ana = await a_user(workspace)
    deal = await a_record(workspace, channel=None if without == "channel" else "CDEALS")
    mail = await a_mail(ana, visibility=Visibility.SHARED if without == "private" else Visibility.PRIVATE)
    if without != "link":
        await a_link(mail, deal)
    if without == "new":
        await a_share(mail, channel="CDEALS", state=ShareState.WITHDRAWN)
    form = await sharing.share_form(Scope(workspace.id, ana.id), workspace, mail, NOW)
    assert [(target.number, channel) for target, channel in form.channels] == [(1, "CDEALS")] * told
