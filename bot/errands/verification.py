"""Mailing a code and a link to an alternate address, and saying so where that fails."""

from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr

from bot.errands.errand import Errand, Run
from bot.letter import Invitation, verification_mail
from bot.mailtexts import language_of
from bot.outbound import Outgoing, Sent
from bot.slack import Delivery, GiveUp, Posted, Retry
from bot.views.alias import undeliverable_notice
from models import SenderAddress, User, Workspace
from models.address import address_for, readable
from models.outbox import enqueue_notice
from models.transaction import transaction
from models.types import AddressState
from models.verification import CODE_LIFE, fresh_secrets

# For so long a relay that answers nothing, or "later", is asked again.
_PATIENCE = timedelta(hours=12)
_LONGEST_ANSWER = 300


def mail_code(outgoing: Outgoing) -> Run:
    """Make a new code and token and mail them.

    In normal running a mail is sent once. After an unknown outcome (a lost answer of the relay, a crash
    between its answer and our mark) a second one goes out: each try makes secrets of its own, since none are
    kept, so the code and the link of the newer mail are those that work.
    """

    async def run(errand: Errand) -> Delivery:
        row = await _row(errand)
        if row is None:
            return GiveUp("address_not_pending")
        if outgoing.send is None:
            sent = Sent(GiveUp("no_relay"), "No mail server is set up for the codes I mail")
        else:
            raw = await _letter(errand, row, outgoing)
            if raw is None:
                return GiveUp("address_not_pending")
            sent = await outgoing.send(raw, parseaddr(outgoing.sender)[1], row.address)
        if isinstance(sent.delivery, Retry) and errand.clock() > errand.item.created_at + _PATIENCE:
            sent = replace(sent, delivery=GiveUp(sent.delivery.error))
        await _keep(errand, sent)
        return sent.delivery

    return run


async def _row(errand: Errand, *, lock: bool = False) -> SenderAddress | None:
    rows = errand.scope.of(SenderAddress).filter(id=errand.item.payload["address"])
    rows = rows.filter(state=AddressState.PENDING)
    return await (rows.select_for_update(no_key=True) if lock else rows).first()


async def _letter(errand: Errand, row: SenderAddress, outgoing: Outgoing) -> bytes | None:
    """The mail with new secrets in it, stored before it is sent: a code that arrives must work."""
    now = errand.clock()
    user = await errand.scope.of(User).get(id=row.user_id)
    workspace = await Workspace.get(id=row.workspace_id)
    made = await fresh_secrets(errand.scope, row.id, now)
    if made is None:
        return None
    link = f"{outgoing.public_url}/verify/{row.id}/{made.token}" if outgoing.public_url else None
    invitation = Invitation(
        address=row.address,
        who=user.name,
        team=workspace.name,
        code=made.code,
        link=link,
        send_to=address_for(workspace.slug, outgoing.mail_domain, f"verify-{made.code}"),
        until=now + CODE_LIFE,
        tz=user.tz,
        language=language_of(user.language, user.locale),
    )
    return verification_mail(invitation, outgoing.sender, outgoing.mail_domain, now)


async def _keep(errand: Errand, sent: Sent) -> None:
    """Note at the address how the mail fared; where it never will, tell its user."""
    now = errand.clock()
    async with transaction():
        row = await _row(errand, lock=True)
        if row is None:
            return
        row.evidence = {
            key: value for key, value in row.evidence.items() if key not in ("trouble", "undeliverable")
        }
        said = sent.said[:_LONGEST_ANSWER]
        match sent.delivery:
            case Posted():
                row.sends, row.sent_at = row.sends + 1, now
            case GiveUp():
                said = said or "The mail server did not answer"
                row.evidence |= {"trouble": said, "undeliverable": True}
                notice = undeliverable_notice(readable(row.address), said)
                payload = {"text": notice.text, "blocks": notice.blocks}
                await enqueue_notice(row.workspace_id, row.user_id, payload, now)
            case _:
                row.evidence |= {"trouble": said or "The mail server does not answer"}
        await row.save(update_fields=["sends", "sent_at", "evidence"])
