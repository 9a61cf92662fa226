"""Care of the keys that tokens are sealed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.keys import Keys, WrongKey
from bot.services.installing import about_token, take_out, token_of
from models import Installation, Scope, across_workspaces


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of the tokens: how many have a new seal, how many had it already, whose do not open."""

    resealed: int
    current: int
    unreadable: tuple[str, ...]


async def unreadable(keys: Keys | None) -> tuple[str, ...]:
    """The slugs of the workspaces whose token none of these keys opens."""
    return tuple(kept.workspace.slug for kept in await _all() if not _opens(kept, keys))


async def reseal(keys: Keys) -> Resealed:
    """Seal every token with the first of the keys, so that the others can be taken away.

    It may run beside the bot: a token that is replaced meanwhile is sealed anew by whoever replaces it.
    """
    resealed = current = 0
    lost: list[str] = []
    for kept in await _all():
        if not _opens(kept, keys):
            lost.append(kept.workspace.slug)
        elif keys.is_first(kept.bot_token):
            current += 1
        else:
            fresh = keys.seal(token_of(kept, keys), about_token(kept.workspace_id))
            same = Scope(kept.workspace_id).of(Installation).filter(id=kept.id, bot_token=kept.bot_token)
            resealed += await same.update(bot_token=fresh)
    return Resealed(resealed, current, tuple(lost))


async def forget_unreadable(keys: Keys, now: datetime) -> tuple[str, ...]:
    """Have the workspaces whose token no key opens install us again; their slugs."""
    lost = [kept for kept in await _all() if not _opens(kept, keys)]
    return tuple(
        [kept.workspace.slug for kept in lost if await take_out(kept.workspace, kept.bot_token, now)]
    )


async def _all() -> Sequence[Installation]:
    return await across_workspaces(Installation).select_related("workspace").order_by("id")


def _opens(kept: Installation, keys: Keys | None) -> bool:
    try:
        return keys is not None and bool(token_of(kept, keys))
    except WrongKey:
        return False
