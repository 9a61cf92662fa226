"""The mails of a fault run: whose they are, and some that nobody of the company wrote."""

from dataclasses import dataclass
from email.utils import formatdate
from enum import StrEnum, unique
from random import Random

import dkim

from tests.sandbox import Company, CompanyUser, Sandbox
from tests.sandbox.keys import Algorithm

DOMAIN = "northwind.example"
ENEMY = "evil.example"  # a domain of its own, with mail that proves where it comes from
BOX = "northwind@bcc.localhost"
MAILS_OF_USER = 25
FORGED_SHARE = 0.05
REPLY_SHARE = 0.15
ALGORITHMS = {"s1": Algorithm.RSA, "s2": Algorithm.ED25519}


@unique
class Kind(StrEnum):
    """What is to become of a mail: the good one is taken, every other one is refused for good."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    ALTERED = "altered after signing"
    SIGNED_BY_ANOTHER = "signed by another domain"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it goes over the wire. `owner` is the handle of whose DM it belongs into."""

    number: int
    kind: Kind
    owner: str
    mail_from: str
    raw: bytes


def a_company(mails: int) -> Company:
    """As many people as it takes for nobody's DM to be written faster than Slack allows."""
    count = min(200, max(4, mails // MAILS_OF_USER))
    people = [CompanyUser(f"Rep {n}", f"rep{n:03d}@{DOMAIN}", f"rep{n:03d}", n == 0) for n in range(count)]
    return Company("Northwind Traders", "northwind", tuple(people), ())


def token_of(number: int) -> str:
    """The word in its subject that a mail is known by."""
    return f"fault-{number:06d}"


class Mails:
    """Makes the mail of each number; the same ones for the same seed, but for their keys."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._seed = seed
        self._owners = [user.handle for user in sandbox.company.users]
        outside = sandbox.outside
        outside.dns.set(ENEMY, "TXT", ["v=spf1 ip4:127.0.0.0/8 -all"])
        outside.keys.announce(DOMAIN, "s2", Algorithm.ED25519)
        self._keys = {name: outside.keys.get(DOMAIN, name, kind).private for name, kind in ALGORITHMS.items()}
        self._enemy = outside.keys.get(ENEMY, "s1", Algorithm.RSA).private

    def make(self, number: int) -> Mail:
        """That mail, signed."""
        chance = Random(f"{self._seed}-{number}")
        owner = self._owners[number % len(self._owners)]
        kind = Kind.GOOD
        if chance.random() < FORGED_SHARE:
            kind = chance.choice([kind for kind in Kind if kind is not Kind.GOOD])
        raw = self._written(number, owner, chance)
        if kind is Kind.GOOD:
            selector = chance.choice(list(ALGORITHMS))
            signed = _sign(raw, DOMAIN, selector, self._keys[selector])
        elif kind is Kind.ALTERED:
            signed = _sign(raw, DOMAIN, "s1", self._keys["s1"]).replace(b"our offer", b"my account", 1)
        elif kind is Kind.SIGNED_BY_ANOTHER:
            signed = _sign(raw, ENEMY, "s1", self._enemy)
        else:
            signed = raw
        mail_from = f"{owner}@{DOMAIN}" if kind is Kind.GOOD else f"eve@{ENEMY}"
        return Mail(number, kind, owner, mail_from, signed)

    def _written(self, number: int, owner: str, chance: Random) -> bytes:
        answers = ""
        if number >= len(self._owners) and chance.random() < REPLY_SHARE:
            before = f"<{number - len(self._owners)}@{DOMAIN}>"  # the same owner's mail before this one
            answers = f"In-Reply-To: {before}\r\nReferences: {before}\r\n"
        line = f"Here is our offer, as we said on the telephone. {chance.random()}\r\n"
        return (
            f"From: {owner} <{owner}@{DOMAIN}>\r\nTo: Jane <jane{number}@globex.example>\r\n"
            f"Subject: {token_of(number)}\r\nDate: {formatdate()}\r\n"
            f"Message-ID: <{number}@{DOMAIN}>\r\n{answers}MIME-Version: 1.0\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{line * chance.choice([3, 20, 300])}"
        ).encode()


def _sign(raw: bytes, domain: str, selector: str, key: bytes) -> bytes:
    algorithm = ALGORITHMS[selector]
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    signature: bytes = dkim.sign(
        raw,
        selector.encode(),
        domain.encode(),
        key,
        include_headers=headers,
        signature_algorithm=str(algorithm).encode(),
    )
    return signature + raw
