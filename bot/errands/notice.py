"""Plain messages in a DM, and tidying up after messages whose sending was in doubt."""

from bot import history
from bot.errands.dm import heads, post_in_dm
from bot.errands.errand import EVENT_TYPE, Errand
from bot.places import is_member
from bot.services.copy_readers import standing_copy
from bot.slack import Delivery, GiveUp, Retry
from bot.views.admin import admin_notice
from bot.views.alias import verified_notice
from bot.views.follow import later_mail
from bot.views.rendered import Rendered
from models import Message, OutboxItem, User
from models.address import readable
from models.types import OutboxKind, Visibility


async def post_notice(errand: Errand) -> Delivery:
    """Post what the item itself says: `{"text": …, "blocks": […]}`; or that an address is verified; or that
    they are an admin, or none any more; or of a later mail to who follows its conversation."""
    said = errand.item.payload
    if (address := said.get("verified")) is not None:
        return await post_in_dm(errand, verified_notice(readable(address)))
    if (made := said.get("admin")) is not None:
        by = await errand.scope.of(User).get_or_none(id=said.get("by"))
        return await post_in_dm(errand, admin_notice(by.name if by else "", made=bool(made)))
    if said.get("later"):
        content = await _later(errand)
        return await post_in_dm(errand, content) if isinstance(content, Rendered) else content
    return await post_in_dm(errand, Rendered(said["text"], said.get("blocks") or []))


async def _later(errand: Errand) -> Rendered | GiveUp | Retry:
    """What the follower reads now: of a copy where they are, else of what every member may read."""
    item = errand.item
    mail = await errand.scope.of(Message).get_or_none(id=item.payload["mail"])
    user = await errand.scope.of(User).get(id=item.user_id)
    if mail is None:
        return GiveUp("mail_erased")
    share = await standing_copy(errand.scope, item.payload.get("share"))
    inside = await is_member(errand.client, share.channel, user.slack_user_id) if share else False
    if share is not None and inside:
        return later_mail(mail.subject, share.id, share.channel_name or share.channel)
    if mail.visibility is Visibility.SHARED:
        return later_mail(mail.subject, mail.id)
    return Retry("members_unknown") if inside is None else GiveUp("not_shared_with_them")


async def tidy(errand: Errand) -> Delivery:
    """Delete second copies that a lost answer may have left behind; every copy, where none is to stay."""
    said = errand.item.payload
    keep = await _on_record(errand) or str(said["ts"])  # erased, it is the search's to say
    threads = said.get("threads") or [str(head.card_ts) for head in await heads(errand, str(said["channel"]))]
    return await history.delete_other_copies(errand.client, EVENT_TYPE, errand.item, keep, threads)


async def _on_record(errand: Errand) -> str | None:
    """Where the message stands by now: two who delivered it at once have each noted their own, and the
    searches of both must leave the same one."""
    item = await errand.scope.of(OutboxItem).get_or_none(key=errand.item.payload["key"])
    if item is None:
        return None
    mail = await errand.scope.of(Message).get_or_none(id=item.message_id or 0)
    return mail.card_ts if mail is not None and item.kind is OutboxKind.CARD else item.ts
