"""Valid data for tests: every argument has a default, so that a test names only what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any

from ingest.envelope import Envelope
from models import Person, PersonEmail, Record, Refusal, User, Workspace
from models.types import RecordKind, RefusalReason

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
MAIL_DOMAIN = "bcc.test"
# Old neither by `NOW` nor, for what runs by it, by the clock.
WRITTEN = format_datetime(max(NOW, datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)))

_numbers = count(1)


async def a_workspace(slug: str = "northwind", **columns: Any) -> Workspace:
    """An installed workspace whose members are known."""
    given = {"team_id": f"T{next(_numbers)}", "name": slug.title(), "installed_at": NOW, "directory_at": NOW}
    return await Workspace.create(slug=slug, **(given | columns))


async def a_user(workspace: Workspace, email: str | None = "ana@acme.test", **columns: Any) -> User:
    """An active member."""
    given = {"slack_user_id": f"U{next(_numbers)}", "name": (email or "Nobody").partition("@")[0].title()}
    return await User.create(workspace_id=workspace.id, email=email, **(given | columns))


async def a_record(workspace: Workspace, kind: RecordKind = RecordKind.DEAL, **columns: Any) -> Record:
    """An open deal, lead or project."""
    number = columns.pop("number", None) or next(_numbers)
    given = {"title": f"{kind.value.title()} {number}", "created_at": NOW}
    return await Record.create(workspace_id=workspace.id, kind=kind, number=number, **(given | columns))


async def a_person(workspace: Workspace, *emails: str, **columns: Any) -> Person:
    """A contact with these addresses."""
    number = columns.pop("number", None) or next(_numbers)
    given = {"name": f"Person {number}", "created_at": NOW}
    person = await Person.create(workspace_id=workspace.id, number=number, **(given | columns))
    for email in emails:
        await PersonEmail.create(workspace_id=workspace.id, person_id=person.id, address=email)
    return person


async def a_refusal(user: User, claimed: str = "", hours_ago: int = 1, **columns: Any) -> Refusal:
    """One refused mail in the name of `claimed`, by default the user's own, that was put down to the user."""
    at = NOW - timedelta(hours=hours_ago)
    given: dict[str, Any] = {
        "day": at.date(),
        "claimed_sender": claimed or user.email or "",
        "reason": RefusalReason.UNAUTHENTICATED.value,
        "reply": "550 5.7.26 Not proved",
        "peer_ip": "9.9.9.9",
        "first_at": at,
        "latest_at": at,
    }
    return await Refusal.create(workspace_id=user.workspace_id, user_id=user.id, **(given | columns))


def a_mail(
    sender: str = "Ana <ana@acme.test>",
    to: str | None = "Bob <bob@globex.test>",
    subject: str = "Hello",
    text: str = "Dear Bob,\r\n\r\nhere is the offer.\r\n",
    message_id: str | None = "",
    extra: str = "",
    date: str = WRITTEN,
) -> bytes:
    """A mail as it stands in DATA; `message_id` None leaves it out, `""` makes a new one; `to` None too."""
    head = f"From: {sender}\r\nSubject: {subject}\r\nDate: {date}\r\n"
    if to is not None:
        head += f"To: {to}\r\n"
    if message_id is not None:
        head += f"Message-ID: <{message_id or f'{next(_numbers)}@acme.test'}>\r\n"
    return f"{head}{extra}\r\n{text}".encode()


def an_envelope(
    raw: bytes | None = None,
    *,
    mail_from: str = "ana@acme.test",
    rcpt_to: Sequence[str] = (f"northwind@{MAIL_DOMAIN}",),
    peer_ip: str = "127.0.0.1",
    helo: str = "mail.acme.test",
    smtputf8: bool = False,
) -> Envelope:
    """An SMTP transaction as the pipeline gets it."""
    return Envelope(peer_ip, helo, mail_from, tuple(rcpt_to), a_mail() if raw is None else raw, smtputf8)
