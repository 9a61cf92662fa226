"""Letters that the store is given, and whose they are."""

from ingest.auth.verdict import Verdict
from ingest.headers import Headers, split_headers
from ingest.letter import Letter, seal
from ingest.parse.mail import ParsedMail
from ingest.parse.message import parse
from models import Scope, User
from models.types import Direction, Outcome, Visibility
from tests.builders import NOW, a_mail, a_user, a_workspace, an_envelope


def a_letter(owner: User, raw: bytes | None = None) -> Letter:
    raw = raw or a_mail()
    headers, mail = split_headers(raw), parse(raw)
    assert isinstance(headers, Headers)
    assert isinstance(mail, ParsedMail)
    sealed = seal(raw, headers, mail.message_id)
    return Letter(
        workspace_id=owner.workspace_id,
        owner_id=owner.id,
        tz=owner.tz,
        direction=Direction.SENT,
        visibility=Visibility.PRIVATE,
        addresses=(),
        rcpt_to=("northwind@bcc.test",),
        envelope=an_envelope(raw),
        mail=mail,
        verdict=Verdict(Outcome.PASS, "dkim", "acme.test", "", "ana@acme.test", ()),
        sealed=sealed,
        names=(sealed.written,),
        received_at=NOW,
    )


async def an_owner() -> tuple[Scope, User]:
    user = await a_user(await a_workspace())
    return Scope(user.workspace_id), user
