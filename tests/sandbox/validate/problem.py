"""One thing that is wrong with a payload, as Slack words it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; `pointer` is a JSON pointer from the argument's root."""

    message: str
    pointer: str
    code: str = "failed_constraint"
    constraint: str = ""
    expected: Any = None
    field: str = ""

    def line(self) -> str:
        """The problem as it stands in the `errors` of an answer."""
        return f"{self.message} [json-pointer:{self.pointer}]"

    def detail(self) -> dict[str, Any]:
        """The problem as blocks.validate tells it."""
        told: dict[str, Any] = {"code": self.code, "message": self.message, "pointer": self.pointer}
        if self.field:
            told["field"] = self.field
        if self.constraint:
            told["constraint"] = {"type": self.constraint, "expected": self.expected}
        return told


def constraint(message: str, pointer: str, kind: str, expected: Any = None) -> Problem:
    """A value of the right type that breaks a rule."""
    return Problem(message, pointer, "failed_constraint", kind, expected)


def wrong_type(message: str, pointer: str) -> Problem:
    """A value of the wrong JSON type."""
    return Problem(message, pointer, "invalid_type")


def missing(name: str, pointer: str) -> Problem:
    """A field that must be there and is not."""
    return Problem(f"missing required field: {name}", pointer, "missing_field", field=name)
