from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0009_posting_since')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Leftover',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('object_key', fields.CharField(max_length=100)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'leftover', 'app': 'models', 'pk_attr': 'id', 'table_description': 'An object to delete. Outlives its workspace: the key says all that is needed.'},
            bases=['Row'],
        ),
        ops.AddField(
            model_name='RawMail',
            name='object_key',
            field=fields.CharField(null=True, max_length=100),
        ),
    ]
