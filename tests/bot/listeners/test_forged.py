"""A value from Slack is a claim: whatever a click says it is about, it reaches nothing but the clicker's own.

A new button or menu whose value names a row is a line in one of the two tables here.
"""

from typing import Any

import pytest

from bot.ids import Action
from models import (
    AuditEvent,
    Conversation,
    FilingRule,
    Follow,
    Link,
    Message,
    Participant,
    Person,
    Record,
    Scope,
    Share,
    User,
    across_workspaces,
)
from models.types import RecordStatus, Visibility
from tests.bot.desk import Desk
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_share, a_user, a_workspace
from tests.control import until

NOBODY = 10**17
# Fields: mail, link, rule, there (a participant), event, record and person are somebody else's, or nobody's;
# mine, my_record and my_person are the clicker's own and fit.
ON_CARDS = [
    (Action.LINK, "{mail}"),
    (Action.OPEN, "{mail}"),
    (Action.FILE_1, "{mail}:{my_record}"),
    (Action.FILE_2, "{mine}:{record}"),
    (Action.ADD_CONTACT, "{mail}:{there}"),
    (Action.ADD_CONTACT, "{mine}:{there}"),
    (Action.WHO_1, "{there}:{my_person}"),
    (Action.WHO_4, "{my_there}:{person}"),
    (Action.KEEP_HERE, "{link}:{my_person}"),
    (Action.KEEP_HERE, "{my_link}:{person}"),
    (Action.UNLINK, "{link}"),
    (Action.RESTORE, "{link}"),
    (Action.UNLINK_ALL, "{mail}"),
    (Action.DONE, "{mail}"),
    (Action.NOT_DONE, "{mail}"),
    (Action.KEEP_STOP, "{rule}"),
    (Action.READ, "{mail}"),
    (Action.SHARE, "{mail}"),
    (Action.MAKE_PRIVATE, "{mail}"),
    (Action.WITHDRAW, "{share}"),
    (Action.WITHDRAW_ALL, "{mail}"),
    (Action.SHARED_OPEN, "{share}"),
    (Action.SHARED_LINK, "{share}"),
    (Action.SHARED_FOLLOW, "{share}"),
    (Action.PLEA_YES, "{share}/{them}/deal:{my_record}"),
    (Action.PLEA_NO, "{share}/{them}/deal:{my_record}"),
]
IN_MENUS = [
    (Action.SHARED_MENU, "unfollow:{share}"),
    (Action.SHARED_MENU, "withdraw:{share}"),
    (Action.LINK_MENU, "unlink:{link}"),
    (Action.LINK_MENU, "move:{link}"),
    (Action.LINK_MENU, "why:{link}"),
    (Action.LINK_MENU, "drop:{my_link}"),
    (Action.MENU, "deal:{mail}"),
    (Action.MENU, "person:{mail}"),
    (Action.MENU, "why:{mail}"),
    (Action.MENU, "drop:{mine}"),
    (Action.INBOX_READ, "{mail}"),
]
# In a modal, with the metadata that says what the modal is about.
IN_MODALS = [
    (Action.CREATE_DEAL, "deal:{mail}", ""),
    (Action.CREATE_LEAD, "lead:{mail}", ""),
    (Action.CREATE_PROJECT, "project:{mail}", ""),
    (Action.CREATE_PERSON, "person:{mail}", ""),
    (Action.CREATE_PERSON, "user:{mine}", ""),
    (Action.KEEP_STOP, "{rule}", "{mine}"),
    (Action.TEXT_NEXT, "2", "{mail}"),
    (Action.TEXT_QUOTED, "1", "{mail}"),
    (Action.READ, "{mail}", ""),
    (Action.STATUS_UNDO, "{event}", "deal:{my_record}"),
    (Action.PICK, "deal:{record}", ""),
    (Action.PICK, "person:{person}", ""),
    (Action.TIMELINE_OLDER, "9", "deal:{record}"),
    (Action.TIMELINE_NEWEST, "9", "person:{person}"),
    (Action.INBOX_UNDO, "1", "links:{link}"),
    (Action.INBOX_UNDO, "1", "done:{mail}"),
    (Action.SHARE, "{mail}", ""),
    (Action.SHARE_UNDO, "{event}", ""),
    (Action.POST, "{mail}", ""),
    (Action.POST_CHANGE, "x", '{{"mail":{mail},"to":["",""],"told":true}}'),
    (Action.WITHDRAW_ALL, "{mail}", "{mail}"),
    (Action.SHARED_NEXT, "2", "{share}"),
    (Action.CHANNEL_NONE, "none", "deal:{record}"),
]
# What a colleague shared may be read, and still not changed.
_READING = {
    Action.OPEN, Action.READ, Action.TEXT_NEXT, Action.TEXT_QUOTED, Action.INBOX_READ,
    Action.SHARED_OPEN, Action.SHARED_LINK, Action.SHARED_FOLLOW, Action.SHARED_NEXT,
}  # fmt: skip


