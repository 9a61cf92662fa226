"""Plain messages in a DM, and tidying up after messages whose sending was in doubt."""

from bot import history
from bot.errands.dm import heads, post_in_dm
from bot.errands.errand import EVENT_TYPE, Errand
from bot.slack import Delivery
from bot.views.alias import verified_notice
from bot.views.rendered import Rendered
from models.address import readable


async def post_notice(errand: Errand) -> Delivery:
    """Post what the item itself says: `{"text": …, "blocks": […]}`; or that an address is verified."""
    said = errand.item.payload
    if (address := said.get("verified")) is not None:
        return await post_in_dm(errand, verified_notice(readable(address)))
    return await post_in_dm(errand, Rendered(said["text"], said.get("blocks") or []))


async def tidy(errand: Errand) -> Delivery:
    """Delete second copies that a lost answer may have left behind; every copy, where none is to stay."""
    said = errand.item.payload
    threads = said.get("threads") or [str(head.card_ts) for head in await heads(errand, str(said["channel"]))]
    return await history.delete_other_copies(errand.client, EVENT_TYPE, errand.item, threads)
