"""A mail that was examined, on its way to whomever it is for."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from models.address import canonical
from models.types import Direction, Outcome, Visibility

from .auth.verdict import Signature, Verdict
from .envelope import Envelope
from .examine import Examined
from .headers import Headers
from .letter import Letter, Sealed, seal
from .mailboxes import Addressed
from .names import names_of
from .owner import Owner
from .parse.dates import header_date
from .parse.head import first, ids_in
from .parse.mail import Malformed, ParsedMail
from .parse.words import raw_text
from .reply import Reply

_LARGE = 64 * 1024  # compressing less than this is not worth a thread


@dataclass(frozen=True, slots=True)
class Settled:
    """What a workspace had to do about a mail is done, durably, and leaves nothing to file."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail, what was found out about it, and when it came."""

    envelope: Envelope
    headers: Headers
    examined: Examined
    at: datetime

    @property
    def verdict(self) -> Verdict:
        """What was proved."""
        return self.examined.verdict

    @property
    def author(self) -> str | None:
        """The author's canonical address, None where it is not proved."""
        proved = self.verdict.outcome is Outcome.PASS and self.verdict.author is not None
        return canonical(self.verdict.author or "") if proved else None

    @property
    def sent_by_author(self) -> bool:
        """Whether the author's own server brought it under their address: nobody else has sent it on."""
        return self.author is not None and canonical(self.verdict.spf_sender or "") == self.author

    @property
    def signatures(self) -> list[Signature]:
        """The DKIM signatures that prove the author. No ARC seal: that signs what came to its sealer, whoever
        wrote it, and when it was passed on."""
        checks = (check for check in self.verdict.checks if check.method == "dkim" and check.speaks)
        return [check.signature for check in checks if check.signature]

    @property
    def named_by_author(self) -> frozenset[str]:
        """The canonical addresses that the author wrote into To or Cc and signed."""
        mail = self.mail
        if not isinstance(mail, ParsedMail):
            return frozenset()
        covered = {name for signature in self.signatures for name in signature.covers}
        said = {"to": mail.to, "cc": mail.cc}
        return frozenset(canonical(box.address) for name in covered & set(said) for box in said[name])

    @property
    def mail(self) -> ParsedMail | Malformed:
        """What it says."""
        return self.examined.mail or Malformed("It was not read.")

    @property
    def message_id(self) -> str | None:
        """Its Message-ID, which it has even where it could not be read."""
        field = self.headers.first("Message-ID")
        return first(ids_in(raw_text(field.unfolded))) if field else None

    @property
    def dated(self) -> datetime | None:
        """What its Date says."""
        field = self.headers.first("Date")
        return header_date(raw_text(field.unfolded)) if field else None

    async def sealed(self) -> Sealed:
        """As it is kept."""
        raw, message_id = self.envelope.raw, self.message_id
        if len(raw) < _LARGE:
            return seal(raw, self.headers, message_id)
        return await asyncio.to_thread(seal, raw, self.headers, message_id)

    def names(self, sealed: Sealed, *, redirected: bool) -> tuple[str, ...]:
        """What it is known again by."""
        return names_of(self.verdict, sealed.written, has_id=sealed.has_id, redirected=redirected)

    def letter(self, to: Addressed, owner: Owner, sealed: Sealed) -> Letter:
        """The owner's copy of it."""
        mail = self.mail
        direction = Direction.SENT
        if owner.redirected:
            direction = Direction.REDIRECTED
        elif isinstance(mail, ParsedMail) and mail.forwards:
            direction = Direction.FORWARDED
        return Letter(
            workspace_id=to.mailbox.workspace_id,
            owner_id=owner.user.id,
            tz=owner.user.tz,
            direction=direction,
            visibility=_visibility(to, owner),
            addresses=to.addresses,
            rcpt_to=to.rcpt_to,
            envelope=self.envelope,
            mail=mail,
            verdict=self.verdict,
            sealed=sealed,
            names=self.names(sealed, redirected=owner.redirected),
            received_at=self.at,
        )


def _visibility(to: Addressed, owner: Owner) -> Visibility:
    """Who may read it: what its address says (`+share`), else what its owner, else the workspace wants."""
    if any(address.share for address in to.addresses):
        return Visibility.SHARED
    return owner.user.default_visibility or to.mailbox.default_visibility
