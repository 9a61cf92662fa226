"""What each kind of outbox item comes to: one module for what belongs together, one line here for a kind."""

from collections.abc import Mapping

from bot.contents import content_of
from bot.errands.ask import ask, show_forwarding_code
from bot.errands.card import Render, post_card, update_card
from bot.errands.erase import erase, hand_over, tell_of_leaver
from bot.errands.errand import Errand, Run
from bot.errands.notice import post_notice, tidy
from bot.errands.remove import remove
from bot.errands.report import post_report
from bot.errands.share import post_copy, update_copy
from bot.errands.upload import Contents
from bot.errands.verification import mail_code
from bot.errands.withdraw import withdraw_copy
from bot.outbound import Outgoing
from models.types import OutboxKind

__all__ = ["Contents", "Errand", "Run", "errands"]


def errands(
    render: Render, outgoing: Outgoing | None = None, contents: Contents = content_of
) -> Mapping[OutboxKind, Run]:
    """How each kind is carried out.

    `render` gives a mail's card as it is now; `outgoing` carries mail of ours, None where this process mails
    nothing; `contents` gives a file's bytes.
    """
    return {
        OutboxKind.CARD: post_card(render),
        OutboxKind.CARD_UPDATE: update_card(render),
        OutboxKind.NOTICE: post_notice,
        OutboxKind.TIDY: tidy,
        OutboxKind.ASK: ask,
        OutboxKind.FORWARDING_CODE: show_forwarding_code,
        OutboxKind.REPORT: post_report,
        **({OutboxKind.VERIFICATION: mail_code(outgoing)} if outgoing else {}),
        OutboxKind.SHARE: post_copy(contents),
        OutboxKind.SHARE_UPDATE: update_copy,
        OutboxKind.SHARE_WITHDRAW: withdraw_copy,
        OutboxKind.REMOVE: remove,
        OutboxKind.ERASE: erase,
        OutboxKind.HANDOVER: hand_over,
        OutboxKind.LEAVER: tell_of_leaver,
    }
