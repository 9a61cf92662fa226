"""Reads and checks what an app wants to show: text, blocks, attachments and metadata."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox.messages import elements_of
from tests.sandbox.refused import Refused, invalid_arguments, invalid_blocks
from tests.sandbox.state import JSON, Team
from tests.sandbox.validate import Problem, check_blocks
from tests.sandbox.validate.rules import MAX_MARKDOWN

MAX_ATTACHMENTS = 100
MAX_METADATA_BYTES = 16_000
SHORT_TEXT = 4_000  # chat.update and chat.postEphemeral refuse more; chat.postMessage truncates at 40,000
IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True)
class Content:
    """What a message says; None where the app said nothing about it."""

    text: str | None
    blocks: list[JSON] | None
    attachments: list[JSON] | None
    metadata: JSON | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not ((self.text or "").strip() or self.blocks or self.attachments)


def read_content(team: Team, args: JSON, *, short: bool = False, may_be_empty: bool = False) -> Content:
    """The content of the arguments, or the error Slack answers."""
    text = args.get("text")
    if text is not None and not isinstance(text, str):
        raise invalid_arguments("must provide a string [json-pointer:/text]")
    blocks = read_blocks(team, args.get("blocks"))
    markdown = args.get("markdown_text")
    if markdown:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN:
            raise Refused("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    attachments = read_attachments(team, args.get("attachments"))
    content = Content(text, blocks, attachments, read_metadata(args.get("metadata")))
    if content.is_empty and not may_be_empty:
        raise Refused("no_text")
    if short and len(text or "") > SHORT_TEXT:
        raise Refused("msg_too_long")
    return content


def read_blocks(team: Team, blocks: Any, pointer: str = "/blocks") -> list[JSON] | None:
    """The blocks, checked as strictly as Slack does; None when the argument is not there."""
    if blocks is None or blocks == "":
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    error, problems = check_blocks(blocks, pointer)
    if error:
        raise invalid_blocks(error, problems)
    if problems := image_problems(team, blocks, pointer):
        raise invalid_blocks("invalid_blocks", problems)
    return blocks


def image_problems(team: Team, blocks: list[JSON], pointer: str) -> list[Problem]:
    """Images that Slack could not fetch, and files that are no pictures the app can see."""
    found: list[Problem] = []
    for at, block in enumerate(blocks):
        places = [(f"{pointer}/{at}", block)] if block["type"] == "image" else []
        if block["type"] in ("context", "section"):
            where = "accessory" if block["type"] == "section" else "elements"
            for index, element in enumerate(elements_of(block)):
                if element["type"] == "image":
                    suffix = where if where == "accessory" else f"{where}/{index}"
                    places.append((f"{pointer}/{at}/{suffix}", element))
        for place, image in places:
            if "image_url" in image and not reachable(team, image["image_url"]):
                found.append(Problem("downloading image failed", f"{place}/image_url"))
            if "slack_file" in image and not visible_picture(team, image["slack_file"]):
                found.append(Problem("invalid slack file", f"{place}/slack_file"))
    return found


def reachable(team: Team, url: str) -> bool:
    """Whether Slack could download from there: not from loopback, nor from a name that never resolves."""
    if team.base_url and url.startswith(f"{team.base_url}/"):
        return True
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    private = (
        host in ("localhost", "::1") or host.startswith("127.") or host.endswith((".localhost", ".invalid"))
    )
    return parts.scheme in ("http", "https") and bool(host) and not private


def visible_picture(team: Team, reference: JSON) -> bool:
    """Whether the reference names an uploaded png, jpg or gif."""
    base = f"{team.base_url}/files/"
    name = str(reference.get("id") or reference.get("url", "").removeprefix(base).partition("/")[0])
    file = team.files.get(name)
    return bool(file and file.completed and not file.deleted and file.mimetype in IMAGE_TYPES)


def read_attachments(team: Team, attachments: Any) -> list[JSON] | None:
    """The secondary attachments; blocks inside them are held to the same rules."""
    if attachments is None or attachments == "":
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for at, attachment in enumerate(attachments):
        if "blocks" in attachment:
            read_blocks(team, attachment["blocks"], f"/attachments/{at}/blocks")
    return [{"id": at + 1, **attachment} for at, attachment in enumerate(attachments)]


def read_metadata(metadata: Any) -> JSON | None:
    """Message metadata: an event_type and an event_payload object, nothing else; {} takes it away."""
    if metadata is None or metadata == "":
        return None
    if metadata == {}:
        return {}
    good = isinstance(metadata, dict) and set(metadata) <= {"event_type", "event_payload", "entities"}
    if not good or not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > MAX_METADATA_BYTES:
        raise Refused("metadata_too_large")
    return dict(metadata)
