"""Which domains a workspace's members write from, found without reading all of its members."""

from typing import ClassVar

from tortoise import migrations

from models.by_dialect import ByDialect
from models.filing.surroundings import MEMBER_DOMAIN_POSTGRES, MEMBER_DOMAIN_SQLITE

_INDEX = "CREATE INDEX slack_user_domain ON slack_user (workspace_id, {})"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("models", "0014_vectors")]

    operations: ClassVar = [
        ByDialect(
            sqlite=[_INDEX.format(MEMBER_DOMAIN_SQLITE)], postgres=[_INDEX.format(MEMBER_DOMAIN_POSTGRES)]
        )
    ]
