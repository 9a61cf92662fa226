"""Whatever comes into the outbox is told to the deliverers of every process, whoever put it there.

PostgreSQL passes it on when the transaction commits, once.
"""

from typing import ClassVar

from tortoise import migrations

from models.by_dialect import ByDialect


class Migration(migrations.Migration):
    dependencies: ClassVar = [("models", "0016_files_given")]

    operations: ClassVar = [
        ByDialect(
            sqlite=[],
            postgres=[
                "CREATE FUNCTION on_outbox_item_insert() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN NOTIFY bcc_outbox; RETURN NULL; END $$",
                "CREATE TRIGGER outbox_item_insert AFTER INSERT ON outbox_item"
                " FOR EACH STATEMENT EXECUTE FUNCTION on_outbox_item_insert()",
            ],
        )
    ]