async def claims(desk: Desk, ana: User, whose: str) -> dict[str, int]:
    """Ids to fill the tables' values with."""
    mine, my_record = await a_mail(ana), await a_record(desk.workspace, "Open to all", number=1)
    my_person = await a_person(desk.workspace, "Jane", "jane@globex.example")
    found = {
        "mine": mine.id, "my_record": my_record.id, "my_person": my_person.id,
        "my_link": (await a_link(mine, my_record)).id, "my_there": await first_participant(mine),
    }  # fmt: skip
    if whose == "nobody":
        names = ("mail", "link", "rule", "there", "event", "record", "person", "share", "them")
        return found | dict.fromkeys(names, NOBODY)
    if whose == "another workspace":
        other = await a_workspace("initech")
        them, record = await a_user(other, "Milton Waddams"), await a_record(other, "Secret plan")
        person = await a_person(other, "Secret Sally", "jane@globex.example")
        found |= {"record": record.id, "person": person.id}
    else:
        them, record, person = await desk.user("ben"), my_record, my_person
        found |= {"record": NOBODY, "person": NOBODY}
    visibility = Visibility.SHARED if whose == "a colleague who shared it" else Visibility.PRIVATE
    mail = await a_mail(them, "Their secret", "Secret words", quoted="More secrets", visibility=visibility)
    there = {"workspace_id": them.workspace_id, "created_at": NOW}
    rule = await FilingRule.create(owner=them, person=person, record=record, **there)
    moved = {"from": RecordStatus.WON, "to": RecordStatus.OPEN, "closed_at": None}
    event = await AuditEvent.create(
        workspace_id=them.workspace_id, at=NOW, actor_id=them.id, verb="status_set",
        subject=f"record:{record.id}", detail=moved,
    )  # fmt: skip
    return found | {
        "mail": mail.id, "link": (await a_link(mail, record)).id, "rule": rule.id,
        "there": await first_participant(mail), "event": event.id, "them": them.id,
        "share": (await a_share(mail, channel="CELSEWHERE")).id,
    }  # fmt: skip


async def first_participant(mail: Message) -> int:
    return int((await Scope(mail.workspace_id).of(Participant).get(message_id=mail.id)).id)


async def everything() -> list[dict[str, Any]]:
    """Every row that a forged click could make, change or take away, of every workspace."""
    tables = (
        Conversation, Link, FilingRule, Participant, Person, Record, AuditEvent, Message, Share, Follow,
    )  # fmt: skip
    return [row for table in tables for row in await across_workspaces(table).order_by("id").values()]


@pytest.mark.parametrize(
    "whose", ["a colleague", "a colleague who shared it", "another workspace", "nobody", "nonsense"]
)
async def test_a_click_on_what_is_not_mine_is_refused_and_changes_nothing(desk: Desk, whose: str) -> None:
    ana = await desk.user("ana")
    ids = await claims(desk, ana, "nobody" if whose == "nonsense" else whose)
    before = await everything()

    def claim(template: str) -> str:
        return template.format(**ids) if whose != "nonsense" or not template else "1/0; drop:1:2:3"

    tried = [
        (action, template, (action, template) in IN_MENUS) for action, template in (*ON_CARDS, *IN_MENUS)
    ]
    if whose == "a colleague who shared it":
        tried = [one for one in tried if one[0] not in _READING]
    clicks = await desk.forged_clicks(ana, [(action, claim(value), menu) for action, value, menu in tried])
    for (action, template, _), click in zip(tried, clicks, strict=True):
        made = len(desk.sandbox.calls)
        await desk.control.post("action", **click)

        async def heard(since: int = made) -> list[str]:
            return await desk.ephemerals(ana, since)

        await until(heard, f"an answer to {action} {template}", every=0.01)
        assert await desk.views(ana) == [], action
    for action, template, about in IN_MODALS:
        if whose == "a colleague who shared it" and action in _READING:
            continue
        await desk.click_forged_in_modal(ana, action, claim(template), claim(about))
        assert len(await desk.views(ana)) == 2, action
        await desk.close_all(ana)
    said = str(await desk.control.get("calls"))
    assert "ecret" not in said
    assert "went wrong on our side" not in said
    assert await everything() == before
