from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from models.grown_enum import GrownEnum
from models.types import AddressState, ContactCreation, HeldFor, OutboxKind, OutsideGuard, ShareState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0002_full_text')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Follow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('share', fields.ForeignKeyField('models.Share', source_field='share_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('user', fields.ForeignKeyField('models.User', source_field='user_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'follow', 'app': 'models', 'unique_together': (('share_id', 'user_id'),), 'pk_attr': 'id', 'table_description': 'A colleague who wants to hear of later mail of a shared conversation.'},
            bases=['ScopedRow'],
        ),
        ops.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('slug', fields.CharField(unique=True, max_length=64)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'former_slug', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A slug that a workspace gave up: mail to it is taken until `until`, and nobody else gets it before.'},
            bases=['ScopedRow'],
        ),
        ops.CreateModel(
            name='HeldMail',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('user', fields.ForeignKeyField('models.User', source_field='user_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('address', fields.CharField(max_length=320)),
                ('held_for', fields.CharEnumField(description='PENDING: pending\nPLAUSIBLE: plausible', enum_type=HeldFor, max_length=16)),
                ('subject', fields.CharField(max_length=255)),
                ('content', fields.BinaryField()),
                ('digest', fields.CharField(max_length=64)),
                ('peer_ip', fields.CharField(max_length=64)),
                ('helo', fields.CharField(max_length=255)),
                ('mail_from', fields.CharField(max_length=320)),
                ('rcpt_to', fields.JSONField(encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('smtputf8', fields.BooleanField(default=False)),
                ('verdict', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('released_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'held_mail', 'app': 'models', 'unique_together': (('user_id', 'digest'),), 'indexes': [Index(fields=['user_id', 'address']), Index(fields=['released_at']), Index(fields=['expires_at'])], 'pk_attr': 'id', 'table_description': 'A whole mail, kept aside for the member it probably belongs to.'},
            bases=['ScopedRow'],
        ),
        GrownEnum(
            model_name='OutboxItem',
            name='kind',
            field=fields.CharEnumField(description='CARD: card\nCARD_UPDATE: card_update\nNOTICE: notice\nTIDY: tidy\nASK: ask\nFORWARDING_CODE: forwarding_code\nVERIFICATION: verification\nSHARE: share\nSHARE_UPDATE: share_update\nSHARE_WITHDRAW: share_withdraw\nREPORT: report', enum_type=OutboxKind, max_length=16),
        ),
        ops.AddField(
            model_name='Record',
            name='channel',
            field=fields.CharField(null=True, max_length=32),
        ),
        GrownEnum(
            model_name='SenderAddress',
            name='state',
            field=fields.CharEnumField(default=AddressState.PENDING, description='PENDING: pending\nVERIFIED: verified\nREMOVED: removed\nBLOCKED: blocked', enum_type=AddressState, max_length=16),
        ),
        ops.AddField(
            model_name='SenderAddress',
            name='sends',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='SenderAddress',
            name='sent_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='SenderAddress',
            name='token_hash',
            field=fields.BinaryField(null=True),
        ),
        ops.AlterModelOptions(
            name='Share',
            options={'table': 'share', 'app': 'models', 'indexes': [Index(fields=['message_id', 'withdrawn_at']), Index(fields=['workspace_id', 'channel'])], 'pk_attr': 'id', 'table_description': "A copy of a mail in a channel or in a person's DM, from the wish to post it to its withdrawal."},
        ),
        ops.AddField(
            model_name='Share',
            name='channel_name',
            field=fields.CharField(null=True, max_length=255),
        ),
        ops.AddField(
            model_name='Share',
            name='error',
            field=fields.CharField(null=True, max_length=255),
        ),
        ops.AddField(
            model_name='Share',
            name='files',
            field=fields.JSONField(default=list, db_default=[], encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Share',
            name='parts',
            field=fields.JSONField(default=dict, db_default={}, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Share',
            name='recipient',
            field=fields.ForeignKeyField('models.User', source_field='recipient_id', null=True, db_constraint=True, to_field='id', related_name='received_shares', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Share',
            name='state',
            field=fields.CharEnumField(default=ShareState.POSTED, description='POSTING: posting\nPOSTED: posted\nFAILED: failed\nWITHDRAWING: withdrawing\nWITHDRAWN: withdrawn', db_default=ShareState.POSTED, enum_type=ShareState, max_length=16),
        ),
        ops.AddField(
            model_name='User',
            name='contact_creation',
            field=fields.CharEnumField(null=True, description='ASK: ask\nALWAYS: always\nNEVER: never', enum_type=ContactCreation, max_length=16),
        ),
        ops.AddField(
            model_name='User',
            name='deactivated_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='User',
            name='digest_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='User',
            name='erase_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='User',
            name='language',
            field=fields.CharField(null=True, max_length=16),
        ),
        ops.AddField(
            model_name='User',
            name='quiet_from',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='User',
            name='quiet_until',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='User',
            name='refusals_told_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='User',
            name='successor',
            field=fields.ForeignKeyField('models.User', source_field='successor_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='Workspace',
            name='default_auto_link',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name='Workspace',
            name='outside_guard',
            field=fields.CharEnumField(default=OutsideGuard.ASK, description='ASK: ask\nREFUSE: refuse', db_default=OutsideGuard.ASK, enum_type=OutsideGuard, max_length=16),
        ),
        ops.AddField(
            model_name='Workspace',
            name='post_to_record_channels',
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
