"""Whatever a peer, a header or a name server says, there is an answer, and it is one of ours."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.auth.author import author_of
from ingest.auth.dkim_key import Key, Unusable, read_key
from ingest.auth.dns import Answer, Answers, NeedDns, Question, question
from ingest.auth.resolver import Resolver
from ingest.auth.spf import check_spf
from ingest.envelope import Envelope
from ingest.headers import Headers, Unsafe, split_headers
from models.address import canonical, domain_of, mailbox_key, readable
from models.types import Outcome
from tests.fuzzing import fuzzed
from tests.ingest.edge import BOX, Remembering, serving
from tests.wire import a_wire

LINE = re.compile(r"[2-5]\d\d[ -][\x20-\x7e]{1,508}")
COMMANDS = [
    b"EHLO x.test", b"HELO x", b"EHLO", b"MAIL FROM:<ana@acme.test>", b"MAIL FROM:<>", b"RSET", b"NOOP",
    b"MAIL FROM:<a@b> SIZE=99999999999999999999", b"RCPT TO:<" + BOX.encode() + b">", b"RCPT TO:<x@y.test>",
    b"RCPT TO:<bug@bcc.test>", b"VRFY root", b"EXPN all", b"STARTTLS", b"AUTH PLAIN AGEAYg==", b"BDAT 3 LAST",
    b"XCLIENT ADDR=1.2.3.4", b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2", b"HELP", b"", b"\x00", b"\xff\xfe", b"DATA x",
]  # fmt: skip
MAIL = [b"MAIL FROM:<ana@acme.test>", b"RCPT TO:<" + BOX.encode() + b">", b"DATA"]
said = st.one_of(
    st.sampled_from(COMMANDS), st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b""))
)

bodies = st.binary(max_size=80)


@pytest.mark.fuzz
def test_any_dialogue_is_answered_line_by_line_and_says_nothing_of_us() -> None:
    @fuzzed(25)
    @given(
        st.lists(st.one_of(said.map(lambda line: [line]), st.just(MAIL)), max_size=12), st.binary(max_size=80)
    )
    def dialogues(spoken: list[list[bytes]], body: bytes) -> None:
        runner.run(dialogue([line for lines in spoken for line in lines], body))

    async def dialogue(lines: list[bytes], body: bytes) -> None:
        handler.mails.clear()
        taken = 0
        async with a_wire(server.port) as wire:
            for line in lines:
                answer = await wire.say(line)
                if not answer:  # it had enough of us
                    break
                assert all(LINE.fullmatch(each) for each in answer.split("\n")), answer
                if answer.startswith("354"):
                    text = body.replace(b"\r", b"").replace(b"\n", b"")
                    await wire.send(b"Subject: x\r\n\r\n." + text + b"\r\n.\r\n")
                    answer = await wire.read()
                    taken += answer.startswith("250")
                assert "secret" not in answer
                assert "Error:" not in answer
        assert len(handler.mails) == taken

    handler = Remembering()
    with asyncio.Runner() as runner:
        context = serving(handler)
        server = runner.run(context.__aenter__())
        try:
            dialogues()
        finally:
            runner.run(context.__aexit__(None, None, None))


specials = st.sampled_from([*'<>@,;:()"\\[]. \t', "=?utf-8?q?a=40b?=", "ana@acme.test", "a:b;", "\x00"])
texts = st.lists(st.one_of(specials, st.text(max_size=8)), max_size=14).map("".join)


@fuzzed(80)
@given(texts, st.booleans())
def test_any_from_header_has_one_author_or_a_reason(text: str, smtputf8: bool) -> None:
    raw = b"From: " + text.encode("utf-8", "surrogatepass") + b"\r\n\r\n"
    headers = split_headers(raw, smtputf8=smtputf8)
    if isinstance(headers, Headers):
        author = author_of(headers)
        assert isinstance(author, Unsafe) or re.search(r".@[^@,<>]+\Z", author), author


@fuzzed(150)
@given(st.binary(max_size=200))
def test_any_bytes_are_headers_or_unsafe(raw: bytes) -> None:
    assert isinstance(split_headers(raw), Headers | Unsafe)


@fuzzed(150)
@given(texts)
def test_any_text_has_one_canonical_form_as_an_address(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    for form in (mailbox_key, domain_of, readable):
        assert isinstance(form(text), str)


WORDS = [
    "v=spf1 ", "ip4:", "ip6:", "192.0.2.1", "/33", "/0", "a:", "mx", "ptr", "exists:%{i}.", "include:",
    "~all", "redirect=", "exp=", "%{l1r-}", "%{", "acme.test", "-all", "+all", "?", "::1", " ", "//",
    "v=DKIM1; ", "k=rsa;", "p=", "AAAA", "t=y;", "h=sha1;", "s=*;", "v=DMARC1; ", "p=none;", "aspf=s;",
    "adkim=x;", ";", "=",
]  # fmt: skip
records = st.one_of(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=14).map(
        lambda words: "".join(words).encode("utf-8", "replace")
    ),
    st.binary(max_size=60),
)
answers = st.one_of(
    st.builds(Answer, st.just("ok"), st.lists(records, min_size=1, max_size=3).map(tuple)),
    st.builds(Answer, st.sampled_from(["nodata", "nxdomain", "temporary"])),
)
SIGNED = (
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.test; s=s; h=from; bh=AAAA; b=AAAA\r\n"
    b"From: ana@acme.test\r\n\r\nhello\r\n"
)


@fuzzed(80)
@given(st.lists(answers, min_size=1, max_size=6))
def test_whatever_dns_says_spf_has_an_outcome_and_stops_asking(given_: list[Answer]) -> None:
    envelope = Envelope("192.0.2.9", "mx.acme.test", "ana@acme.test", (BOX,), SIGNED)
    known: dict[Question, Answer] = {}
    for _ in range(40):
        try:
            checked = check_spf(envelope, Answers(known))
            break
        except NeedDns as need:
            for asked in need.questions:
                known[asked] = given_[len(known) % len(given_)]
    else:
        raise AssertionError("it never stopped asking")
    assert checked.outcome in Outcome


@fuzzed(150)
@given(records, st.sampled_from([b"rsa-sha256", b"ed25519-sha256"]))
def test_any_record_is_a_key_or_unusable(record: bytes, algorithm: bytes) -> None:
    assert isinstance(read_key(record, algorithm), Key | Unusable)


@pytest.mark.fuzz
def test_any_datagram_of_a_name_server_is_an_answer() -> None:
    class Liar(asyncio.DatagramProtocol):
        said = b""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
            self.transport.sendto(data[:2] + bytes([data[2] | 0x80]) + self.said, address)  # type: ignore[attr-defined]

    @fuzzed(8)
    @given(st.binary(max_size=60))
    def lies(said: bytes) -> None:
        liar.said = said
        assert runner.run(asked()).kind in ("ok", "nodata", "nxdomain", "temporary")

    async def asked() -> Answer:
        one = question("acme.test", "TXT")
        resolver = Resolver([f"127.0.0.1:{port}"], timeout=0.05)
        try:
            return (await resolver.resolve([one]))[one]
        finally:
            await resolver.close()

    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        transport, liar = runner.run(loop.create_datagram_endpoint(Liar, local_addr=("127.0.0.1", 0)))
        port = transport.get_extra_info("sockname")[1]
        lies()
        transport.close()
