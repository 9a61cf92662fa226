"""How Slack says no."""

from collections.abc import Sequence
from typing import Any

from .validate import Problem


class Refused(Exception):
    """Unwinds a call to its answer: `ok: false` with the error's name and what belongs to it."""

    def __init__(self, error: str, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"ok": False, "error": self.error, **self.fields}


class NotPossible(Exception):
    """A person can't do that in Slack's client: there is no such button, the form is not filled in."""


def invalid_arguments(*messages: str) -> Refused:
    """Arguments that are missing or of the wrong type."""
    return Refused(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}" for message in messages]}
    )


def invalid_blocks(error: str, problems: Sequence[Problem]) -> Refused:
    """Blocks that Slack does not take, as chat.* methods say it."""
    if not problems:
        return Refused(error)
    lines = [problem.line() for problem in problems]
    return Refused(error, errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]})


def invalid_view(problems: Sequence[Problem]) -> Refused:
    """A view that Slack does not take, as views.* methods say it."""
    return invalid_arguments(*(problem.line() for problem in problems))
