"""Reads a Web API call's arguments: query, form, multipart or JSON."""

import json
import re
from typing import Any

from aiohttp import web

from .refused import Refused, invalid_arguments
from .state import JSON

# Arguments that are JSON; in a form they come as text.
STRUCTURED = frozenset({"blocks", "attachments", "view", "metadata", "files", "message", "unfurls"})
NAME = re.compile(r"\w{1,255}")
STRINGS = frozenset(
    {
        "channel",
        "ts",
        "user",
        "thread_ts",
        "trigger_id",
        "user_id",
        "view_id",
        "message_ts",
        "hash",
        "external_id",
    }
    | {"email", "file", "filename", "channel_id", "timestamp", "name", "cursor", "types"}
)


async def read_arguments(request: web.Request) -> tuple[JSON, list[str]]:
    """The decoded arguments and the warnings they earn."""
    args: JSON = dict(request.query)
    warnings: list[str] = []
    if request.method == "POST" and await has_body(request):
        kind = request.content_type
        charset = request.charset
        if charset and charset.lower() not in ("utf-8", "utf8"):
            raise Refused("invalid_charset")
        if "Content-Type" not in request.headers:
            raise Refused("missing_post_type")
        if kind == "application/json":
            args |= await read_json(request)
            if not charset:
                warnings.append("missing_charset")
        elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            args |= await read_form(request)
        else:
            raise Refused("invalid_post_type")
    for name in STRUCTURED & args.keys():
        args[name] = decoded(args[name])
    return {name: value for name, value in args.items() if value is not None}, warnings


async def has_body(request: web.Request) -> bool:
    """Whether anything was posted; a multipart body is not read yet, since it can be read once only."""
    if not request.body_exists:
        return False
    return request.content_type == "multipart/form-data" or bool(await request.read())


async def read_json(request: web.Request) -> JSON:
    """The arguments in a JSON body, which must be an object."""
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


async def read_form(request: web.Request) -> JSON:
    """The arguments in a form; repeated ones are not Slack's way of lists."""
    try:
        form = await request.post()
    except ValueError:
        raise Refused("invalid_form_data") from None
    return {name: as_argument(value) for name, value in form.items()}


def as_argument(value: str | bytes | bytearray | web.FileField) -> str | bytes:
    """A field's text, or the bytes of a file."""
    if isinstance(value, web.FileField):
        return value.file.read()
    return value if isinstance(value, str) else bytes(value)


def decoded(value: Any) -> Any:
    """The JSON that a text spells, or the text itself when it spells none."""
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def check_arguments(args: JSON, required: tuple[str, ...]) -> None:
    """Refuse strange names, missing arguments and ids that are no strings."""
    if not all(NAME.fullmatch(name) for name in args):
        raise Refused("invalid_arg_name")
    missing = [name for name in required if args.get(name) in (None, "")]
    if missing:
        raise invalid_arguments(*(f"missing required field: {name}" for name in missing))
    wrong = [name for name in STRINGS & args.keys() if not isinstance(args[name], str)]
    if wrong:
        raise invalid_arguments(*(f"must provide a string [json-pointer:/{name}]" for name in sorted(wrong)))
