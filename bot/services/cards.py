"""A mail as its card shows it, and as it is read whole."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.services.filechoice import all_choices_of
from bot.services.filings import filings_of, links_of
from bot.services.offers import offers_of
from bot.shown import CardData, File, Filing, MailData, Offers, Party, Place, Proof, ProofCheck
from models import Attachment, Conversation, Message, Participant, Scope, User
from models.types import Direction, ParticipantRole

_PEOPLE = 50  # a mail to 5,000 people names its first ones
_FILES = 200
_NEWEST_TEXT = 400
# Nobody wrote mail before it existed, nor tomorrow: such a Date header is wrong or a joke.
_OLDEST_YEAR = 1971
_CLOCK_ERROR = timedelta(days=1)

_TO = (ParticipantRole.TO, ParticipantRole.CC)
_ORIGINAL_TO = (ParticipantRole.ORIGINAL_TO, ParticipantRole.ORIGINAL_CC)


async def own_mail(scope: Scope, message_id: int | None) -> Message | None:
    """The viewer's own mail (for the system: anybody's), with its owner; None for any other."""
    if message_id is None:
        return None
    rows = scope.of(Message).filter(id=message_id).select_related("owner")
    return await (rows if scope.viewer_id is None else rows.filter(owner_id=scope.viewer_id)).first()


async def card_of(scope: Scope, message_id: int, mail_domain: str | None = None) -> CardData | None:
    """Everything a mail's card shows, as its owner sees it; None where it is gone or not the viewer's.

    What can be done about it is among that only with our `mail_domain`.
    """
    message = await own_mail(scope, message_id)
    return None if message is None else await _card(scope, message, mail_domain, whole=False)


async def mail_of(scope: Scope, message_id: int) -> MailData | None:
    """A mail to read whole; None where it is gone, or is neither the viewer's nor shared."""
    message = await scope.of(Message).filter(id=message_id).select_related("owner").first()
    if message is None:
        return None
    card = await _card(scope, message, None, whole=True)
    if message.owner_id != scope.viewer_id:
        card = await _for_colleague(scope, card)
    people = await _people(scope, message, (*_copied(message), ParticipantRole.FROM))
    cc = tuple(Party(p.name, p.address) for p in people if p.role is not ParticipantRole.FROM)
    sender = next((Party(p.name, p.address) for p in people if p.role is ParticipantRole.FROM), None)
    return MailData(
        card=card,
        cc=cc,
        sender=sender if message.direction is Direction.FORWARDED else None,
        quoted=message.quoted,
        own=message.owner_id == scope.viewer_id,
        owner=message.owner.name,
        files=await all_choices_of(scope, message.id),
    )


async def _for_colleague(scope: Scope, card: CardData) -> CardData:
    """A shared mail as another member reads it: on their clock, and without what its filing went by, which
    may be mails of the conversation that are not shared, or a rule of the owner's own."""
    filings = tuple(replace(f, rule=f.rule and "not told", evidence="") for f in card.filings)
    reader = await scope.of(User).filter(id=scope.viewer_id or 0).first()
    return replace(card, filings=filings, tz=reader.tz if reader else card.tz)


def _addressed(message: Message) -> tuple[ParticipantRole, ...]:
    return _ORIGINAL_TO if message.direction is Direction.FORWARDED else _TO


def _copied(message: Message) -> tuple[ParticipantRole, ...]:
    return (_addressed(message)[1],)


async def _people(scope: Scope, message: Message, roles: tuple[ParticipantRole, ...]) -> list[Participant]:
    rows = scope.of(Participant).filter(message_id=message.id, role__in=roles)
    return await rows.order_by("position", "id").limit(_PEOPLE)


async def _card(scope: Scope, message: Message, mail_domain: str | None, *, whole: bool) -> CardData:
    roles = _addressed(message)
    people = await _people(scope, message, roles)
    count = len(people)
    if count == _PEOPLE:
        count = await scope.of(Participant).filter(message_id=message.id, role__in=roles).count()
    files = await (
        scope.of(Attachment)
        .filter(message_id=message.id, inline=False, signature=False)
        .order_by("position", "id")
        .limit(_FILES)
    )
    links = (await links_of(scope, [message.conversation_id]))[message.conversation_id]
    filings = filings_of(links, message.owner_id if scope.viewer_id is None else scope.viewer_id)
    if not whole:
        # A mail that came after an unlinking need not tell of it.
        filings = tuple(f for f in filings if f.removed_at is None or f.removed_at >= message.received_at)
    filings = tuple(replace(f, fresh=f.fresh and _since(f, message.received_at)) for f in filings)
    # What can be done with it, and what stands beside it, concern its owner alone.
    own = await Scope(scope.workspace_id).of(Conversation).get(id=message.conversation_id)
    return CardData(
        message_id=message.id,
        direction=message.direction,
        subject=message.subject,
        author=Party(message.author_name, message.author_address),
        recipients=tuple(Party(p.name, p.address) for p in people),
        recipient_count=count,
        at=written_at(message.sent_at, message.received_at),
        text=message.text,
        note=message.note,
        files=tuple(File(f.name, f.type, f.size) for f in files),
        filings=filings,
        proof=_proof(message.proof),
        visibility=message.visibility,
        malformed=message.malformed,
        unknown_tags=tuple(str(tag) for tag in message.tags),
        tz=message.owner.tz,
        place=Place(1, 1) if whole else await _place(scope, message),
        reply_to_unseen=message.reply_to_unseen,
        done=own.done_at is not None,
        whole=own.shared_at is not None,
        kept=message.raw_mail_id is not None,
        offers=await offers_of(scope, message, mail_domain, own, filings) if mail_domain else Offers(),
    )


async def _place(scope: Scope, message: Message) -> Place:
    """Where a mail stands in its conversation. What the newest says is for the card that heads the thread."""
    mails = scope.of(Message).filter(conversation_id=message.conversation_id)
    count = await mails.count()
    if count < 2:
        return Place(1, 1)
    number = await mails.filter(id__lte=message.id).count()
    if number == count or message.card_thread_ts is not None:
        return Place(number, count)
    newest = await mails.order_by("-id").only("id", "author_name", "author_address", "text", "note").first()
    if newest is None:
        return Place(number, count)
    text = (newest.note or newest.text)[:_NEWEST_TEXT]
    return Place(number, count, text, Party(newest.author_name, newest.author_address))


def _since(filing: Filing, moment: datetime) -> bool:
    return (filing.removed_at or filing.made_at) >= moment


def written_at(sent_at: datetime | None, received_at: datetime) -> datetime:
    """When a mail says it was written, or when it came where that is not believable."""
    if sent_at is None or sent_at.year < _OLDEST_YEAR or sent_at > received_at + _CLOCK_ERROR:
        return received_at
    return sent_at


def _proof(proof: dict[str, Any]) -> Proof:
    """A verdict in brief, as ingest wrote it."""
    checks = tuple(
        ProofCheck(
            method=str(check.get("method", "")),
            outcome=str(check.get("outcome", "")),
            domain=str(check.get("domain", "")),
            aligned=bool(check.get("aligned")),
            detail=str(check.get("detail", "")),
        )
        for check in proof.get("checks") or ()
    )
    return Proof(proof.get("method"), proof.get("domain"), str(proof.get("reason") or ""), checks)
