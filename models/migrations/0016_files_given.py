from tortoise import migrations
from models.grown_enum import GrownEnum
from models.types import OutboxKind
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0015_member_domains')]

    initial = False

    operations = [
        GrownEnum(
            model_name='OutboxItem',
            name='kind',
            field=fields.CharEnumField(description='CARD: card\nCARD_UPDATE: card_update\nNOTICE: notice\nTIDY: tidy\nASK: ask\nFORWARDING_CODE: forwarding_code\nVERIFICATION: verification\nSHARE: share\nSHARE_UPDATE: share_update\nSHARE_WITHDRAW: share_withdraw\nREPORT: report\nREMOVE: remove\nERASE: erase\nHANDOVER: handover\nLEAVER: leaver\nFILES: files', enum_type=OutboxKind, max_length=16),
        ),
    ]
