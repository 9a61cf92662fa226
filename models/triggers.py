"""The SQL of migration 0002: full-text indexes, and the triggers that keep them and the inbox.

The names that stand in both halves mean the same; `models.words` says what marks are.
"""

from collections.abc import Iterator

# What a record or a person is found by. {0} is the row's own condition.
_RECORD_WORDS = """
INSERT INTO target_words (workspace_id, record_id, marks, words)
SELECT r.workspace_id, r.id,
    '#w' || r.workspace_id || ' #' || r.kind || CASE r.status WHEN 'open' THEN ' #open' ELSE ' #closed' END,
    trim(r.words || ' ' || coalesce(o.words, '') || ' ' || coalesce((
        SELECT {gather}(p.words, ' ') FROM record_person rp JOIN person p ON p.id = rp.person_id
        WHERE rp.record_id = r.id), ''))
FROM record r LEFT JOIN organization o ON o.id = r.organization_id WHERE {0}
ON CONFLICT (record_id) DO UPDATE SET marks = excluded.marks, words = excluded.words;
"""
_PERSON_WORDS = """
INSERT INTO target_words (workspace_id, person_id, marks, words)
SELECT p.workspace_id, p.id, '#w' || p.workspace_id || ' #person #open',
    trim(p.words || ' ' || coalesce(o.words, '') || ' ' || coalesce((
        SELECT {gather}(e.words, ' ') FROM person_email e WHERE e.person_id = p.id), ''))
FROM person p LEFT JOIN organization o ON o.id = p.organization_id WHERE {0}
ON CONFLICT (person_id) DO UPDATE SET marks = excluded.marks, words = excluded.words;
"""
_WAITING = """
UPDATE conversation SET waiting = {0} WHERE id = {1} AND waiting <> {0};
"""
_IN_INBOX = """
((done_at IS NULL OR done_at < latest_at) AND NOT EXISTS (
    SELECT 1 FROM link l WHERE l.conversation_id = conversation.id AND l.removed_at IS NULL))
"""
_VISIBILITY = """
UPDATE message_words SET marks = CASE NEW.visibility
    WHEN 'shared' THEN marks || ' #s' || workspace_id
    ELSE replace(marks, ' #s' || workspace_id, '') END
WHERE message_id = NEW.id;
"""
# Which change of which table changes which words: table, columns, then what is worked out anew.
_RECORD, _PERSON = "r.id = {row}.id", "p.id = {row}.id"
_RECORDS_OF_PERSON = "r.id IN (SELECT record_id FROM record_person WHERE person_id = {row}.id)"
_WORDS_FOLLOW = (
    ("record", "INSERT", (_RECORD_WORDS, _RECORD)),
    ("record", "UPDATE OF words, status, kind, organization_id", (_RECORD_WORDS, _RECORD)),
    ("record_person", "INSERT", (_RECORD_WORDS, "r.id = {row}.record_id")),
    ("record_person", "DELETE", (_RECORD_WORDS, "r.id = {row}.record_id")),
    ("person", "INSERT", (_PERSON_WORDS, _PERSON)),
    (
        "person",
        "UPDATE OF words, organization_id",
        (_PERSON_WORDS, _PERSON),
        (_RECORD_WORDS, _RECORDS_OF_PERSON),
    ),
    ("person_email", "INSERT", (_PERSON_WORDS, "p.id = {row}.person_id")),
    ("person_email", "UPDATE OF words", (_PERSON_WORDS, "p.id = {row}.person_id")),
    ("person_email", "DELETE", (_PERSON_WORDS, "p.id = {row}.person_id")),
    (
        "organization",
        "UPDATE OF words",
        (_PERSON_WORDS, "p.organization_id = {row}.id"),
        (_RECORD_WORDS, "r.organization_id = {row}.id"),
    ),
)
_INBOX_FOLLOWS = (
    ("link", "INSERT", "{row}.conversation_id"),
    ("link", "UPDATE OF removed_at, conversation_id", "{row}.conversation_id"),
    ("link", "DELETE", "{row}.conversation_id"),
    ("conversation", "UPDATE OF latest_at, done_at", "{row}.id"),
)


def _bodies(gather: str) -> Iterator[tuple[str, str, str]]:
    """Table, event and what happens then, once for each row."""
    for table, event, *changes in _WORDS_FOLLOW:
        row = "OLD" if event == "DELETE" else "NEW"
        body = "".join(sql.format(which.format(row=row), gather=gather) for sql, which in changes)
        yield table, event, body
    for table, event, which in _INBOX_FOLLOWS:
        row = "OLD" if event == "DELETE" else "NEW"
        yield table, event, _WAITING.format(_IN_INBOX, which.format(row=row))


def _fts5(table: str, rowid: str, columns: str, prefix: str) -> list[str]:
    """An index over a table's columns, and what keeps it (https://sqlite.org/fts5.html, section 4.4.3)."""
    names = columns.split(", ")
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    index = table.replace("_words", "_fts")
    remove = f"INSERT INTO {index} ({index}, rowid, {columns}) VALUES ('delete', OLD.{rowid}, {old});"  # noqa: S608
    add = f"INSERT INTO {index} (rowid, {columns}) VALUES (NEW.{rowid}, {new});"  # noqa: S608
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in names)
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{table}', content_rowid='{rowid}',"
        f" tokenize='unicode61 remove_diacritics 0', columnsize=0{prefix});",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END;",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END;",
        f"CREATE TRIGGER {index}_update AFTER UPDATE ON {table} WHEN {changed} BEGIN {remove} {add} END;",
    ]


def _name(table: str, event: str) -> str:
    return f"{table}_{event.split()[0].lower()}_{'_'.join(event.split()[2:]).replace(',', '')}".rstrip("_")


SQLITE = [
    *_fts5("message_words", "message_id", "marks, sender, recipients, words", ""),
    *_fts5("target_words", "id", "marks, words", ", prefix='1 2 3'"),
    *(
        f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} BEGIN {body} END;"
        for table, event, body in _bodies("group_concat")
    ),
    "CREATE TRIGGER message_update_visibility AFTER UPDATE OF visibility ON message "
    f"WHEN OLD.visibility <> NEW.visibility BEGIN {_VISIBILITY} END;",
]

# 'simple' takes words as they are; marks are lexemes that its parser makes of no text.
_MESSAGE_VECTOR = (
    "setweight(to_tsvector('simple'::regconfig, sender), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, recipients), 'B') || "
    "to_tsvector('simple'::regconfig, words) || array_to_tsvector(string_to_array(marks, ' '))"
)
_TARGET_VECTOR = "array_to_tsvector(array_remove(string_to_array(marks || ' ' || words, ' '), ''))"


def _gin(table: str, vector: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({vector}) STORED",
        f"CREATE INDEX {table}_vector ON {table} USING gin (vector) WITH (gin_pending_list_limit = 512)",
    ]


def _trigger(table: str, event: str, body: str, when: str = "") -> list[str]:
    name = _name(table, event)
    return [
        f"CREATE FUNCTION on_{name}() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION on_{name}()",
    ]


POSTGRES = [
    *_gin("message_words", _MESSAGE_VECTOR),
    *_gin("target_words", _TARGET_VECTOR),
    *(sql for each in _bodies("string_agg") for sql in _trigger(*each)),
    *_trigger(
        "message",
        "UPDATE OF visibility",
        _VISIBILITY,
        "WHEN (OLD.visibility IS DISTINCT FROM NEW.visibility)",
    ),
]
