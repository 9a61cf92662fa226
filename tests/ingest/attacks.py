"""Published attacks on whom a mail is taken to be from, by their published names.

"server" and "client" are espoofer's (J. Chen, V. Paxson, J. Jiang: "Composition Kills: A Case Study of Email
Sender Authentication", 2020), "Weak Links" is K. Shen and others' (… "in Authentication Chains", 2021),
the ends of data are T. Longin's "SMTP Smuggling" (SEC Consult, 2023; CVE-2023-51764 Postfix, -51765 Sendmail,
-51766 Exim, CVE-2024-27305 aiosmtpd).

Eve owns evil.test and sends from 127.0.0.9; Ana is a member whose mail comes from 127.0.0.1. Where Eve has an
account at Ana's provider (the papers' "client" attacks), she sends from 127.0.0.1 too. Not here: a provider
that signs or sends whatever From its users write (client_a3; Weak Links A1, A9 and A10 within one domain). It
is that domain's word.
"""

from dataclasses import dataclass, replace

from tests.builders import NOW, a_mail
from tests.ingest.auth.builders import KeyPair, rsa_key, signed

NOT_PROVED, STRANGER, AUTHOR = "550 5.7.26 ", "belongs to no member", "550 5.7.1 A mail must have one author"
MALFORMED, NO_ADDRESS = "554 5.6.0 ", "553 5.1.3 "

OURS, EVIL, RELAY = "127.0.0.1", "127.0.0.9", "127.0.0.5"
ANA, EVE = rsa_key(), rsa_key(exponent=3)

SPF = "v=spf1 ip4:{} -all"
TXT = {
    **dict.fromkeys(("acme.test", "eu.acme.test", "strict.test", "eu.strict.test"), SPF.format(OURS)),
    **dict.fromkeys(("shop.co.uk", "xn--bcher-kva.test", "globex.test"), SPF.format(OURS)),
    **dict.fromkeys(("evil.test", "mx.evil.test", "evil.co.uk", "xn--cme-5cd.test"), SPF.format(EVIL)),
    "acme.test.evil.test": SPF.format(EVIL),
    "relayed.test": SPF.format(RELAY),
    "all.evil.test": "v=spf1 +all",
    "plus.test": "v=spf1 +all",
    "_dmarc.strict.test": "v=DMARC1; p=reject; adkim=s; aspf=s",
    "arc._domainkey.evil.test": ANA.record,
    "arc._domainkey.list.test": ANA.record,
    **{f"s1._domainkey.{name}": ANA.record for name in ("acme.test", "plus.test", "eu.strict.test")},
    **{
        f"s1._domainkey.{name}": EVE.record
        for name in (
            "evil.test",
            "evil.co.uk",
            "co.uk",
            "test",
            "globex.test",
            "acme.test.evil.test",
            "acme.test'a.evil.test",
        )
    },
    "testing._domainkey.acme.test": f"{ANA.record}; t=y",
    "here._domainkey.acme.test": f"{ANA.record}; t=s",
}
MEMBERS = (
    "ana@acme.test",
    "kim@acme.test",
    "ana@strict.test",
    "ana@shop.co.uk",
    "ana@plus.test",
    "ana@relayed.test",
    "ana@bücher.test",
)


@dataclass(frozen=True)
class Sending:
    """One transaction: the mail, who says to send it, and from where."""

    raw: bytes
    mail_from: str
    helo: str
    source: str
    first: tuple[str, ...] = ()  # commands that come before EHLO
    smtputf8: bool = False


@dataclass(frozen=True)
class Attack:
    """`twin` is the same done honestly, which is taken; so it is the attack that is refused, with `reply`."""

    name: str
    reply: str
    hostile: Sending
    twin: Sending


def by_eve(
    raw: bytes, mail_from: str = "eve@evil.test", helo: str = "mx.evil.test", **more: object
) -> Sending:
    return replace(Sending(raw, mail_from, helo, EVIL), **more)  # type: ignore[arg-type]


def by_ana(raw: bytes = b"", mail_from: str = "ana@acme.test", **more: object) -> Sending:
    return replace(Sending(raw or a_mail(), mail_from, "mail.acme.test", OURS), **more)  # type: ignore[arg-type]


def of_eve(raw: bytes, domain: str = "evil.test", **how: str) -> bytes:
    """Signed with a key that Eve holds, for a domain that is hers or looks like it."""
    return signed(raw, domain=domain, key=EVE, at=NOW, **how)  # type: ignore[arg-type]


def of_ana(raw: bytes, domain: str = "acme.test", key: KeyPair = ANA, **how: object) -> bytes:
    return signed(raw, domain=domain, key=key, at=NOW, **how)  # type: ignore[arg-type]


def retagged(raw: bytes, old: bytes, new: bytes) -> bytes:
    """The mail with its topmost signature's tags changed after signing."""
    head, end, rest = raw.partition(b"\r\nFrom:")
    assert old in head, head
    return head.replace(old, new, 1) + end + rest


HONEST = by_ana()
PLAIN = a_mail(message_id=None)
SIGNED = of_ana(a_mail())
NULL = {"mail_from": "", "helo": "acme.test"}


def mail_of(address: str, **more: str) -> bytes:
    return a_mail(sender=f"Ana <{address}>", **more)
