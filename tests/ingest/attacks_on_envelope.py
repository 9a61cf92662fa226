"""Attacks on the envelope and on SPF, and by what relays and forwarders say (see `attacks.py`)."""

from functools import partial

from tests.builders import NOW
from tests.ingest.attacks import (
    EVIL,
    HONEST,
    NO_ADDRESS,
    NOT_PROVED,
    NULL,
    OURS,
    PLAIN,
    RELAY,
    Attack,
    by_ana,
    by_eve,
    mail_of,
    of_ana,
)
from tests.ingest.auth.test_arc import sealed as sealed_at

sealed = partial(sealed_at, at=NOW)

# `HONEST` is the twin of those that lie only in the envelope: the same from Ana's server.
ENVELOPE = (
    Attack("server_a1: non-existent subdomain", NOT_PROVED, by_eve(PLAIN, "any@no.acme.test"), HONEST),
    Attack("server_a2: empty MAIL FROM", NO_ADDRESS, by_eve(PLAIN, "(any@acme.test"), HONEST),
    Attack(
        "Weak Links A3: null sender, Ana's HELO", NOT_PROVED, by_eve(PLAIN, **NULL), by_ana(PLAIN, **NULL)
    ),
    Attack("Weak Links A3: null sender, Eve's HELO", NOT_PROVED, by_eve(PLAIN, ""), by_ana(PLAIN, **NULL)),
    Attack(
        "null sender, a HELO that is an address", NOT_PROVED, by_eve(PLAIN, "", helo="[127.0.0.1]"), HONEST
    ),
    Attack(
        "server_a5: parenthesis in MAIL FROM", NO_ADDRESS, by_eve(PLAIN, "any@acme.test(a.evil.test"), HONEST
    ),
    Attack(
        "server_a6: single quote in MAIL FROM",
        NO_ADDRESS,
        by_eve(PLAIN, "any@acme.test'@any.evil.test"),
        HONEST,
    ),
    Attack(
        "server_a7: route in MAIL FROM",
        NOT_PROVED,
        by_eve(PLAIN, "@acme.test,@a.test:'any@evil.test"),
        HONEST,
    ),
    Attack("Weak Links A1, A2: MAIL FROM and From", NOT_PROVED, by_eve(PLAIN), HONEST),
    Attack("Ana's MAIL FROM from elsewhere", NOT_PROVED, by_eve(PLAIN, "ana@acme.test"), HONEST),
    Attack("Ana's HELO, Eve's MAIL FROM", NOT_PROVED, by_eve(PLAIN, helo="acme.test"), HONEST),
    Attack(
        "Weak Links A8: subdomain without a record",
        NOT_PROVED,
        by_eve(mail_of("ana@no.acme.test"), "a@no.acme.test"),
        HONEST,
    ),
    Attack(
        "Ana's domain as a subdomain of Eve's", NOT_PROVED, by_eve(PLAIN, "ana@acme.test.evil.test"), HONEST
    ),
    Attack(
        "Weak Links A9: forwarded by another provider",
        NOT_PROVED,
        by_ana(PLAIN, "oscar@globex.test"),
        by_ana(mail_of("bob@globex.test")),
    ),
    Attack("MAIL FROM with a final dot", NOT_PROVED, by_eve(PLAIN, "ana@acme.test."), HONEST),
    Attack("MAIL FROM quoted", NOT_PROVED, by_eve(PLAIN, '"ana@acme.test"@evil.test'), HONEST),
    Attack("MAIL FROM with the percent hack", NOT_PROVED, by_eve(PLAIN, "ana%acme.test@evil.test"), HONEST),
    Attack(
        "Splitting the Email Atom: encoded MAIL FROM",
        NOT_PROVED,
        by_eve(PLAIN, "=?x?q?ana=40acme.test=3e=00?=@evil.test"),
        HONEST,
    ),
    Attack("MAIL FROM with a bang path", NOT_PROVED, by_eve(PLAIN, "acme.test!ana@evil.test"), HONEST),
    Attack(
        "MAIL FROM with a long local part",
        NO_ADDRESS,
        by_eve(PLAIN, f"ana@acme.test{'a' * 300}@evil.test"),
        HONEST,
    ),
    Attack(
        "MAIL FROM as Gmail forwards",
        NOT_PROVED,
        by_eve(PLAIN, "ana+caf_=x=acme.test@evil.test"),
        by_ana(mail_of("bob@globex.test"), "ana+caf_=x=y@acme.test"),
    ),
    Attack(
        "MAIL FROM as Microsoft 365 forwards",
        NOT_PROVED,
        by_eve(PLAIN, "ana+SRS=x=IX=acme.test=ana@evil.test"),
        by_ana(mail_of("bob@globex.test"), "ana+SRS=x=IX=globex.test=bob@acme.test"),
    ),
    Attack(
        "MAIL FROM as Gmail forwards, quoted",
        NOT_PROVED,
        by_eve(PLAIN, '"ana@acme.test+caf_=x"@evil.test'),
        HONEST,
    ),
    Attack("Eve's record is +all", NOT_PROVED, by_eve(PLAIN, "eve@all.evil.test"), HONEST),
    Attack(
        "Ana's record is +all",
        NOT_PROVED,
        by_eve(mail_of("ana@plus.test"), "ana@plus.test"),
        by_eve(of_ana(mail_of("ana@plus.test"), "plus.test")),
    ),
    Attack(
        "aspf=s: another host of Ana's",
        NOT_PROVED,
        by_ana(mail_of("ana@strict.test"), "b@eu.strict.test"),
        by_ana(PLAIN, "b@eu.acme.test"),
    ),
    Attack(
        "co.uk is nobody's domain",
        NOT_PROVED,
        by_eve(mail_of("ana@shop.co.uk"), "eve@evil.co.uk"),
        by_ana(mail_of("ana@shop.co.uk"), "ana@shop.co.uk"),
    ),
)


