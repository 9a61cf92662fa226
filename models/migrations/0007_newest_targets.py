"""The newest records and persons of each kind and state, for `models.lookup` to look through first."""

from typing import ClassVar

from tortoise import migrations

from models.by_dialect import ByDialect


class Migration(migrations.Migration):
    dependencies: ClassVar = [("models", "0006_erasure")]

    operations: ClassVar = [
        ByDialect(sqlite=[], postgres=["CREATE INDEX target_words_newest ON target_words (marks, id)"])
    ]
