"""Text that any database keeps."""

import pytest

from models.text import storable, storable_json


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("plain", None, "plain"),
        ("a\0b", None, "a\ufffdb"),
        ("\ud83d half", None, "\ufffd half"),
        ("😀", None, "😀"),
        ("abcdef", 3, "abc"),
    ],
)
def test_only_what_cannot_be_kept_is_replaced(text: str, limit: int | None, kept: str) -> None:
    assert storable(text, limit) == kept
    storable(text, limit).encode()


def test_json_is_cleaned_to_its_depths() -> None:
    assert storable_json({"a\0": ["\0", {"b": ("\ud800", 1, None)}]}) == {
        "a\ufffd": ["\ufffd", {"b": ["\ufffd", 1, None]}]
    }
