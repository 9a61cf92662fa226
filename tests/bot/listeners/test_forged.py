"""A value from Slack is a claim: whatever a click says it is about, it reaches nothing but the clicker's own.

A new button or menu whose value names a row is a line in one of the three tables here; any other is named
among those that name none.
"""

from datetime import timedelta
from typing import Any

import pytest

from bot.ids import Action
from models import (
    AuditEvent,
    Conversation,
    FilingRule,
    Follow,
    HeldMail,
    Link,
    Message,
    OutboxItem,
    Participant,
    Person,
    Record,
    Refusal,
    Scope,
    SenderAddress,
    Share,
    User,
    across_workspaces,
)
from models.types import AddressState, HeldFor, RecordStatus, Visibility
from tests.bot.desk import Desk
from tests.bot.rows import (
    NOW,
    a_file,
    a_held_mail,
    a_link,
    a_mail,
    a_person,
    a_record,
    a_share,
    a_user,
    a_workspace,
)
from tests.builders import a_refusal
from tests.control import until

NOBODY = 10**17
# Fields: mail, link, rule, there (a participant), file, event, record, person, share, held, refusal and
# the addresses address, removed and blocked are somebody else's, or nobody's; them is that somebody, and left
# is one of their workspace who left. What begins with my, and mine, is the clicker's own and fits.
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
    (Action.ASK_YES, "{held}"),
    (Action.ASK_NO, "{held}"),
    (Action.ASK_UNDO, "{blocked}"),
    (Action.OLD_FILE, "{old}"),
    (Action.OLD_DROP, "{old}"),
    (Action.ADDRESS_CODE, "{address}"),
    (Action.ADDRESS_SEND, "{address}"),
    (Action.ADDRESS_RESEND, "{address}"),
    (Action.ADDRESS_UNDO, "{removed}"),
    (Action.HOME_FILE, "{mail}:{my_record}"),
    (Action.HOME_FILE, "{mine}:{record}"),
    (Action.HOME_UNDO, "{link}"),
    (Action.REFUSALS_WHY, "{refusal}"),
    (Action.HAND_OVER, "{left}"),
    (Action.ERASE_LEAVER, "{left}"),
    (Action.HANDED_OVER, "{left}"),
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
    (Action.ADDRESS_MENU, "code:{address}"),
    (Action.ADDRESS_MENU, "send:{address}"),
    (Action.ADDRESS_MENU, "resend:{address}"),
    (Action.ADDRESS_MENU, "remove:{address}"),
    (Action.ADDRESS_MENU, "remove:{blocked}"),
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
    (Action.GET_FILE, "file:{file}", "{mine}"),
    (Action.GET_FILE, "all:{mine}", "{mail}"),
    (Action.GET_EML, "{mail}", "{mine}"),
]
# Served by a listener that is tried by another name.
ALIKE = {
    Action.FILE_3: Action.FILE_1, Action.WHO_2: Action.WHO_1, Action.WHO_3: Action.WHO_1,
    Action.TEXT_PREVIOUS: Action.TEXT_NEXT, Action.TEXT_NEW: Action.TEXT_NEXT,
    Action.QUOTED_PREVIOUS: Action.TEXT_QUOTED, Action.QUOTED_NEXT: Action.TEXT_QUOTED,
    Action.SHARED_PREVIOUS: Action.SHARED_NEXT, Action.INBOX_DONE: Action.INBOX_UNDO,
}  # fmt: skip
# Fields of forms, which are tried where their forms are submitted.
FIELDS = {
    Action.READERS, Action.EXTENT, Action.PARTS, Action.FILES, Action.RECORD, Action.ALSO, Action.KEEP,
    Action.SHARED_RECORD, Action.FIELD, Action.PEOPLE, Action.WORDS, Action.INBOX_CHOICE, Action.INBOX_RECORD,
    Action.SUCCESSOR,
}  # fmt: skip
# They open, list or change what is the clicker's own, or everybody's; FORGET goes by an address.
ROWLESS = {
    Action.CHANNEL, Action.STATUS, Action.FIND_OLDER, Action.FIND_NEWEST, Action.INBOX_OPEN,
    Action.INBOX_OLDER, Action.INBOX_NEWEST, Action.ADDRESS_ADD, Action.ADDRESS_SURE, Action.HOME_STARTED,
    Action.SETTINGS_OPEN, Action.ADMIN_OPEN, Action.ADMIN_CHANGE, Action.REFUSALS_OPEN, Action.REFUSALS_OLDER,
    Action.REFUSALS_NEWEST, Action.AUDIT_OLDER, Action.AUDIT_NEWEST, Action.FORGET, Action.FORGET_CONTACT,
}  # fmt: skip
# What a colleague shared may be read, and still not changed.
_READING = {
    Action.OPEN, Action.READ, Action.TEXT_NEXT, Action.TEXT_QUOTED, Action.INBOX_READ,
    Action.SHARED_OPEN, Action.SHARED_LINK, Action.SHARED_FOLLOW, Action.SHARED_NEXT, Action.GET_FILE,
}  # fmt: skip


