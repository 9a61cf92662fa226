"""Composes a mail as `POST /sandbox/mail` describes it, signs it and sends it over SMTP."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import dkim

from .keys import Keys
from .letter import Letter, Signing, address_of, compose

TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class MailResult:
    """The receiving server's last word: the reply to the data, or the first refusal if it came to none."""

    code: int
    reply: str
    message_id: str
    refused: Mapping[str, str]

    @property
    def accepted(self) -> bool:
        """Whether the server took the mail for at least one recipient."""
        return 200 <= self.code < 300

    def as_json(self) -> dict[str, Any]:
        """As `POST /sandbox/mail` answers."""
        return {
            "code": self.code,
            "reply": self.reply,
            "message_id": self.message_id,
            "refused": dict(self.refused),
        }


class Composer:
    """Sends letters to one SMTP server, each in a transaction of its own."""

    def __init__(self, keys: Keys, host: str, port: int, executor: Executor) -> None:
        self.keys = keys
        self.host = host
        self.port = port
        # Not the loop's own executor: the server we talk to may need that one to answer us.
        self._executor = executor

    async def send(self, fields: Mapping[str, Any]) -> MailResult:
        """Composes, signs and sends; raises ValueError for a request that describes no mail."""
        letter = Letter.from_json(fields)
        message = compose(letter)
        signed = _signature(letter, message.raw, self.keys) + message.raw
        loop = asyncio.get_running_loop()
        code, reply, refused = await loop.run_in_executor(
            self._executor, _transaction, letter, signed, self.host, self.port
        )
        return MailResult(code, reply, message.message_id, refused)


def _signature(letter: Letter, raw: bytes, keys: Keys) -> bytes:
    """The DKIM-Signature field; empty when the letter is to go unsigned or its domain signs nothing."""
    signing = letter.sign
    if signing is None:
        domain = parseaddr(address_of(letter, raw))[1].rpartition("@")[2]
        if not keys.known(domain, "s1"):
            return b""
        signing = Signing(domain, "s1", None)
    if not signing:
        return b""
    key = keys.get(signing.domain, signing.selector, signing.algorithm)
    try:
        field: bytes = dkim.sign(
            raw,
            signing.selector.encode(),
            signing.domain.encode("idna"),
            key.private,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=key.algorithm.encode(),
        )
    except (dkim.DKIMException, UnicodeError) as error:
        if letter.sign is None:
            return b""  # nobody asked for a signature, and a message may be beyond signing on purpose
        raise ValueError(f"cannot be signed: {error}") from error
    return field


def _transaction(letter: Letter, raw: bytes, host: str, port: int) -> tuple[int, str, dict[str, str]]:
    """One SMTP session from the letter's source address, up to the first thing that ends it."""
    refused: dict[str, str] = {}
    source = (letter.source_ip, 0) if letter.source_ip else None
    client = smtplib.SMTP(local_hostname=letter.helo, timeout=TIMEOUT, source_address=source)
    try:
        code, text = client.connect(host, port)
        if code == 220:
            code, text = _talk(client, letter, raw, refused)
        return code, text.decode("utf-8", "replace"), refused
    except smtplib.SMTPServerDisconnected as error:
        return 0, f"the server closed the connection: {error}", refused
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return 0, str(error), refused
    finally:
        client.close()


def _talk(client: smtplib.SMTP, letter: Letter, raw: bytes, refused: dict[str, str]) -> tuple[int, bytes]:
    client.ehlo_or_helo_if_needed()
    options = ["SMTPUTF8"] if letter.needs_utf8 else []
    if client.has_extn("8bitmime") and not raw.isascii():
        options.append("BODY=8BITMIME")
    if client.has_extn("size"):
        options.append(f"SIZE={len(raw)}")
    code, text = client.mail(letter.mail_from, options)
    if code != 250:
        return code, text
    first_refusal: tuple[int, bytes] | None = None
    for rcpt in letter.rcpt:
        code, text = client.rcpt(rcpt)
        if code not in (250, 251):
            refused[rcpt] = f"{code} {text.decode('utf-8', 'replace')}"
            first_refusal = first_refusal or (code, text)
    if first_refusal is not None and len(refused) == len(set(letter.rcpt)):
        client.docmd("QUIT")
        return first_refusal
    code, text = client.data(raw)
    if code != 421:
        client.docmd("QUIT")
    return code, text
