"""Who reads a channel, with those asked of Slack whom we have not met."""

from collections.abc import Awaitable, Callable

from bot.places import Channel
from bot.posts import Audience
from bot.services import audience
from models import Scope

_STRANGERS = 10  # asked of Slack while somebody waits; whoever is unknown after that counts as one


async def readers_of(scope: Scope, place: Channel, meet: Callable[[str], Awaitable[object]]) -> Audience:
    """The readers; `meet` takes into our directory whoever it can be said of, by Slack's id."""
    for stranger in (await audience.strangers(scope, place.members))[:_STRANGERS]:
        await meet(stranger)
    return await audience.of_channel(
        scope, place.name, place.members, complete=place.complete, others=place.others
    )
