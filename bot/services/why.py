"""Why a mail is filed where it is: whom it was matched by, what else was considered, which rule decided."""

from typing import Any

from bot.asked import Explained, WhyData
from bot.services.cards import own_mail
from bot.services.filings import filings_of, links_of
from bot.services.links import own_link
from bot.services.offers import known_persons, suggestions, targets_of_persons
from bot.services.rules import rules_of
from bot.shown import Filing, Suggestion
from models import Conversation, Link, Message, Scope

_SHOWN = 8


async def why_of_mail(scope: Scope, message_id: int | None, tz: str) -> WhyData | None:
    """All about the viewer's own mail; None for any other."""
    message = await own_mail(scope, message_id)
    if message is None:
        return None
    links = (await links_of(scope, [message.conversation_id]))[message.conversation_id]
    by_id = {link.id: link for link in links}
    live = [one for one in filings_of(links, scope.viewer_id) if one.removed_at is None][:_SHOWN]
    explained = [await _explained(scope, filing, by_id[filing.link_id]) for filing in live]
    conversation = await scope.of(Conversation).get(id=message.conversation_id)
    offered = () if live else await _suggested(scope, conversation.suggestions)
    return await _data(scope, message, tuple(explained), offered, tz)


async def why_of_link(scope: Scope, link_id: int, tz: str) -> WhyData | None:
    """About one link of the viewer's own conversation, live or gone; None for any other."""
    link = await own_link(scope, link_id)
    if link is None:
        return None
    message = await scope.of(Message).filter(conversation_id=link.conversation_id).order_by("-id").first()
    if message is None:
        return None
    [filing] = filings_of([link], scope.viewer_id)
    return await _data(scope, message, (await _explained(scope, filing, link),), (), tz)


async def _data(
    scope: Scope,
    message: Message,
    explained: tuple[Explained, ...],
    offered: tuple[Suggestion, ...],
    tz: str,
) -> WhyData:
    people = {person.id for person in await known_persons(scope, message)}
    records = {one.filing.target.id for one in explained}
    concerned = [
        rule for rule in await rules_of(scope) if rule.person.id in people or rule.record.id in records
    ]
    return WhyData(message.id, explained, offered, tuple(concerned), tz)


async def _explained(scope: Scope, filing: Filing, link: Link) -> Explained:
    persons = [int(one) for one in link.reason.get("persons") or ()][:_SHOWN]
    considered = [int(one) for one in link.reason.get("candidates") or ()]
    others = [one for one in considered if one != link.record_id][:_SHOWN]
    return Explained(
        filing,
        await targets_of_persons(scope, persons) if persons else (),
        await suggestions(scope, others, {}),
    )


async def _suggested(scope: Scope, stored: list[dict[str, Any]]) -> tuple[Suggestion, ...]:
    why = {int(one["record_id"]): str(one.get("why") or "") for one in stored}
    return await suggestions(scope, list(why)[:_SHOWN], why)
