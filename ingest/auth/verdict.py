"""The values an authentication ends in. Deciding is `authenticate.py`'s; these only carry it."""

from dataclasses import dataclass
from typing import Literal

from models.types import Outcome

Method = Literal["spf", "dkim", "arc"]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a DKIM or ARC signature says of itself, whether it verifies or not.

    `name` is the same for the same signature, however its field is folded, and no other's. `covers` are those
    of `COVERED` that it signs, be it that there is no such field. `at` is its `t=` in seconds of Unix time.
    """

    name: str
    covers: tuple[str, ...] = ()
    at: int | None = None


# The header fields that somebody here asks about; `h=` may name thousands.
COVERED = ("date", "message-id", "to", "cc")


@dataclass(frozen=True, slots=True)
class Check:
    """One SPF, DKIM or ARC result and whom it speaks for.

    `domain` is the domain the check proved or failed to prove (DKIM `d=`, the SPF identity,
    the ARC sealer); `aligned` says whether that speaks for the author's domain
    (RFC 7489 section 3.1). `detail` is one line for a person, never raw mail or DNS text. `proves` is false
    for a pass that anybody would get (`+all`): by the RFC it is one, to us it says nothing. `record` is the
    SPF record that did not pass, to be put right; empty for all else. `signature` is the one checked, where
    it could be read; of an ARC chain the newest.
    """

    method: Method
    outcome: Outcome
    domain: str
    aligned: bool
    detail: str
    proves: bool = True
    record: str = ""
    signature: Signature | None = None

    @property
    def speaks(self) -> bool:
        """Whether it proves the author."""
        return self.proved and self.aligned

    @property
    def proved(self) -> bool:
        """Whether it passed and that means something."""
        return self.outcome is Outcome.PASS and self.proves


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all checks together say about the author.

    `outcome` is PASS, FAIL or TEMPERROR. `method` and `domain` name the check that decided a
    PASS, else None. `author` is the one RFC5322.From address, lower-cased in its domain, or
    None where there is no single one. `spf_sender` is RFC5321.MailFrom where SPF passed for
    it (aligned or not): the proof that redirected mail rests on; None otherwise.
    """

    outcome: Outcome
    method: Method | None
    domain: str | None
    reason: str
    author: str | None
    checks: tuple[Check, ...]
    spf_sender: str | None = None
