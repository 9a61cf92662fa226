"""What is known of the ids that the letters of a group name, asked in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.bulk import Bulk

from . import rows
from .letter import Letter

Key = tuple[int, str]  # an owner, and an id among what is theirs

_ASKED = """
SELECT 'message' AS what, owner_id, message_key AS name, id FROM message WHERE {owners} AND {message_keys}
UNION ALL SELECT 'message', owner_id, name, message_id FROM message_name WHERE {owners} AND {names}
UNION ALL SELECT 'thread', owner_id, key, conversation_id FROM thread_key WHERE {owners} AND {keys}
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The messages that letters are repeats of, and the conversations of the threads that they name."""

    messages: dict[Key, int]
    threads: dict[Key, int]


async def known_of(bulk: Bulk, letters: Sequence[Letter]) -> Known:
    """What of these letters there is already, for their owners."""
    sql = _ASKED.format(
        owners=bulk.among("owner_id", 1),
        message_keys=bulk.among("message_key", 2),
        names=bulk.among("name", 2),
        keys=bulk.among("key", 3),
    )
    values = [
        bulk.listed({letter.owner_id for letter in letters}),
        bulk.listed({name for letter in letters for name in letter.names}),
        bulk.listed({key for letter in letters for key in rows.thread_keys(letter)}),
    ]
    found = Known({}, {})
    for what, owner, name, number in await bulk.tuples(sql, values):
        (found.messages if what == "message" else found.threads)[owner, name] = number
    return found
