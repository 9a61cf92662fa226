"""The rows of a large workspace, written in bulk."""

import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from tortoise.connection import get_connection

from models import Workspace
from models.address import mailbox_key
from models.bulk import Bulk
from models.fulltext import words_of
from models.statistics import refresh_statistics
from models.transaction import transaction
from models.types import Visibility
from models.words import Named, Words, new_words, text_index, words_of_mail

REPS = 20
FILLED = "Large"  # the workspace's name, once everything is in it
_BATCH = 2000
_TOPICS = ("offer", "invoice", "meeting", "renewal", "pilot", "contract", "delivery", "support")
_NAMES = ("Jane", "Marta", "Conrad", "Omar", "Yuki", "Lena", "Ivan", "Maria", "Glenn", "Rania")
_FILLER = (
    "thank you for the call. As promised, here is the {topic} for firm{firm} with all the numbers that we "
    "discussed, and the dates that your colleagues asked for. Please have a look at ref{number} and tell me "
    "whether the terms are fine, so that we can go on next week. The delivery of the first part could start "
    "at the beginning of the month. Best regards, and greetings to the team."
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is; `raw` is how many bytes are kept of each mail as it came, none if it is 0."""

    persons: int
    deals: int
    mails: int
    firms: int
    raw: int = 0

    @classmethod
    def of(cls, share: int) -> "Size":
        return cls(100_000 // share, 50_000 // share, 1_000_000 // share, 20_000 // share)


async def fill(size: Size, team: str, now: datetime) -> None:
    """One workspace of that size. Mails come in threads of three; half of them are filed, a tenth shared.

    A workspace that is there already has its members for reps, and must be the first and without mail.
    """
    columns = {"name": "Filling", "slug": "large", "installed_at": now}
    workspace, new = await Workspace.get_or_create(columns, team_id=team)
    chance = random.Random(1)
    w = workspace.id
    if new:
        await _insert("slack_user", _users(w))
    users = await _ids("slack_user", w)
    await _insert("organization", _firms(w, size, now))
    firms = await _ids("organization", w)
    await _insert("person", _persons(w, size, firms, now))
    persons = await _ids("person", w)
    await _insert("person_email", _emails(w, persons))
    await _insert("record", _deals(w, size, firms, users, now, chance))
    deals = await _ids("record", w)
    people = {deal: chance.choice(persons) for deal in deals}
    rows = ({"workspace_id": w, "record_id": d, "person_id": p} for d, p in people.items())
    await _insert("record_person", rows)
    await _mails(w, size, users, persons, deals, now, chance)
    if _postgres():
        await _settle()
    await refresh_statistics()  # as the product does
    await Workspace.filter(id=w).update(name=FILLED)


async def _settle() -> None:
    """What PostgreSQL needs at the end: ids counted on after those given, and what autovacuum does."""
    connection = get_connection("default")
    for table in ("raw_mail", "conversation", "message"):
        last = f"(SELECT max(id) FROM {table})"  # noqa: S608
        await connection.execute_script(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")
    await connection.execute_script("VACUUM (ANALYZE)")


def _users(w: int) -> Iterator[dict[str, Any]]:
    for n in range(REPS):
        yield {
            "workspace_id": w, "slack_user_id": f"U{n}", "name": f"Rep {n}", "email": f"rep{n}@large.example",
            "locale": "en-US", "tz": "UTC", "role": "member", "active": True, "guest": False,
            "auto_link": True, "digest": False,
        }  # fmt: skip


def _firms(w: int, size: Size, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(size.firms):
        name = f"Firm{n} {'Globex' if n % 50 == 0 else 'Trading'}"
        yield {"workspace_id": w, "name": name, "words": words_of(name), "created_at": _moment(now)}


def _persons(w: int, size: Size, firms: Sequence[int], now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(size.persons):
        name = f"{_NAMES[n % len(_NAMES)]} Person{n}"
        yield {
            "workspace_id": w, "number": n + 1, "name": name, "words": words_of(name),
            "organization_id": firms[n % len(firms)], "created_at": _moment(now),
        }  # fmt: skip


def _address(n: int) -> str:
    return f"person{n}@firm{n % 997}.example"


def _emails(w: int, persons: Sequence[int]) -> Iterator[dict[str, Any]]:
    for n, person in enumerate(persons):
        address = _address(n)
        yield {
            "workspace_id": w, "person_id": person, "address": address, "words": words_of(address),
            "match_key": mailbox_key(address),
        }  # fmt: skip


def _deals(
    w: int, size: Size, firms: Sequence[int], users: Sequence[int], now: datetime, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for n in range(size.deals):
        title = f"{_TOPICS[n % len(_TOPICS)].title()} {2020 + n % 8}"
        yield {
            "workspace_id": w, "kind": "deal", "number": n + 1, "title": title, "words": words_of(title),
            "status": "open" if n % 3 == 0 else "won", "owner_id": chance.choice(users),
            "organization_id": firms[n % len(firms)], "created_at": _moment(now),
        }  # fmt: skip


async def _mails(
    w: int,
    size: Size,
    users: Sequence[int],
    persons: Sequence[int],
    deals: Sequence[int],
    now: datetime,
    chance: random.Random,
) -> None:
    """In groups, each with all that hangs on it; ids are counted from 1, as the tables are empty."""
    start = now - timedelta(days=3 * 365)
    step = (now - start) / size.mails
    for first in range(1, size.mails + 1, _BATCH):
        tables: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("raw_mail", "conversation", "message", "participant", "link")
        }
        words: list[Words] = []
        for key in range(first, min(first + _BATCH, size.mails + 1)):
            thread = (key - 1) // 3 + 1
            dice = random.Random(thread)
            owner, number = dice.choice(users), _somebody(dice, len(persons))
            deal = 0 if dice.random() < 0.01 else dice.randrange(len(deals))
            filed, shared = dice.random() < 0.5, dice.random() < 0.1
            at = start + key * step
            topic = _TOPICS[deal % len(_TOPICS)]
            subject = f"{'Re: ' if (key - 1) % 3 else ''}{topic} for Firm{number % size.firms}"
            if (key - 1) % 3 == 0:
                tables["conversation"].append({
                    "id": thread, "workspace_id": w, "owner_id": owner, "subject": subject, "topic": "",
                    "started_at": _moment(at), "latest_at": _moment(at + 2 * step),
                    "suggestions": "[]", "waiting": True,
                })  # fmt: skip
                if filed:
                    tables["link"].append({
                        "workspace_id": w, "conversation_id": thread, "record_id": deals[deal],
                        "origin": "rule", "reason": json.dumps({"rule": "only_open"}),
                        "created_at": _moment(at),
                    })  # fmt: skip
            text = f"Dear {_NAMES[number % len(_NAMES)]},\n{_FILLER.format(topic=topic, firm=number % size.firms, number=key)}"  # noqa: E501
            visibility = Visibility.SHARED if shared else Visibility.PRIVATE
            rep = users.index(owner)
            if size.raw:
                tables["raw_mail"].append(_raw(w, size.raw, key, rep, at))
            tables["message"].append({
                "id": key, "workspace_id": w, "owner_id": owner, "conversation_id": thread,
                "raw_mail_id": key if size.raw else None, "message_key": f"<{key}@x>", "direction": "sent",
                "visibility": visibility.value,
                "subject": subject, "author_name": f"Rep {rep}", "author_address": f"rep{rep}@large.example",
                "sent_at": _moment(at), "received_at": _moment(at), "text": text, "proof": "{}", "tags": "[]",
                "reply_to_unseen": False,
            })  # fmt: skip
            people = [("from", f"Rep {rep}", f"rep{rep}@large.example", None)]
            people.append(("to", f"Person{number}", _address(number), persons[number]))
            tables["participant"] += [
                {
                    "workspace_id": w, "message_id": key, "role": role, "position": place, "name": name,
                    "address": address, "person_id": person,
                }
                for place, (role, name, address, person) in enumerate(people)
            ]  # fmt: skip
            words.append(
                words_of_mail(
                    workspace_id=w,
                    owner_id=owner,
                    message_id=key,
                    visibility=visibility,
                    subject=subject,
                    index=text_index(words_of(text), vector=_postgres()),
                    people=[Named(role == "from", name, address) for role, name, address, _ in people],
                    file_names=(),
                )
            )
        async with transaction() as connection:
            for name, rows in tables.items():
                await _insert_some(name, rows)
            await Bulk(connection).insert(new_words(words, vector=_postgres()))


def _raw(w: int, size: int, key: int, rep: int, at: datetime) -> dict[str, Any]:
    """The bytes of a mail are compressed: nothing can be pressed out of them."""
    return {
        "id": key, "workspace_id": w, "digest": f"{key:064x}", "content": os.urandom(size), "size": 2 * size,
        "peer_ip": "192.0.2.1", "helo": "mail.large.example", "mail_from": f"rep{rep}@large.example",
        "rcpt_to": '["large@bcc.localhost"]', "received_at": _moment(at),
    }  # fmt: skip


def _somebody(dice: random.Random, count: int) -> int:
    """A few are written to all the time, most now and then."""
    return 0 if dice.random() < 0.005 else int(dice.random() ** 2 * count)


def _postgres() -> bool:
    return get_connection("default").capabilities.dialect == "postgres"


def _moment(at: datetime) -> Any:
    return at if _postgres() else str(at)


async def _insert(table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, _BATCH)):
        async with transaction():
            await _insert_some(table, some)


async def _insert_some(table: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    sign = "$" if _postgres() else "?"
    marks = ", ".join(f"{sign}{n}" for n in range(1, len(names) + 1))
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    await get_connection("default").execute_many(sql, [list(row.values()) for row in rows])


async def _ids(table: str, workspace_id: int) -> list[int]:
    sql = f"SELECT id FROM {table} WHERE workspace_id = {workspace_id} ORDER BY id"  # noqa: S608
    return [row["id"] for row in await get_connection("default").execute_query_dict(sql)]
