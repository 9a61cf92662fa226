from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0007_newest_targets')]

    initial = False

    operations = [
        ops.CreateModel(
            name='OAuthState',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'oauth_state', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Somebody began to install us. Of the state that their browser carries only a hash is kept.'},
            bases=['Row'],
        ),
    ]
