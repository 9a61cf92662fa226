"""Ready-made mails for the page's form: each is a `POST /sandbox/mail` body with a title."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "seed" / "examples.json"


def examples(address: str) -> list[dict[str, Any]]:
    """The examples, addressed to the workspace's own address."""
    listed: list[dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    local, _, domain = address.partition("@")
    for example in listed:
        mail = example["mail"]
        mail["rcpt"] = [rcpt.format(local=local, domain=domain) for rcpt in mail["rcpt"]]
    return listed
