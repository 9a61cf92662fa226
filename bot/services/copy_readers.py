"""Who may open a posted copy, and what of the mail it shows them."""

from bot.posts import Parts, PostedCard
from bot.services.cards import card_of, own_mail
from bot.services.filechoice import choices_of
from models import Message, Scope, Share, User
from models.types import ShareState, Visibility


async def standing_copy(scope: Scope, share_id: int | None) -> Share | None:
    """A copy that stands in this workspace, with its mail; None for one withdrawn, foreign or made up.

    It says nothing of who may open it: `reads_all`, the recipient, and who is in its channel now.
    """
    if share_id is None:
        return None
    rows = Scope(scope.workspace_id).of(Share).filter(id=share_id, state=ShareState.POSTED)
    return await rows.select_related("message__owner", "recipient", "shared_by").first()


def reads_all(share: Share, user: User) -> bool:
    """Whether that member may read the whole mail, wherever they found it."""
    return share.message.owner_id == user.id or share.message.visibility is Visibility.SHARED


async def posted_card(scope: Scope, share: Share, tz: str) -> PostedCard | None:
    """The chosen parts of a mail; None once the mail is gone."""
    system = Scope(scope.workspace_id)
    by = await system.of(User).filter(id=share.shared_by_id).first() if share.shared_by_id else None
    return await _card(system, share.message_id, share.id, Parts.of(share.parts), by.name if by else "", tz)


async def draft_card(scope: Scope, message_id: int, parts: Parts, user: User) -> PostedCard | None:
    """The viewer's own mail as a copy of it would look; None for any other."""
    if await own_mail(scope, message_id) is None:
        return None
    return await _card(Scope(scope.workspace_id), message_id, 0, parts, user.name, user.tz)


async def _card(
    system: Scope, message_id: int, share_id: int, parts: Parts, shared_by: str, tz: str
) -> PostedCard | None:
    message = await system.of(Message).filter(id=message_id).first()
    card = await card_of(system, message_id)
    if message is None or card is None:
        return None
    files = await choices_of(system, message.id, parts.files)
    return PostedCard(
        share_id=share_id,
        subject=card.subject,
        author=card.author,
        recipients=card.recipients,
        recipient_count=card.recipient_count,
        at=card.at,
        parts=parts,
        text=message.text if parts.text else "",
        quoted=(message.quoted or "") if parts.quoted else "",
        files=tuple(choice.file for choice in files),
        shared_by=shared_by,
        visibility=message.visibility,
        tz=tz,
    )