def _received(by: str, helo: str = "mail.test") -> bytes:
    return f"Received: from {helo} (mail.test [{by}])\r\n\tby relay.test with ESMTP id 1\r\n".encode()


def _forged(line: str) -> Attack:
    return Attack(
        line.partition(":")[0] + " forged", NOT_PROVED, by_eve(f"{line}\r\n".encode() + PLAIN), HONEST
    )


VIA = {"mail_from": "ana@acme.test", "source": RELAY}
XCLIENT = {"mail_from": "ana@acme.test", "first": (f"XCLIENT ADDR={OURS}",)}
INJECTED = 'spf=pass smtp.mailfrom="a; dkim=pass header.d=acme.test b"@evil.test'
SAW = "dkim=pass header.d=acme.test"
RELAYED = (
    _forged(
        "Authentication-Results: mx.bcc.test; dkim=pass header.d=acme.test; spf=pass smtp.mailfrom=acme.test"
    ),
    _forged("Received-SPF: pass (mx.bcc.test: domain of ana@acme.test) client-ip=127.0.0.1"),
    _forged("X-Google-DKIM-Signature: v=1; d=acme.test"),
    _forged("ARC-Authentication-Results: i=1; list.test; dkim=pass header.d=acme.test"),
    Attack(
        "Received forged",
        NOT_PROVED,
        by_eve(_received(OURS) + PLAIN, "ana@acme.test"),
        by_ana(_received(OURS) + PLAIN, **VIA),
    ),
    Attack(
        "Received forged below the relay's",
        NOT_PROVED,
        by_ana(_received(EVIL) + _received(OURS) + PLAIN, **VIA),
        by_ana(_received(OURS) + _received(EVIL) + PLAIN, **VIA),
    ),
    Attack(
        "Received forged in the HELO",
        NOT_PROVED,
        by_ana(_received(EVIL, f"x (y [{OURS}]) by z") + PLAIN, **VIA),
        by_ana(_received(OURS, f"[{EVIL}]") + PLAIN, **VIA),
    ),
    Attack(
        "Received without an address, from a relay that Ana's record names",
        NOT_PROVED,
        by_ana(
            b"Received: from mail.acme.test by relay\r\n" + mail_of("ana@relayed.test"),
            "ana@relayed.test",
            source=RELAY,
        ),
        by_ana(
            b"Received: by relay.test\r\n" + mail_of("ana@relayed.test"), "ana@relayed.test", source=RELAY
        ),
    ),
    Attack(
        "XCLIENT by a stranger", NOT_PROVED, by_eve(PLAIN, **XCLIENT), by_ana(PLAIN, source=RELAY, **XCLIENT)
    ),
    Attack(
        "PROXY by a stranger",
        NOT_PROVED,
        by_eve(PLAIN, "ana@acme.test", first=("PROXY TCP4 127.0.0.1 127.0.0.1 1 25",)),
        HONEST,
    ),
    Attack(
        "Weak Links A11: ARC by an untrusted sealer",
        NOT_PROVED,
        by_eve(sealed(PLAIN, by="evil.test", saw=SAW)),
        by_eve(sealed(PLAIN, by="list.test", saw=SAW)),
    ),
    Attack(
        "Weak Links A11: ARC by an untrusted sealer before a trusted one",
        NOT_PROVED,
        by_eve(
            sealed(
                sealed(PLAIN, by="evil.test", saw=SAW),
                by="list.test",
                saw="dkim=fail header.d=acme.test",
                arc="; arc=pass",
            )
        ),
        by_eve(sealed(sealed(PLAIN, by="evil.test", saw=SAW), by="list.test", saw=SAW, arc="; arc=pass")),
    ),
    Attack(
        "server_a5 at a forwarder: a result in the local part that it repeats",
        NOT_PROVED,
        by_eve(sealed(PLAIN, by="list.test", saw=INJECTED)),
        by_eve(sealed(PLAIN, by="list.test", saw=f"{INJECTED}; dkim=pass header.d=acme.test")),
    ),
)
