"""Link… in full: several at once, another in place of one, a doubt told once, a rule kept; and Why?."""

from typing import Any

import pytest

from bot.asked import LinkForm
from bot.ids import Action
from bot.shown import Target, TargetKind
from bot.views.link_modal import link_modal
from bot.wishes import Asked
from models import FilingRule, Link, Message, Record, User
from models.types import LinkOrigin, RecordStatus
from tests.bot.desk import Desk, said
from tests.bot.rows import a_link, a_mail, a_person, a_record, a_workspace
from tests.bot.views.values import a_filing


async def answer(desk: Desk, user: User, view: dict[str, Any], value: str, **more: Any) -> dict[str, Any]:
    """Fill Link… in and press its button."""
    for action in (Action.RECORD, Action.ALSO):
        ask = {"user": user.slack_user_id, "view_id": view["id"], "action_id": action.value}
        await desk.control.post("suggest", query="", **ask)
    values = {"record": {Action.RECORD.value: value}}
    ids = {"also": Action.ALSO.value, "keep": Action.KEEP.value}
    values |= {block: {ids[block]: chosen} for block, chosen in more.items()}
    done: dict[str, Any] = await desk.control.post(
        "submit", user=user.slack_user_id, view_id=view["id"], values=values
    )
    return done


async def opened(desk: Desk, mail: Message) -> tuple[User, dict[str, Any]]:
    """Link… of Ana's mail."""
    ana = await desk.user("ana")
    await desk.click(mail, Action.LINK)
    return ana, await desk.modal(ana, "Link this mail")


async def test_a_mail_is_filed_under_several_at_once_and_each_can_be_undone(desk: Desk) -> None:
    one, two = await a_record(desk.workspace, "One"), await a_record(desk.workspace, "Two")
    mail = await a_mail(await desk.user("ana"), to=[])
    ana, view = await opened(desk, mail)
    await answer(desk, ana, view, f"deal:{one.id}", also=[f"deal:{two.id}"])
    card = await desk.card_saying(mail, "Deal 2 · Two\nLinked by you")
    assert "Deal 1 · One\nLinked by you" in said(card)
    [first, second] = await desk.scope.of(Link).order_by("id")
    for link in (first, second):
        await desk.click(mail, Action.UNLINK, block_id=f"link-{link.id}")
        await desk.card_saying(mail, f"No longer filed under Deal {1 if link is first else 2}")


async def test_a_filing_is_moved_in_one_go_and_the_move_undone_and_made_again(desk: Desk) -> None:
    ana = await desk.user("ana")
    wrong, right = await a_record(desk.workspace, "Wrong"), await a_record(desk.workspace, "Right")
    mail = await a_mail(ana, to=[])
    link = await a_link(mail, wrong, origin=LinkOrigin.RULE, user_id=None, reason={"rule": "tag"})
    await desk.click(mail, Action.LINK_MENU, selected=f"move:{link.id}")
    view = await desk.modal_saying(ana, "Instead of Deal 1 · Wrong")
    await answer(desk, ana, view, f"deal:{right.id}")
    card = await desk.card_saying(mail, "Deal 2 · Right\nLinked by you")
    assert "Wrong" not in said(card)
    await desk.click(mail, Action.UNLINK)
    card = await desk.card_saying(mail, "Deal 1 · Wrong\nFiled because it was sent to")
    await desk.click(mail, Action.RESTORE)
    await desk.card_saying(mail, "Deal 2 · Right\nLinked by you")
    live = await desk.scope.of(Link).filter(removed_at__isnull=True)
    assert [one.record_id for one in live] == [right.id]


