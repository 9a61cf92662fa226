"""Passing over the lines that can announce nothing finds what looking at every line finds."""

import random
from dataclasses import replace

import pytest

from ingest.parse import lines
from ingest.parse.forward import find_forwards
from ingest.parse.quotes import split_quotes
from tests.ingest.parse.clients import FORWARDS, compose

PIECES = (
    "\n", "\n\n", "> ", ">> ", ":", "：", "---", "_____", "*",
    "On 6 Apr 2021 at 17:34, Jo <jo@a.example> wrote:",
    "From: Jo <jo@a.example>", "To: x@b.example", "Date: 6 Apr 2021 17:34", "-----Original Message-----",
    "Jo <jo@a.example>:", "Am 6.4.2021 um 17:34\nschrieb Jo\n<jo@a.example>:", "8<----", "-- \n",
    "12:30", "@",
    "Subject: x", "\u200b", "\xa0", "Message du 06/04/21 17:34", " wrote:", "Begin forwarded message:",
)  # fmt: skip


def texts() -> list[str]:
    source = random.Random(3)
    found = [compose(row) for row in FORWARDS]
    for text in list(found) * 2:
        changed = text
        for _ in range(source.randint(1, 6)):
            at, end = sorted(source.randrange(len(changed) + 1) for _ in range(2))
            piece = source.choice((*PIECES, changed[at:end][:80]))
            changed = changed[:at] + piece + changed[at + source.choice((0, 0, 3, 30)) :]
        found.append(changed)
    return found


def test_it_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> tuple[object, ...]:
        subjects = ("Fwd: x", "Re: x", "x")
        return split_quotes(text), *(find_forwards(text, subject) for subject in subjects)

    quickly = [read(text) for text in texts()]
    passing_over = lines.of_lines

    def all_telling(written: list[str], bare: list[str]) -> lines.Text:
        return replace(passing_over(written, bare), telling=frozenset(range(len(bare))))

    monkeypatch.setattr(lines, "of_lines", all_telling)
    assert [read(text) for text in texts()] == quickly


def test_most_lines_are_passed_over() -> None:
    assert not lines.as_text("Dear Jo,\nwe offer 3 at 12 each to you@a.example\n" * 50).telling
