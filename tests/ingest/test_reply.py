"""What we answer."""

import pytest

from ingest import reply
from ingest.reply import MAX_REPLY, Reply

NAMED = {name: value for name, value in vars(reply).items() if isinstance(value, Reply)}


@pytest.mark.parametrize("name", NAMED)
def test_a_named_reply_fits_its_line_and_has_one_sentence(name: str) -> None:
    line = str(NAMED[name])
    assert line.isascii()
    assert line.isprintable()
    assert len(line) <= 200
    assert not line.endswith(".")


@pytest.mark.parametrize(
    "hostile",
    ["a\r\n250 OK", "\0", "x\u202ey", "é", "a" * 1000, "\udcff"],
    ids=["CRLF", "NUL", "bidi", "8-bit", "long", "surrogate"],
)
def test_nothing_from_outside_ends_or_hides_in_a_reply(hostile: str) -> None:
    for answer in (
        reply.malformed(hostile),
        reply.bad_author(hostile),
        reply.not_authenticated(hostile, hostile),
        reply.unknown_sender(hostile),
    ):
        line = str(answer)
        assert line.isascii()
        assert line.isprintable()
        assert len(line) <= MAX_REPLY


def test_a_long_reason_leaves_room_for_the_cure() -> None:
    assert "SPF record" in str(reply.not_authenticated("d" * 300, "why " * 300))
    assert "/bcc alias add" in str(reply.unknown_sender("x" * 320))
