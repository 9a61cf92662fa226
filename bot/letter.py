"""The mail that carries a code and a link to an alternate address."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid, parseaddr
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.ids import Command
from bot.mailtexts import MAIL_TEXTS
from bot.templating import filled, render
from bot.views.text import cut, isolate, one_line
from models.address import domain_of, readable

_NAME = 60
# A name that could lure somebody elsewhere: the mail goes to whomever a member names.
_LURE = re.compile(r"[/@<>]|\w\.\w|\d{5}")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the mail says, and to which canonical address. `link` is None where there is no page."""

    address: str
    who: str
    team: str
    code: str
    link: str | None
    send_to: str
    until: datetime
    tz: str
    language: str


def verification_mail(invitation: Invitation, sender: str, mail_domain: str, now: datetime) -> bytes:
    """The mail as it goes out (RFC 5322, RFC 3834), text and HTML. Nothing in it is fetched from anywhere."""
    texts, spelt = MAIL_TEXTS[invitation.language], spelt_out(invitation.code)
    values = {
        "who": harmless(invitation.who, "Somebody"),
        "team": harmless(invitation.team, "Slack"),
        "address": readable(invitation.address),
        "code": spelt,
        "until": _moment(invitation.until, invitation.tz),
    }
    isolated = {name: isolate(value) for name, value in values.items()}
    subject, why = texts.subject.format_map(values), texts.why.format_map(isolated)
    send, until = texts.send.format_map(isolated), texts.until.format_map(values)
    command = f"{Command.BCC} alias code {spelt}"
    parts = [
        f"{texts.hello}",
        why,
        f"{texts.code}: {spelt}\n{texts.enter} {command}",
        *([f"{texts.page}\n{invitation.link}"] if invitation.link else []),
        f"{send}\n{invitation.send_to}",
        f"{until}\n{texts.not_you}",
    ]
    html = render(
        "mail.html", language=invitation.language, subject=subject, texts=texts,
        why=filled(texts.why, values), code=spelt, command=command, link=invitation.link,
        send=filled(texts.send, values), send_to=invitation.send_to, until=until,
    )  # fmt: skip
    policy = SMTP if invitation.address.isascii() else SMTPUTF8
    mail = EmailMessage(policy)
    name, address = parseaddr(sender)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(addr_spec=invitation.address)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=domain_of(f"x@{mail_domain}"))
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice answers it
    mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    mail["Content-Language"] = invitation.language
    # Seven bits, so that no relay rewrites what the signature covers.
    mail.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def spelt_out(code: str) -> str:
    """A code in two halves, as it is easier to read and type; it is taken either way."""
    return f"{code[:4]}-{code[4:]}"


def harmless(name: str, instead: str) -> str:
    """A name that a member or an admin chose, fit for a mail to somebody who may not know them."""
    shown = cut(one_line(name), _NAME)
    return instead if not shown or _LURE.search(shown) else shown


def _moment(at: datetime, tz: str) -> str:
    """A time that every language reads alike: "2027-01-05 10:00 (Europe/Berlin)"."""
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone, tz = ZoneInfo("UTC"), "UTC"
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({tz})"
