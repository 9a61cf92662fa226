"""Walks a value along the strict Block Kit schema and says what is wrong as Slack does.

A generic JSON Schema validator lists the failure of every branch of a `oneOf`. Slack looks at `type`
first and tells only what is wrong with the branch that was meant, so this walker does too. It understands
exactly the keywords the schema uses; a test holds its verdicts against those of the jsonschema library.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .problem import Problem, constraint, missing, wrong_type

Schema = Mapping[str, Any]
SCHEMA_FILE = Path(__file__).parents[2] / "reference" / "blockkit-strict.schema.json"
TYPE_WORDS = {
    "string": "must provide a string",
    "object": "must provide an object",
    "array": "must provide an array",
    "boolean": "must be a boolean",
    "integer": "must provide an integer",
    "null": "must be null",
}


def has_type(value: Any, name: str) -> bool:
    """Whether the value is of that JSON Schema type; true and false are not numbers, 1.0 is an integer."""
    match name:
        case "string":
            return isinstance(value, str)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


class Walker:
    """Finds the problems of a value against one of the schema's definitions."""

    def __init__(self, schema: Schema) -> None:
        self._definitions: Schema = schema["$defs"]

    @classmethod
    def of_reference(cls) -> "Walker":
        """A walker of the schema in tests/reference."""
        return cls(json.loads(SCHEMA_FILE.read_text()))

    def problems(self, definition: str, value: Any, pointer: str) -> list[Problem]:
        """Everything wrong with the value; nothing when it fits the definition."""
        return list(self._walk(self._definitions[definition], value, pointer))

    def _walk(self, schema: Schema, value: Any, pointer: str) -> Iterator[Problem]:
        schema = self._resolved(schema)
        if "type" not in schema and ("oneOf" in schema):
            yield from self._walk_union(schema["oneOf"], value, pointer)
            return
        if "const" in schema or "enum" in schema:
            allowed = schema.get("enum", [schema.get("const")])
            if not any(same(value, each) for each in allowed):
                yield constraint("must be a valid enum value", pointer, "enum", allowed)
            return
        name = schema["type"]
        if not has_type(value, name):
            yield wrong_type(TYPE_WORDS[name], pointer)
            return
        yield from WALKS.get(name, walk_nothing)(self, schema, value, pointer)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        return schema

    def _walk_union(self, branches: list[Schema], value: Any, pointer: str) -> Iterator[Problem]:
        resolved = [self._resolved(branch) for branch in branches]
        if value is None and any(branch.get("type") == "null" for branch in resolved):
            return
        if not isinstance(value, dict):
            yield wrong_type(TYPE_WORDS["object"], pointer)
            return
        by_type: dict[str, Schema] = {}
        for branch in resolved:
            branch_type = branch.get("properties", {}).get("type")
            if branch_type is not None:
                by_type[branch_type["const"]] = branch
            elif (
                branch.get("type") == "object"
            ):  # a union of null and one object, as in a table's column settings
                yield from self._walk(branch, value, pointer)
                return
        kind = value.get("type")
        if "type" not in value:
            yield missing("type", pointer)
        elif not isinstance(kind, str):
            yield wrong_type(TYPE_WORDS["string"], f"{pointer}/type")
        elif kind not in by_type:
            yield constraint(f"unsupported type: {kind}", f"{pointer}/type", "enum", list(by_type))
        else:
            yield from self._walk(by_type[kind], value, pointer)

    def walk_object(self, schema: Schema, value: dict[str, Any], pointer: str) -> Iterator[Problem]:
        """The problems of an object's fields and of which fields it has."""
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                yield missing(name, pointer)
        if "minProperties" in schema and len(value) < schema["minProperties"]:
            yield constraint(
                "must provide at least 1 property", pointer, "min_properties", schema["minProperties"]
            )
        if "maxProperties" in schema and len(value) > schema["maxProperties"]:
            yield constraint(
                "no more than 1 property allowed", pointer, "max_properties", schema["maxProperties"]
            )
        for name, field in value.items():
            if name in properties:
                yield from self._walk(properties[name], field, f"{pointer}/{escaped(name)}")
            elif schema.get("additionalProperties") is False:
                yield constraint(f"invalid additional property: {name}", pointer, "additional_properties")
        yield from walk_choices(schema, value, pointer)

    def walk_array(self, schema: Schema, value: list[Any], pointer: str) -> Iterator[Problem]:
        """The problems of a list's length and of its items."""
        if len(value) < schema.get("minItems", 0):
            yield constraint(
                f"must provide at least {schema['minItems']} items", pointer, "min_items", schema["minItems"]
            )
        if "maxItems" in schema and len(value) > schema["maxItems"]:
            yield constraint(
                f"no more than {schema['maxItems']} items allowed", pointer, "max_items", schema["maxItems"]
            )
        if schema.get("uniqueItems") and any(value.index(item) < at for at, item in enumerate(value)):
            yield constraint("Input contains duplicate items", pointer, "unique_items")
        for at, item in enumerate(value):
            yield from self._walk(schema["items"], item, f"{pointer}/{at}")


