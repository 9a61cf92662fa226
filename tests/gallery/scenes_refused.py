"""Refused mail: the list, and each reason with its cure."""

from datetime import timedelta
from typing import Any

from bot.refused import RefusedLine, RefusedMail, RefusedPage
from bot.shown import ProofCheck
from bot.views.cures import title_of
from bot.views.refusals import refusals_modal, refused_modal
from ingest import reply
from models.types import RefusalReason
from tests.bot.views.values import NOW
from tests.gallery.people import TZ
from tests.gallery.scene import Scene

_ANA = "ana@northwind.example"
_OTHER = "ana.trujillo@gmail.com"
_RECORD = "v=spf1 mx ~all"
_UNSIGNED = ProofCheck("dkim", "none", "", False, "no signature")
_SOFTFAIL = ProofCheck("spf", "softfail", "northwind.example", True, "9.9.9.9 is not a permitted sender")
_BY_GOOGLE = ProofCheck("dkim", "pass", "northwind.20230601.gappssmtp.com", False, "signature verified")
_CHANGED = ProofCheck("dkim", "fail", "northwind.example", True, "the body was changed after signing")
_SIGNED = ProofCheck("dkim", "pass", "northwind.example", True, "signature verified")

# What ingest answers each.
_REPLIES = {
    RefusalReason.UNAUTHENTICATED: reply.not_authenticated("northwind.example", "no signature, SPF softfail"),
    RefusalReason.UNKNOWN_SENDER: reply.unknown_sender(_OTHER),
    RefusalReason.MALFORMED: reply.malformed("a header line has no colon"),
    RefusalReason.BAD_AUTHOR: reply.bad_author("From names 2 addresses"),
    RefusalReason.TOO_BIG: reply.too_big(50_000_000),
    RefusalReason.TOO_SLOW: reply.TOO_SLOW,
    RefusalReason.LOOP: reply.LOOPING,
    RefusalReason.BLOCKED: reply.unknown_sender(_OTHER),
    RefusalReason.NOT_VERIFIED: reply.NOTHING_TO_VERIFY,
    RefusalReason.NOBODY_ASKED: reply.nobody_asked(_OTHER),
    RefusalReason.EXPIRED: reply.unknown_sender(_OTHER),
}


def a_line(number: int, reason: RefusalReason | None, claimed: str = _ANA, **fields: Any) -> RefusedLine:
    """Refused mail of Ana's, a few days old."""
    at = NOW - timedelta(days=number)
    defaults: dict[str, Any] = {"count": 1, "first_at": at, "latest_at": at, "mine": True}
    return RefusedLine(refusal_id=number, claimed=claimed, reason=reason, **(defaults | fields))


def a_refused(reason: RefusalReason | None, *checks: ProofCheck, **fields: Any) -> dict[str, Any]:
    """The modal of one of them."""
    answer = str(_REPLIES[reason]) if reason else "550 5.7.1 Not taken"
    record = fields.pop("record", _RECORD)
    return refused_modal(RefusedMail(a_line(1, reason, **fields), "9.9.9.9", answer, checks, record, TZ))


def _reason(reason: RefusalReason) -> Scene:
    """A reason with the checks that go with it, seen by who could add the address."""
    mine = reason not in (RefusalReason.UNKNOWN_SENDER, RefusalReason.BLOCKED, RefusalReason.EXPIRED)
    claimed = _ANA if mine else _OTHER
    return Scene(
        f"refused-{reason.value.replace('_', '-')}",
        f"Why it was refused: {title_of(reason).lower()}.",
        lambda: a_refused(reason, _SIGNED, claimed=claimed, mine=mine),
    )


_PAGE = (
    a_line(1, RefusalReason.UNAUTHENTICATED),
    a_line(2, RefusalReason.UNKNOWN_SENDER, "ana.trujillo@gmail.com", mine=False),
    a_line(3, RefusalReason.TOO_BIG, count=3, first_at=NOW - timedelta(days=5)),
)
_NONE = RefusedPage((), None, newest=True, tz=TZ)

SCENES = (
    Scene("refusals", "The list, latest first.", lambda: refusals_modal(RefusedPage(_PAGE, 3, True, TZ))),
    Scene("refusals-none", "Nothing was refused.", lambda: refusals_modal(_NONE)),
    Scene(
        "refusals-no-older",
        "Past the last page.",
        lambda: refusals_modal(RefusedPage((), None, newest=False, tz=TZ)),
    ),
    Scene(
        "refusals-none-of-mine",
        "Asked for an own address: nothing.",
        lambda: refusals_modal(RefusedPage((), None, newest=True, tz=TZ, asked=_ANA)),
    ),
    Scene(
        "refusals-none-addable",
        "Asked for an address that is not one's own: it can be added.",
        lambda: refusals_modal(
            RefusedPage((), None, newest=True, tz=TZ, asked="ana.trujillo@gmail.com", addable=True)
        ),
    ),
    Scene(
        "refused-record",
        "No proof, and the DNS record that cures it.",
        lambda: a_refused(RefusalReason.UNAUTHENTICATED, _UNSIGNED, _SOFTFAIL, count=3),
    ),
    Scene(
        "refused-google",
        "No proof: Google signs for itself only.",
        lambda: a_refused(RefusalReason.UNAUTHENTICATED, _BY_GOOGLE, _SOFTFAIL),
    ),
    Scene(
        "refused-changed",
        "No proof: changed on its way.",
        lambda: a_refused(RefusalReason.UNAUTHENTICATED, _CHANGED, record=""),
    ),
    *(_reason(reason) for reason in RefusalReason if reason is not RefusalReason.UNAUTHENTICATED),
    Scene("refused-unheard-of", "A reason that a newer version wrote.", lambda: a_refused(None)),
)
