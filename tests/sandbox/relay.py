"""An outbound mail relay that takes everything and shows what it took."""

from __future__ import annotations

import asyncio
import codecs
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MESSAGE_BYTES = 50_000_000
KEPT = 5_000


@dataclass(frozen=True, slots=True)
class TakenMail:
    """One mail the relay took; `sender` and `to` are the envelope's, the rest is the message's."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    raw: str
    at: float

    def as_json(self) -> dict[str, Any]:
        """As `GET /sandbox/mailbox` shows it."""
        fields = asdict(self)
        return {"from": fields.pop("sender"), **fields, "to": list(self.to)}


class Relay:
    """An SMTP server in the running loop; what it answered 250 to is in `taken`, newest last."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.taken: deque[TakenMail] = deque(maxlen=KEPT)
        self.on_taken: Callable[[TakenMail], None] | None = None
        self._server: asyncio.Server | None = None
        self._refusals: list[str] = []

    async def start(self) -> None:
        """Listens; aiosmtpd's own controllers want a loop to themselves, so the protocol is used bare."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self,
                data_size_limit=MAX_MESSAGE_BYTES,
                enable_SMTPUTF8=True,
                ident="Sandbox relay",
                loop=loop,
            ),
            self.host,
            self.port,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Frees the port; what was taken stays readable."""
        if self._server is not None:
            # Not wait_closed(): from Python 3.12 on it waits for clients that stay connected.
            self._server.close()
            self._server = None

    async def __aenter__(self) -> Relay:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def mailbox(self, address: str | None = None) -> list[TakenMail]:
        """The mails for one address, or all, newest last."""
        if address is None:
            return list(self.taken)
        wanted = address.casefold()
        return [mail for mail in self.taken if wanted in (to.casefold() for to in mail.to)]

    def refuse(self, reply: str, times: int = 1) -> None:
        """The next mails get that SMTP reply, such as `451 4.3.0 Later`, and are not kept."""
        self._refusals.extend([reply] * times)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail and says so."""
        if self._refusals:
            return self._refusals.pop(0)
        mail = _taken(envelope)
        self.taken.append(mail)
        if self.on_taken is not None:
            self.on_taken(mail)
        return "250 2.0.0 Kept"

    async def handle_exception(self, error: Exception) -> str:
        """A fault of the relay is temporary: the sender keeps the mail."""
        return f"451 4.3.0 {type(error).__name__}"


def _taken(envelope: Envelope) -> TakenMail:
    raw = envelope.original_content or b""
    message = message_from_bytes(raw, EmailMessage, policy=default_policy)
    return TakenMail(
        # aiosmtpd keeps the null reverse-path as its two brackets.
        sender=(envelope.mail_from or "").removeprefix("<>"),
        to=tuple(envelope.rcpt_tos),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers={name: str(value) for name, value in reversed(message.items())},
        raw=raw.decode("utf-8", "replace"),
        at=time.time(),
    )


def _body(message: EmailMessage, subtype: str) -> str:
    """The body in that subtype with plain newlines; empty if there is none."""
    part = message.get_body(preferencelist=(subtype,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        codecs.lookup(charset)
    except LookupError:
        charset = "ascii"
    return payload.decode(charset, "replace").replace("\r\n", "\n") if isinstance(payload, bytes) else ""
