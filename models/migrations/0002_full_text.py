"""What Tortoise has no words for: full-text indexes, and the triggers that keep them and the inbox.

Triggers, because a link, a name or a visibility is changed in many places, and a search or an inbox that
is wrong after one of them was forgotten shows to one person what belongs to another, or hides it.
"""

from typing import ClassVar

from tortoise import migrations

from models.by_dialect import ByDialect
from models.triggers import POSTGRES, SQLITE


class Migration(migrations.Migration):
    dependencies: ClassVar = [("models", "0001_initial")]

    operations: ClassVar = [ByDialect(sqlite=SQLITE, postgres=POSTGRES)]
