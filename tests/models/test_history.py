"""A history read in stretches, beside one that is read whole."""

import random
from datetime import datetime, timedelta

import pytest

from models import Link, Participant, Person, Scope, User, history
from models.history import mails_of, moments_of
from models.types import LinkOrigin, ParticipantRole, Visibility
from tests.bot.rows import NOW, a_mail, a_person, a_user, a_workspace

OLD, NEW, HOME = "jane@globex.example", "jane@initech.example", "j@home.example"


@pytest.mark.parametrize("stretch", [1, 2, 7, 200])
async def test_what_is_read_in_stretches_is_what_there_is(
    db: str, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(history, "_STRETCH", stretch)
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    jane = await a_person(workspace, "Jane Doe", NEW, HOME)
    scope = Scope(workspace.id, ana.id)
    expected = await _a_correspondence(scope, [ana, ben], jane)
    assert len(expected) > 10
    numbers = [number for number, _ in expected]
    assert await mails_of(scope, person_id=jane.id, limit=100) == numbers
    for limit in (1, 3, 8):
        assert await mails_of(scope, person_id=jane.id, limit=limit) == numbers[:limit]
        assert await mails_of(scope, person_id=jane.id, before=numbers[4], limit=limit) == numbers[5:][:limit]
    for days in (0, 3, 12, 100):
        since = NOW - timedelta(days=days)
        came = [at for _, at in expected if at >= since]
        assert await moments_of(scope, person_id=jane.id, since=since, limit=50) == came


async def _a_correspondence(scope: Scope, owners: list[User], jane: Person) -> list[tuple[int, datetime]]:
    """Mails of three weeks, with Jane or without; those of hers that the viewer may see, newest first."""
    dice, seen = random.Random(3), list[tuple[int, datetime]]()
    for number in range(40):
        owner, at = dice.choice(owners), NOW - timedelta(hours=12 * (40 - number))
        visibility = dice.choice([Visibility.PRIVATE, Visibility.PRIVATE, Visibility.SHARED])
        people = dice.choice([[NEW], [HOME], [NEW, HOME], [OLD], ["x@y.example"]])
        to = [("Somebody", address) for address in people]
        mail = await a_mail(owner, f"{number}", to=to, received_at=at, visibility=visibility)
        hers = people not in ([OLD], ["x@y.example"])
        if people == [OLD] and dice.random() < 0.7:  # it was hers when it came
            participants = scope.of(Participant).filter(message_id=mail.id, role=ParticipantRole.TO)
            hers = bool(await participants.update(person_id=jane.id))
        if dice.random() < 0.2:
            await Link.create(
                workspace_id=scope.workspace_id, conversation_id=mail.conversation_id, person=jane,
                origin=LinkOrigin.USER, user=owner, created_at=NOW,
            )  # fmt: skip
            hers = True
        if hers and (owner.id == scope.viewer_id or visibility is Visibility.SHARED):
            seen.append((mail.id, at))
    return seen[::-1]
