"""The signed mails that the RFCs print verify with the keys that they print."""

from datetime import UTC, datetime

import pytest

from ingest.auth.authenticate import AuthSettings, authenticate
from ingest.auth.verdict import Verdict
from ingest.envelope import Envelope
from models.types import Outcome
from tests.ingest.auth.builders import answers, headers_of

# RFC 6376 appendix A.2 and C, as errata 3192 and 4926 put them right (one space in "game. Are", the indents).
RFC6376_KEY = (
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
    "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
    "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
)
RFC6376 = """\
DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
      c=simple/simple; q=dns/txt; i=joe@football.example.com;
      h=Received : From : To : Subject : Date : Message-ID;
      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
      4bmp/YzhwvcubU4=;
Received: from client1.football.example.com  [192.0.2.1]
      by submitserver.example.com with SUBMISSION;
      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game. Are you hungry yet?

Joe.
"""

# RFC 8463 appendix A.2 and A.3: one mail, signed twice.
RFC8463_ED25519_KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RFC8463_RSA_KEY = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2"
    "jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
    "Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)
RFC8463 = """\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""

KNOWN = answers(
    {
        ("brisbane._domainkey.example.com", "TXT"): [RFC6376_KEY],
        ("brisbane._domainkey.football.example.com", "TXT"): [RFC8463_ED25519_KEY],
        ("test._domainkey.football.example.com", "TXT"): [RFC8463_RSA_KEY],
    }
)


def verdict_on(mail: str) -> Verdict:
    raw = mail.replace("\n", "\r\n").encode()
    settings = AuthSettings((), datetime(2027, 1, 4, tzinfo=UTC))
    envelope = Envelope("192.0.2.1", "mx.example.com", "", (), raw)
    return authenticate(envelope, headers_of(raw), "joe@football.example.com", KNOWN, settings)


def signatures(mail: str) -> list[Outcome]:
    return [check.outcome for check in verdict_on(mail).checks if check.method == "dkim"]


@pytest.mark.parametrize(
    ("mail", "count", "domain"),
    [
        pytest.param(RFC6376, 1, "example.com", id="RFC 6376 appendix A"),
        pytest.param(RFC8463, 2, "football.example.com", id="RFC 8463 appendix A: ed25519 and RSA"),
    ],
)
def test_the_examples_verify(mail: str, count: int, domain: str) -> None:
    verdict = verdict_on(mail)
    assert (verdict.outcome, verdict.method, verdict.domain) == (Outcome.PASS, "dkim", domain)
    assert signatures(mail) == [Outcome.PASS] * count


@pytest.mark.parametrize("mail", [RFC6376, RFC8463], ids=["RFC 6376", "RFC 8463"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hungry", "angry"),
        ("Is dinner", "Was dinner"),
        ("Joe SixPack", "Joe Sixpack"),
        ("-0700 (PDT)\nMessage", "-0800 (PDT)\nMessage"),
    ],
    ids=["body", "Subject", "From", "Date"],
)
def test_a_word_changed_and_they_do_not(mail: str, old: str, new: str) -> None:
    assert old in mail
    assert set(signatures(mail.replace(old, new))) == {Outcome.FAIL}
