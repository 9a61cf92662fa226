"""Gmail's question whether mail may be forwarded here: its code goes to the member who asked Gmail for that.

Taken for one only with Google's own DKIM signature, since whoever forges it hands a member a code of theirs.
The mail comes in the asker's language: what is looked for is what every language has in common, the address
that asked, the digits of the code, and the link.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from models import OutboxItem, Scope
from models.address import canonical
from models.outbox import enqueue_in_dm
from models.types import OutboxKind, Outcome

from . import reply
from .auth.verdict import Verdict
from .incoming import Incoming, Settled
from .mailboxes import Addressed
from .owner import Members
from .parse.mail import ParsedMail
from .refused import Reason, Refused

GMAIL = "forwarding-noreply@google.com"
_GOOGLE = "google.com"
_TEXT = 20_000
_SAME_FOR = timedelta(days=1)  # a code that comes again within this is the same mail again
_ADDRESS = re.compile(r"[A-Za-z0-9._+'-]{1,64}@[A-Za-z0-9.-]{1,255}")
_URL = re.compile(r"https?://[^\s<>\"]{1,2000}")
_SUBJECT_CODE = re.compile(r"#(\d{6,12})(?!\d)")
_CODE = re.compile(r"(?<!\d)\d{6,12}(?!\d)")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked for mail to be forwarded, the code that allows it, and the link that does so too."""

    address: str
    code: str
    link: str | None


async def show_code(incoming: Incoming, to: Addressed, members: Members) -> Settled | Refused | None:
    """Have the code shown to whoever asked; why not; None where the mail is nothing of the kind.

    Shown once, however often the mail comes.
    """
    mail = incoming.mail
    if incoming.author != GMAIL or not signed_by_google(incoming.verdict) or not isinstance(mail, ParsedMail):
        return None
    ours = frozenset(map(canonical, to.rcpt_to))
    request = read_request(mail, ours)
    if request is None:
        return None
    scope = Scope(to.mailbox.workspace_id)
    user = await members.find(scope, request.address)
    if user is None:
        return Refused(Reason.NOBODY_ASKED, reply.nobody_asked(request.address))
    shown = scope.of(OutboxItem).filter(
        user_id=user.id, kind=OutboxKind.FORWARDING_CODE, created_at__gt=incoming.at - _SAME_FOR
    )
    payload = {"address": request.address, "code": request.code, "link": request.link}
    if payload not in [row[0] for row in await shown.values_list("payload")]:
        await enqueue_in_dm(OutboxKind.FORWARDING_CODE, user.workspace_id, user.id, payload, incoming.at)
    return Settled(reply.CODE_SHOWN)


def signed_by_google(verdict: Verdict) -> bool:
    """Whether DKIM, and not SPF alone, says that Google wrote it."""
    return any(
        check.method == "dkim" and check.outcome is Outcome.PASS and check.aligned and check.domain == _GOOGLE
        for check in verdict.checks
    )


def read_request(mail: ParsedMail, ours: frozenset[str]) -> Request | None:
    """Who asked and with which code; None where that is not said beyond doubt."""
    text = "\n".join([mail.text, mail.quoted or ""])[:_TEXT]
    bare = _URL.sub(" ", text)
    asked = _one(_addresses(mail.subject[:1000], ours)) or _one(_addresses(bare, ours))
    codes = [_ascii(code) for code in _SUBJECT_CODE.findall(mail.subject[:1000])]
    codes = codes or [_ascii(code) for code in _CODE.findall(_ADDRESS.sub(" ", bare))]
    code = _one(codes)
    if asked is None or code is None:
        return None
    return Request(asked, code, next(filter(_allows, _URL.findall(text)), None))


def _addresses(text: str, ours: frozenset[str]) -> list[str]:
    found = [canonical(address.strip(".-'")) for address in _ADDRESS.findall(text)]
    return [address for address in found if address not in ours and not address.endswith(f"@{_GOOGLE}")]


def _one(found: list[str]) -> str | None:
    """The value, where there is but one."""
    return found[0] if len(set(found)) == 1 else None


def _ascii(digits: str) -> str:
    """Digits of any script as those that Gmail's form takes."""
    return "".join(str(unicodedata.digit(digit)) for digit in digits)


def _allows(url: str) -> bool:
    """Whether the link is Google's and says yes: the one beside it (`/uf-`) takes the request back."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    google = host == _GOOGLE or host.endswith(f".{_GOOGLE}")
    return (
        parts.scheme == "https"
        and google
        and port is None
        and "@" not in parts.netloc
        and "/vf-" in parts.path
    )
