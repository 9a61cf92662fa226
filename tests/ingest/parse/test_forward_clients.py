"""A forward is read exactly, field by field, from every client and language of the table."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from ingest.parse.forward import find_forward
from ingest.parse.mail import Mailbox
from tests.ingest.parse.clients import AUTHOR, BODY, CC, FORWARDS, NOTE, SUBJECT, TO, WHEN, Row, compose

ROWS = [pytest.param(row, id=f"{row.client}-{row.language}") for row in FORWARDS]
BARE = ("", AUTHOR[1])
ADDRESS = re.compile(r"<([^>]+@[^>]+)>")


@dataclass(frozen=True)
class Expected:
    """The fields that a forward must be read to."""

    author: tuple[str, str] = AUTHOR
    to: tuple[Mailbox, ...] = tuple(Mailbox(*box) for box in TO)
    cc: tuple[Mailbox, ...] = tuple(Mailbox(*box) for box in CC)
    note: str | None = NOTE
    body: str = BODY


def assert_read(text: str, subject: str | None, expected: Expected) -> None:
    found = find_forward(text, subject)
    assert found is not None
    assert (found.author, found.to, found.cc) == (Mailbox(*expected.author), expected.to, expected.cc)
    assert (found.subject, found.body, found.note) == (SUBJECT, expected.body, expected.note)
    assert found.date is not None
    assert found.date.replace(tzinfo=None).isoformat() == WHEN


@pytest.mark.parametrize("row", ROWS)
def test_every_field_of_a_forward_is_read(row: Row) -> None:
    assert_read(compose(row), row.prefix + SUBJECT, Expected())


def relabelled(template: str) -> Callable[[Row, str], str]:
    """Every header line of the forward written as `template` says."""

    def rewrite(row: Row, text: str) -> str:
        for label, _ in row.labels:
            line = re.compile(rf"^((?:> )?){re.escape(label)}: (.*)$", re.MULTILINE)
            text = line.sub(lambda m, name=label: m[1] + template.format(label=name, value=m[2]), text)  # type: ignore[misc]
        return text

    return rewrite


def addressed(replacement: str) -> Callable[[Row, str], str]:
    """Every address of the forward written as `replacement` says."""
    return lambda _, text: ADDRESS.sub(replacement, text)


def replaced(old: str, new: str) -> Callable[[Row, str], str]:
    """The forward with a piece of it written otherwise; a line break in it keeps the quote mark."""
    return lambda row, text: text.replace(
        old, new.replace("\n", "\n> " if row.client in ("apple", "mailmate", "orange") else "\n")
    )


VARIATIONS: dict[str, tuple[Callable[[Row, str], str], Expected]] = {
    "no note": (lambda row, _: compose(row, note=""), Expected(note=None)),
    "CRLF": (lambda _, text: text.replace("\n", "\r\n"), Expected()),
    "empty lines above": (lambda _, text: "\n\n" + text, Expected()),
    "bold labels": (relabelled("*{label}:* {value}"), Expected()),
    "bold labels, doubled": (relabelled("**{label}:** {value}"), Expected()),
    "bold labels, colon outside": (relabelled("*{label}*: {value}"), Expected()),
    "bold that ends in the value": (relabelled("*{label}: *{value}"), Expected()),
    "a tab behind the label": (relabelled("*{label}:*\t{value}"), Expected()),
    "no-break spaces": (relabelled("{label}\u00a0:\u00a0{value}"), Expected()),
    "full-width colons": (relabelled("{label}：{value}"), Expected()),
    "direction marks": (relabelled("\u200f{label}:\u200e {value}\u200f"), Expected()),
    "mailto links in angle brackets": (addressed(r"<\1<mailto:\1>>"), Expected()),
    "mailto links in square brackets": (addressed(r"[mailto:\1]"), Expected()),
    "mailto links for addresses": (addressed(r"<mailto:\1>"), Expected()),
    "mailto links behind addresses": (addressed(r"<\1> <mailto:\1>"), Expected()),
    "addresses in parentheses": (addressed(r"(\1)"), Expected()),
    "names in quotes": (replaced("Jonas Berg <", '"Jonas Berg" <'), Expected()),
    "names in single quotes": (replaced("Jonas Berg <", "'Jonas Berg' <"), Expected()),
    "an address for a name": (replaced("Jonas Berg <", f"{AUTHOR[1]} <"), Expected(author=BARE)),
    "an address alone": (replaced(f"Jonas Berg <{AUTHOR[1]}>", AUTHOR[1]), Expected(author=BARE)),
    "a name alone": (replaced(f" <{AUTHOR[1]}>", ""), Expected(author=(AUTHOR[0], ""))),
    "a name with a comma": (replaced("Jonas Berg <", "Berg, J. <"), Expected(author=("Berg, J.", AUTHOR[1]))),
    "recipients on lines of their own": (replaced(", <ami", ",\n<ami"), Expected()),
    "recipients indented": (replaced(", <ami", ",\n    <ami"), Expected()),
    "no empty line above the body": (replaced("\n\nDear", "\nDear"), Expected()),
    "two empty lines above the body": (replaced("\n\nDear", "\n\n\nDear"), Expected()),
    "no Cc": (
        lambda _, text: "\n".join(line for line in text.split("\n") if "marek" not in line),
        Expected(cc=()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_changes_nothing_in_any_client(name: str) -> None:
    vary, expected = VARIATIONS[name]
    for row in FORWARDS:
        assert_read(vary(row, compose(row)), row.prefix + SUBJECT, expected)


@pytest.mark.parametrize("row", ROWS)
def test_a_forward_is_seen_without_its_subject(row: Row) -> None:
    assert_read(compose(row), SUBJECT, Expected())
    assert find_forward(compose(row), None) is not None


@pytest.mark.parametrize("row", ROWS)
def test_of_nested_forwards_the_newest_is_meant_and_its_body_is_whole(row: Row) -> None:
    inner = compose(row, note="An older note.", body="The oldest text.").strip()
    found = find_forward(compose(row, body=inner), row.prefix + SUBJECT)
    assert found is not None
    assert (found.note, found.body) == (NOTE, inner)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.id not in ("gmx-en", "orange-en", "outlook-web-en")]
)
def test_a_forward_in_words_that_nobody_knows_is_read_by_its_shape(row: Row) -> None:
    words = {"F": "Xavsend", "D": "Kvando", "S": "Temego", "T": "Alkiu", "C": "Kopikon"}
    separator = re.sub(r"\w+", "Blabla", row.separator)
    strange = replace(row, labels=tuple((words[kind], kind) for _, kind in row.labels), separator=separator)
    assert_read(compose(strange), f"Fwd: {SUBJECT}", Expected())
