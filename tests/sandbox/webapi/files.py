"""files.*: the three-step upload, and what can be done with a file afterwards."""

import mimetypes

from tests.sandbox.messages import new_message
from tests.sandbox.posting import put
from tests.sandbox.refused import Refused, invalid_arguments
from tests.sandbox.shapes import file_json
from tests.sandbox.state import JSON, File
from tests.sandbox.world import Call

from .chat import thread_of
from .common import integer, postable
from .content import read_blocks

MAX_FILE = 1_000_000_000
MAX_SNIPPET = 1_000_000
MOST_CHANNELS = 100


async def get_upload_url(call: Call) -> JSON:
    """files.getUploadURLExternal"""
    length = integer(call, "length", 0)
    if length <= 0 or not call.text("filename"):
        raise Refused("missing_argument")
    if length > MAX_FILE:
        raise Refused("file_upload_size_restricted")
    if len(call.text("alt_txt")) > 1000:
        raise Refused("alt_txt_too_large")
    if call.text("snippet_type") and length > MAX_SNIPPET:
        raise Refused("snippet_too_large")
    team = call.team
    file = File(
        team.ids.next("F"),
        call.text("filename").replace("/", "_"),
        length,
        upload_ticket=team.ids.next("CwABAAAA"),
        created=int(call.world.clock()),
    )
    file.mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    team.files[file.id] = file
    return {"upload_url": f"{team.base_url}/upload/v1/{file.upload_ticket}", "file_id": file.id}


def named_files(call: Call) -> list[File]:
    """The uploaded files that the app wants to finish, with the titles it gives them."""
    files = call.args.get("files")
    if not isinstance(files, list):
        raise invalid_arguments("must provide an array [json-pointer:/files]")
    if not files:
        raise invalid_arguments("must provide at least 1 items [json-pointer:/files]")
    found = []
    for at, named in enumerate(files):
        if not isinstance(named, dict):
            raise invalid_arguments(f"must provide an object [json-pointer:/files/{at}]")
        if "id" not in named:
            raise invalid_arguments(f"missing required field: id [json-pointer:/files/{at}]")
        for name in named.keys() - {"id", "title", "highlight_type"}:
            raise invalid_arguments(f"invalid additional property: {name} [json-pointer:/files/{at}]")
        file = call.team.files.get(str(named["id"]))
        if file is None or file.content is None or file.deleted:
            raise Refused("file_not_found")
        file.title = str(named.get("title") or file.name)
        found.append(file)
    return found


async def complete_upload(call: Call) -> JSON:
    """files.completeUploadExternal; without a channel the file stays private to the app"""
    names = [name for name in (call.text("channel_id") or call.text("channels")).split(",") if name]
    if len(names) > MOST_CHANNELS:
        raise Refused("channels_limit_exceeded")
    channels = [postable(call, name) for name in names]
    threads = {channel.id: thread_of(call, channel) for channel in channels}
    comment = call.text("initial_comment")
    # A comment makes Slack ignore the blocks.
    blocks = None if comment else read_blocks(call.team, call.args.get("blocks"))
    files = named_files(call)
    for file in files:
        file.completed = True
        file.channels = list(dict.fromkeys([*file.channels, *(channel.id for channel in channels)]))
    answer = [file_json(call.team, file) for file in files]  # shares are still empty, as on real Slack
    for channel in channels:
        message = new_message(call.team, text=comment, blocks=blocks, thread_ts=threads[channel.id])
        message["text"] = comment
        message["upload"] = True
        for file in files:
            file.shares.append((channel.id, message["ts"]))
        message["files"] = [file_json(call.team, file) for file in files]
        put(call.world, channel, message)
    return {"files": answer}


def known_file(call: Call) -> File:
    """The file with that id."""
    file = call.team.files.get(call.text("file"))
    if file is None or not file.completed:
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file


async def info(call: Call) -> JSON:
    """files.info"""
    file = known_file(call)
    return {"file": file_json(call.team, file), "comments": [], "response_metadata": {"next_cursor": ""}}


async def delete(call: Call) -> JSON:
    """files.delete: the file goes, and with it a message that held nothing else"""
    file = known_file(call)
    file.deleted, file.content = True, None
    gone = {"id": file.id, "mode": "tombstone", "name": file.name}
    for channel_id, ts in file.shares:
        channel = call.team.channels[channel_id]
        if ts in channel.messages:
            message = channel.messages[ts]
            files = [gone if each["id"] == file.id else each for each in message["files"]]
            channel.messages[ts] = {**message, "files": files}
            call.world.stream.publish("message_changed", channel=channel_id, ts=ts)
    return {}
