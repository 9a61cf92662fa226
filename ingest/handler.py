"""What the SMTP edge asks about recipients and mails, answered. Translates; decides nothing."""

import time
import uuid

from . import maillog, reply
from .data import Cut
from .envelope import Envelope
from .metrics import Metrics
from .nowhere import why_not
from .pipeline import Office, Receipt, receive, refuse_unread
from .refused import Reason, Refused
from .reply import Reply


class PostHandler:
    """The `MailHandler` of a workspace's Bcc addresses."""

    def __init__(self, office: Office, metrics: Metrics, message_bytes: int) -> None:
        self._office = office
        self._metrics = metrics
        self._too_big = Refused(Reason.TOO_BIG, reply.too_big(message_bytes))

    async def recipient(self, address: str) -> Reply:
        """Whether a workspace has that address. Its tags play no part: what records exist is not told."""
        mailboxes = self._office.mailboxes
        ours = mailboxes.parse(address)
        if ours is not None and await mailboxes.find(ours.slug) is not None:
            return reply.RECIPIENT_OK
        refused = await why_not(mailboxes, address)
        maillog.recipient_refused(address, refused, ours=mailboxes.is_ours(address))
        return refused

    async def mail(self, envelope: Envelope) -> Reply:
        """Receive a mail."""
        started = time.perf_counter()
        queue_id = uuid.uuid4().hex[:16]
        try:
            with self._office.store.in_hand():
                receipt = await receive(envelope, self._office, queue_id)
        except Exception as error:  # caught here, so that this mail has its line in the log as well
            maillog.failed(error)
            receipt = Receipt(reply.TRY_LATER)
        return self._answered(envelope, receipt, queue_id, started)

    async def cut(self, envelope: Envelope, why: Cut) -> Reply:
        """Refuse what was too big, and postpone what there was no room for."""
        started = time.perf_counter()
        if why is Cut.NO_ROOM:
            receipt = Receipt(reply.MEMORY_FULL)
        else:
            receipt = await refuse_unread(envelope, self._office, self._too_big)
        return self._answered(envelope, receipt, "", started)

    def _answered(self, envelope: Envelope, receipt: Receipt, queue_id: str, started: float) -> Reply:
        seconds = time.perf_counter() - started
        self._metrics.answered(receipt.reply.code, len(envelope.raw), seconds)
        maillog.answered(envelope, receipt.reply, receipt.verdict, queue_id, seconds)
        return receipt.reply
