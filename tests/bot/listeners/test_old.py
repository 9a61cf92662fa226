"""The question about an old mail of one's own, as its owner answers it."""

from datetime import timedelta
from typing import Any

from bot.expiry import expire_held
from bot.ids import Action
from models import HeldMail, OutboxItem, Refusal, Scope, User
from models.types import HeldFor, OutboxKind
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_ask import SECRET, a_held, asked, click, shows
from tests.bot.rows import NOW, a_user, a_workspace

MADE = NOW - timedelta(days=400)


async def an_old(user: User, number: int = 1, **columns: Any) -> HeldMail:
    given: dict[str, Any] = {"address": "ana@northwind.example", "held_for": HeldFor.OLD, "written_at": MADE}
    return await a_held(user, number, **(given | columns))


async def test_yes_releases_that_mail_and_no_other(desk: Desk) -> None:
    ana = await desk.user("ana")
    first, second = await an_old(ana), await an_old(ana, 2)
    message = await asked(desk, first)
    assert SECRET not in said(message)
    for part in ("Did you send this just now?", "Offer for", "30 Nov 2025", "proved by DKIM"):
        assert part in said(message)
    await click(desk, ana, message, Action.OLD_FILE)
    message = await shows(desk, ana.id, "is being filed")
    assert [block["type"] for block in message["blocks"]] == ["section"]
    assert (await desk.scope.of(HeldMail).get(id=first.id)).released_at == NOW
    assert (await desk.scope.of(HeldMail).get(id=second.id)).released_at is None


async def test_no_leaves_it_unfiled_and_can_be_taken_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    old = await an_old(ana)
    await click(desk, ana, await asked(desk, old), Action.OLD_DROP)
    message = await shows(desk, ana.id, ", is not filed.")  # the question says that it is not, yet
    row = await desk.scope.of(HeldMail).get()
    assert (row.held_for, row.released_at) == (HeldFor.DECLINED, None)
    await click(desk, ana, message, Action.OLD_FILE)
    await shows(desk, ana.id, "is being filed")
    assert (await desk.scope.of(HeldMail).get()).released_at == NOW


async def test_one_answer_is_the_last_and_the_question_of_an_address_is_another(desk: Desk) -> None:
    ana = await desk.user("ana")
    released = await an_old(ana, released_at=NOW)
    unknown = await a_held(ana, 2)
    for held in (released, unknown):
        for action in (Action.OLD_FILE, Action.OLD_DROP):
            await desk.click_forged(ana, action, str(held.id))
            await desk.told(ana, "settled already")
    await desk.click_forged(ana, Action.ASK_YES, str((await an_old(ana, 3)).id))
    await desk.told(ana, "settled already")
    assert await desk.scope.of(HeldMail).filter(released_at__isnull=False).count() == 1


async def test_what_waited_too_long_is_deleted_and_told_of_unless_it_was_not_wanted(db: str) -> None:
    ana, ben = await a_user(await a_workspace()), await a_user(await a_workspace("initech"))
    await an_old(ana)
    await an_old(ana, 2, address="ana@home.example")
    await an_old(ana, 3, held_for=HeldFor.DECLINED)
    await an_old(ben, held_for=HeldFor.DECLINED)
    assert await expire_held(NOW + timedelta(days=14)) == 2
    assert await expire_held(NOW + timedelta(days=14)) == 0
    for user in (ana, ben):
        scope = Scope(user.workspace_id)
        assert await scope.of(HeldMail).count() == await scope.of(Refusal).count() == 0
        told = await scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE)
        assert [item.payload["text"][:12] for item in told] == ["2 old mails "] * (user is ana)