def same(value: Any, allowed: Any) -> bool:
    """JSON equality: true is not 1."""
    return isinstance(value, bool) == isinstance(allowed, bool) and bool(value == allowed)


def escaped(name: str) -> str:
    """A field's name inside a JSON pointer (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def walk_choices(schema: Schema, value: dict[str, Any], pointer: str) -> Iterator[Problem]:
    """The problems of fields of which one, or exactly one, must be there."""
    for keyword in ("anyOf", "oneOf"):
        names = [branch["required"][0] for branch in schema.get(keyword, ())]
        present = [name for name in names if name in value]
        if names and not present:
            words = " or ".join(f"`{name}`" for name in names)
            # Slack points at the type of the block here, not at the block.
            yield constraint(f"must define either {words}", f"{pointer}/type", "any_of", names)
        elif keyword == "oneOf" and len(present) > 1:
            yield constraint("failed to match exactly one allowed schema", pointer, "one_of", names)
    if "if" in schema and "submit" not in value and isinstance(value.get("blocks"), list):
        for at, block in enumerate(value["blocks"]):
            if isinstance(block, dict) and block.get("type") == "input":
                yield constraint(
                    "must define `submit` to use an `input` block in modals",
                    f"{pointer}/blocks/{at}/input",
                    "all_of",
                )


def walk_string(_: Walker, schema: Schema, value: str, pointer: str) -> Iterator[Problem]:
    """The problems of a string's length and form."""
    if len(value) < schema.get("minLength", 0):
        shortest = schema["minLength"]
        yield constraint(f"must be more than {shortest - 1} characters", pointer, "min_length", shortest)
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        longest = schema["maxLength"]
        yield constraint(f"must be less than {longest + 1} characters", pointer, "max_length", longest)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield constraint(
            f"input must match regex pattern: {schema['pattern']}", pointer, "pattern", schema["pattern"]
        )


def walk_integer(_: Walker, schema: Schema, value: float, pointer: str) -> Iterator[Problem]:
    """The problems of a number's size."""
    if "maximum" in schema and value > schema["maximum"]:
        yield constraint(f"must be less than {schema['maximum']}", pointer, "maximum", schema["maximum"])
    if "minimum" in schema and value < schema["minimum"]:
        yield constraint(f"must be greater than {schema['minimum']}", pointer, "minimum", schema["minimum"])


def walk_nothing(_: Walker, __: Schema, ___: Any, ____: str) -> Iterator[Problem]:
    """No problems: the type says it all."""
    return iter(())


WALKS: dict[str, Callable[[Walker, Schema, Any, str], Iterator[Problem]]] = {
    "object": Walker.walk_object,
    "array": Walker.walk_array,
    "string": walk_string,
    "integer": walk_integer,
}
