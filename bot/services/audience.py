"""Who from outside would read a copy, as far as our directory knows them."""

from collections.abc import Collection
from datetime import datetime

from bot.posts import Audience
from bot.quiet import quiet_until
from models import Scope, User


async def of_channel(
    scope: Scope, name: str, members: Collection[str], *, complete: bool, others: bool
) -> Audience:
    """The readers of a channel: its guests by name, and whether there are people we know nothing of."""
    guests: list[str] = []
    known = 0
    for row in await scope.of(User).filter(slack_user_id__in=list(members)).order_by("name"):
        known += 1
        if row.guest and row.active:
            guests.append(row.name)
    return Audience(
        place=f"#{name}",
        direct=False,
        readers=known,
        guests=tuple(guests),
        others=others,
        unsure=not complete,
    )


def of_colleague(user: User, now: datetime) -> Audience:
    """The one reader of a direct message, and whether it waits for their quiet hours to end."""
    guests = (user.name,) if user.guest else ()
    return Audience(
        user.name, direct=True, readers=1, guests=guests, quiet=quiet_until(user, now) is not None
    )


async def strangers(scope: Scope, members: Collection[str]) -> list[str]:
    """Those of a channel whom our directory does not know: robots, or people who came just now."""
    known = scope.of(User).filter(slack_user_id__in=list(members))
    return sorted(set(members) - {row[0] for row in await known.values_list("slack_user_id")})
