from tortoise import migrations
from tortoise.migrations import operations as ops
from models.grown_enum import GrownEnum
from models.types import HeldFor
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0011_erasure_indexes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MessageName',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('owner', fields.ForeignKeyField('models.User', source_field='owner_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=255)),
                ('message', fields.ForeignKeyField('models.Message', source_field='message_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'message_name', 'app': 'models', 'unique_together': (('name', 'owner_id'),), 'indexes': [Index(fields=['message_id'])], 'pk_attr': 'id', 'table_description': 'What a mail is known again by, where that is not its Message-ID alone: `message_key` among the rest.'},
            bases=['ScopedRow'],
        ),
        GrownEnum(
            model_name='HeldMail',
            name='held_for',
            field=fields.CharEnumField(description='PENDING: pending\nPLAUSIBLE: plausible\nOLD: old\nDECLINED: declined', enum_type=HeldFor, max_length=16),
        ),
        ops.AddField(
            model_name='HeldMail',
            name='written_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Message',
            name='thread_key',
            field=fields.CharField(null=True, max_length=255),
        ),
    ]
