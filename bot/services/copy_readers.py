"""Who may open a posted copy, and what of the mail it shows them."""

from bot.posts import Parts, PostedCard
from bot.services.cards import card_of
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
    message = await system.of(Message).filter(id=share.message_id).first()
    card = await card_of(system, share.message_id)
    if message is None or card is None:
        return None
    parts = Parts.of(share.parts)
    author = await system.of(User).filter(id=share.shared_by_id).first() if share.shared_by_id else None
    files = await choices_of(system, message.id, parts.files)
    return PostedCard(
        share_id=share.id,
        subject=card.subject,
        author=card.author,
        recipients=card.recipients,
        recipient_count=card.recipient_count,
        at=card.at,
        parts=parts,
        text=message.text if parts.text else "",
        quoted=(message.quoted or "") if parts.quoted else "",
        files=tuple(choice.file for choice in files),
        shared_by=author.name if author else "",
        visibility=message.visibility,
        tz=tz,
    )
