"""One line for each mail, with everything in it but the mail itself."""

import structlog

from models.logs import facts_of

from .auth.verdict import Verdict
from .envelope import Envelope
from .reply import Reply

log = structlog.get_logger()


def answered(
    envelope: Envelope, reply: Reply, verdict: Verdict | None, queue_id: str, seconds: float
) -> None:
    """A mail was received and this was the answer."""
    log.info(
        "mail",
        code=reply.code,
        detail=reply.detail,
        id=queue_id,
        peer=envelope.peer_ip,
        mail_from=envelope.mail_from,
        rcpts=len(envelope.rcpt_to),
        size=len(envelope.raw),
        verdict=verdict.outcome.value if verdict else None,
        method=verdict.method if verdict else None,
        domain=verdict.domain if verdict else None,
        ms=round(seconds * 1000),
    )


def recipient_refused(address: str, reply: Reply, *, ours: bool) -> None:
    """RCPT was refused: the mail never came to be received. Of an address of ours its tags are not told, one
    of which may be a code that verifies; of another's nothing but the domain."""
    local, _, domain = address.rpartition("@")
    rcpt = f"{local.partition('+')[0] if ours else ''}@{domain}"
    log.info("recipient", code=reply.code, detail=reply.detail, rcpt=rcpt)


def failed(error: BaseException) -> None:
    """A bug or an outage of ours. Where it happened is told, its text is not: that may quote the mail."""
    log.error("ingest.failed", **facts_of(error))


def crashed(why: str) -> None:
    """A worker failed on a mail, which comes again; where it failed is told, and nothing of the mail."""
    log.error("ingest.worker_failed", why=why)


def unrecorded(error: BaseException) -> None:
    """A refusal could not be written down; its reply stands all the same."""
    log.warning("refusal.unrecorded", error=type(error).__name__)


def listening(host: str, port: int, *, tls: bool) -> None:
    """The server takes mail."""
    log.info("smtp.listening", host=host, port=port, tls=tls)