async def test_a_record_of_other_people_is_doubted_once_with_everything_kept(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    bob = await a_person(desk.workspace, "Bob", "bob@initech.example")
    theirs, ours = await a_record(desk.workspace, "Initech", bob), await a_record(desk.workspace, "Free")
    mail = await a_mail(ana)
    ana, view = await opened(desk, mail)
    chosen = {"also": [f"deal:{ours.id}"], "keep": ["person:1"]}
    first = await answer(desk, ana, view, f"deal:{theirs.id}", **chosen)
    assert first["response_action"] == "update"
    view = await desk.modal_saying(ana, "Deal 1 · Initech has nothing to do with this mail's people")
    assert view["submit"]["text"] == "File anyway"
    assert await desk.scope.of(Link).count() == 0
    await desk.control.post("submit", user=ana.slack_user_id, view_id=view["id"], values={})
    card = await desk.card_saying(mail, "Deal 1 · Initech\nLinked by you")
    assert "Deal 2 · Free" in said(card)
    assert (await desk.scope.of(FilingRule).get()).record_id == theirs.id


async def test_a_mail_with_nobody_but_our_own_address_fits_any_record(desk: Desk) -> None:
    deal = await a_record(desk.workspace, "Deal", await a_person(desk.workspace, "Bob", "bob@x.example"))
    mail = await a_mail(await desk.user("ana"), to=[("", "northwind+deal1@bcc.localhost")])
    ana, view = await opened(desk, mail)
    await answer(desk, ana, view, f"deal:{deal.id}")
    await desk.card_saying(mail, "Deal 1 · Deal\nLinked by you")


@pytest.mark.parametrize(
    ("organization", "colleague"),
    [
        pytest.param("Globex", None, id="of their company"),
        pytest.param(None, "joe@globex.example", id="of their domain"),
    ],
)
async def test_a_record_of_the_same_company_is_not_doubted(
    desk: Desk, organization: str | None, colleague: str | None
) -> None:
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example", organization=organization)
    people = [await a_person(desk.workspace, "Joe", colleague)] if colleague else []
    deal = await a_record(desk.workspace, "Deal", *people)
    if organization:
        await desk.scope.of(Record).filter(id=deal.id).update(organization_id=jane.organization_id)
    mail = await a_mail(await desk.user("ana"))
    ana, view = await opened(desk, mail)
    await answer(desk, ana, view, f"deal:{deal.id}")
    await desk.card_saying(mail, "Deal 1 · Deal\nLinked by you")


async def test_only_what_is_open_takes_all_mail_with_somebody(desk: Desk) -> None:
    await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    deal = await a_record(desk.workspace, "Old", status=RecordStatus.WON)
    ana, view = await opened(desk, await a_mail(await desk.user("ana")))
    await desk.suggest(ana, view, "old")
    refused = await answer(desk, ana, view, f"deal:{deal.id}", keep=["person:1"])
    assert "Only an open" in refused["errors"]["keep"]
    assert await desk.scope.of(Link).count() == 0


async def test_why_tells_match_candidates_and_rule(desk: Desk) -> None:
    ana = await desk.user("ana")
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    deal, other = await a_record(desk.workspace, "Deal", jane), await a_record(desk.workspace, "Other")
    reason = {"rule": "only_open", "evidence": "Jane Doe", "persons": [jane.id], "candidates": [other.id]}
    mail = await a_mail(ana)
    await a_link(mail, deal, origin=LinkOrigin.RULE, user_id=None, reason=reason)
    await desk.click(mail, Action.MENU, selected=f"why:{mail.id}")
    text = said(await desk.modal(ana, "Why is it here?"))
    for words in ("Deal 1 · Deal", "no other open record", "Person 1 · Jane Doe", "Deal 2 · Other"):
        assert words in text


@pytest.mark.parametrize("whose", ["a colleague", "another mail of mine", "nobody"])
async def test_a_move_cannot_take_away_what_belongs_elsewhere(desk: Desk, whose: str) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    owner = ana if whose == "another mail of mine" else await desk.user("ben")
    elsewhere = await a_link(await a_mail(owner), await a_record(desk.workspace, "Elsewhere"))
    link_id = 10**17 if whose == "nobody" else elsewhere.id
    mail = await a_mail(ana, to=[])
    view = link_modal(mail.id, "x", anything=True, form=LinkForm(instead=a_filing(link_id=link_id)))
    assert Asked.parse(view["private_metadata"]) == Asked(mail.id, link_id)
    text = {"type": "plain_text", "text": "x"}
    view["blocks"][1]["element"]["initial_option"] = {"text": text, "value": f"deal:{deal.id}"}
    shown = await desk.open_forged(ana, view)
    told = await desk.control.post("submit", user=ana.slack_user_id, view_id=shown["id"], values={})
    assert "not filed there any more" in told["errors"]["record"]
    assert await desk.scope.of(Link).filter(removed_at__isnull=True).count() == 1


async def test_what_is_another_workspace_s_is_taken_for_no_answer(desk: Desk) -> None:
    other, ana = await a_workspace("initech"), await desk.user("ana")
    stranger, foreign = await a_person(other, "Milton"), await a_record(other, "Secret plan")
    deal, mail = await a_record(desk.workspace), await a_mail(ana, to=[])
    text = {"type": "plain_text", "text": "x"}
    theirs = [{"text": text, "value": f"deal:{foreign.id}"}, {"text": text, "value": f"person:{stranger.id}"}]
    known = (Target(TargetKind.PERSON, stranger.id, 1, "x"),)
    view = link_modal(
        mail.id, "x", anything=True, form=LinkForm(persons=known, keep=frozenset({stranger.id}))
    )
    view["blocks"][1]["element"]["initial_option"] = {"text": text, "value": f"deal:{deal.id}"}
    view["blocks"][2]["element"]["initial_options"] = theirs
    shown = await desk.open_forged(ana, view)
    told = await desk.control.post("submit", user=ana.slack_user_id, view_id=shown["id"], values={})
    assert "not there any more" in told["errors"]["also"]
    values = {"also": {Action.ALSO.value: []}}
    await desk.control.post("submit", user=ana.slack_user_id, view_id=shown["id"], values=values)
    await desk.card_saying(mail, "Linked by you")
    assert await desk.scope.of(FilingRule).count() == 0
