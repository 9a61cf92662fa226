"""What each kind of outbox item comes to: one module for what belongs together, one line here for a kind."""

from collections.abc import Mapping

from bot.errands.card import Render, post_card, update_card
from bot.errands.erase import erase, hand_over, tell_of_leaver
from bot.errands.errand import Errand, Run
from bot.errands.notice import post_notice, tidy
from bot.errands.remove import remove
from models.types import OutboxKind

__all__ = ["Errand", "Run", "errands"]


def errands(render: Render) -> Mapping[OutboxKind, Run]:
    """How each kind is carried out. `render` gives a mail's card as it is now."""
    return {
        OutboxKind.CARD: post_card(render),
        OutboxKind.CARD_UPDATE: update_card(render),
        OutboxKind.NOTICE: post_notice,
        OutboxKind.TIDY: tidy,
        OutboxKind.REMOVE: remove,
        OutboxKind.ERASE: erase,
        OutboxKind.HANDOVER: hand_over,
        OutboxKind.LEAVER: tell_of_leaver,
    }
