"""Header blocks in words that no table knows: roles told by what the values look like."""

from ingest.parse.header_block import Block
from ingest.parse.lines import Text
from ingest.parse.role import Role
from ingest.parse.shapes import label_shape, role_by_value

_MAX_LINES = 8


def guess_block(text: Text, start: int) -> Block | None:
    """A run of "Word: value" lines that holds an address and a date; the first address is the author's."""
    values: dict[Role, str] = {}
    line = start
    while line < min(len(text.bare), start + _MAX_LINES):
        value = label_shape(text.bare[line])
        if value is None:
            break
        role = role_by_value(value, values.keys())
        if role is not None:
            values[role] = value
        line += 1
    complete = line - start >= 3 and Role.FROM in values and Role.DATE in values
    return Block(values, start, line) if complete else None
