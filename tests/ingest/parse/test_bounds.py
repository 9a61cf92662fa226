"""No mail costs more than its share: neither time nor memory, whatever its bytes are."""

import tracemalloc
from time import process_time

import pytest

from ingest.parse.mail import Malformed, ParsedMail
from ingest.parse.message import read
from tests.ingest.parse.hostile import HOSTILE

SECONDS = 2.0
MEGABYTES = 200


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_answered_in_time(name: str) -> None:
    raw = HOSTILE[name]()
    started = process_time()
    answer = read(raw)
    assert process_time() - started < SECONDS
    assert isinstance(answer, ParsedMail | Malformed)


HEAVY = (
    "one line of 25 MB",
    "50,000 encoded words",
    "20 MB in 39 encoded mails",
)


@pytest.mark.parametrize("name", HEAVY)
def test_a_hostile_mail_is_answered_in_little_memory(name: str) -> None:
    raw = HOSTILE[name]()
    tracemalloc.start()
    try:
        read(raw)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()