THEIRS = (
    "mail", "link", "rule", "there", "file", "event", "record", "person", "share", "them", "left", "held",
    "old", "refusal", "address", "removed", "blocked",
)  # fmt: skip


def test_every_action_is_tried_or_names_no_row() -> None:
    tried = {action for action, *_ in (*ON_CARDS, *IN_MENUS, *IN_MODALS)}
    assert set(ALIKE.values()) <= tried
    assert tried | set(ALIKE) | FIELDS | ROWLESS == set(Action)
    assert not (FIELDS | ROWLESS) & tried


async def claims(desk: Desk, ana: User, whose: str) -> dict[str, int]:
    """Ids to fill the tables' values with."""
    mine, my_record = await a_mail(ana), await a_record(desk.workspace, "Open to all", number=1)
    my_person = await a_person(desk.workspace, "Jane", "jane@globex.example")
    found = {
        "mine": mine.id, "my_record": my_record.id, "my_person": my_person.id,
        "my_link": (await a_link(mine, my_record)).id, "my_there": await first_participant(mine),
    }  # fmt: skip
    if whose == "nobody":
        return found | dict.fromkeys(THEIRS, NOBODY)
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
    left = them
    if whose == "another workspace":
        gone = {"active": False, "deactivated_at": NOW, "erase_at": NOW, "successor_id": them.id}
        left = await a_user(await them.workspace, "Secret Leaver", **gone)
    addresses = {
        state: await SenderAddress.create(
            workspace_id=them.workspace_id, user=them, address=f"{state.value}@secret.example", state=state,
            created_at=NOW, expires_at=NOW + timedelta(days=1), removed_at=NOW, evidence={"was": "verified"},
        )
        for state in (AddressState.PENDING, AddressState.REMOVED, AddressState.BLOCKED)
    }  # fmt: skip
    return found | {
        "mail": mail.id, "link": (await a_link(mail, record)).id, "rule": rule.id,
        "there": await first_participant(mail), "event": event.id, "them": them.id, "left": left.id,
        "share": (await a_share(mail, channel="CELSEWHERE")).id,
        "file": (await a_file(mail, "secret.pdf", b"secret")).id,
        "held": (await a_held_mail(them, "stranger@secret.example")).id,
        "old": (await a_held_mail(them, "them@secret.example", held_for=HeldFor.OLD)).id,
        "refusal": (await a_refusal(them, "them@secret.example")).id,
        "address": addresses[AddressState.PENDING].id, "removed": addresses[AddressState.REMOVED].id,
        "blocked": addresses[AddressState.BLOCKED].id,
    }  # fmt: skip


async def first_participant(mail: Message) -> int:
    return int((await Scope(mail.workspace_id).of(Participant).get(message_id=mail.id)).id)


async def everything() -> list[dict[str, Any]]:
    """Every row that a forged click could make, change or take away, of every workspace."""
    tables = (
        Conversation, Link, FilingRule, Participant, Person, Record, AuditEvent, Message, Share, Follow,
        SenderAddress, HeldMail, Refusal, User, OutboxItem,
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
