"""The next free numbers: what people call a record or a person by."""

from models import Person, Record, Scope, Workspace
from models.types import RecordKind


async def lock_numbers(scope: Scope) -> None:
    """Let those who give out a workspace's numbers follow one another. To be called in a transaction, after
    any lock on a conversation: whoever stores mail takes them in that order."""
    rows = Workspace.filter(id=scope.workspace_id).select_for_update(no_key=True)
    await rows.get()


async def next_record_number(scope: Scope, kind: RecordKind) -> int:
    """One more than any deal, lead or project of that kind has."""
    last = await scope.of(Record).filter(kind=kind).order_by("-number").first()
    return last.number + 1 if last else 1


async def next_person_number(scope: Scope) -> int:
    """One more than any person has."""
    last = await scope.of(Person).order_by("-number").first()
    return last.number + 1 if last else 1
