"""The workspace's rule: what is shared of a record's mail is posted in the record's own channel too.

Only what is shared from then on: neither the rule nor a record's channel, newly set, floods it with old mail.
"""

from datetime import datetime
from functools import partial

from bot.directory import find_user
from bot.errands.errand import Errand
from bot.places import Trouble, look_at
from bot.posts import Parts
from bot.readers import readers_of
from bot.services.copies import Destination, wish
from bot.services.links import lock
from bot.services.record_channels import channels_by_rule, never_in
from bot.slack import GiveUp, Retry
from models import Message, Scope, Share, Workspace
from models.transaction import transaction
from models.types import Visibility

_REFUSED: dict[Trouble, GiveUp | Retry] = {
    Trouble.NOT_INVITED: GiveUp("not_in_channel"),
    Trouble.ARCHIVED: GiveUp("is_archived"),
    Trouble.NO_CHANNEL: GiveUp("channel_not_found"),
    Trouble.SILENT: Retry("channel_unknown_yet"),
}


async def wish_by_rule(scope: Scope, message: Message, now: datetime) -> None:
    """Where the rule asks for it, write down that a mail is to be posted; once for each channel, ever."""
    shared_at = message.shared_at
    if message.visibility is not Visibility.SHARED or shared_at is None:
        return
    workspace = await Workspace.get(id=scope.workspace_id)
    channels = await channels_by_rule(scope, workspace, message, shared_at)
    if not channels:
        return
    async with transaction():
        await lock(scope, message.conversation_id)
        for channel in await never_in(scope, message, channels):
            await wish(scope, message, Destination(channel, channel), Parts(by_rule=True), now)


async def refusal_of(errand: Errand, share: Share) -> GiveUp | Retry | None:
    """Why what the rule wishes is not posted: it is for what is shared, and nobody is there to be asked, so
    what would ask is refused."""
    if share.message.visibility is not Visibility.SHARED:
        return GiveUp("made_private")
    place = await look_at(errand.client, share.channel)
    if isinstance(place, Trouble):
        return _REFUSED[place]
    await errand.scope.of(Share).filter(id=share.id).update(channel_name=place.name)
    share.channel_name = place.name
    workspace = await errand.workspace()
    if workspace.share_channels is not None and place.id not in workspace.share_channels:
        return GiveUp("not_allowed")
    readers = await readers_of(errand.scope, place, partial(find_user, errand.client, workspace))
    return GiveUp("outside") if readers.from_outside else None
