"""Text as every database of ours can keep it."""

import re
from typing import Any

# PostgreSQL keeps no U+0000, and neither engine a lone surrogate, which has no encoding.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, limit: int | None = None) -> str:
    """`text` with what no database keeps replaced by U+FFFD, and cut to `limit` characters."""
    text = text[:limit]
    if text.isascii() and "\0" not in text:  # of nearly every mail, and looked at in a tenth of the time
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def storable_json(value: Any) -> Any:
    """A JSON value with every string in it storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value
