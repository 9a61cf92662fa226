"""Ready-made mails for the page's form: each is a `POST /sandbox/mail` body with a title."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "seed" / "examples.json"


def examples(address: str) -> list[dict[str, Any]]:
    """The examples, addressed to the workspace's own address."""
    local, _, domain = address.partition("@")
    text = EXAMPLES.read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = json.loads(text.replace("{local}", local).replace("{domain}", domain))
    return listed
