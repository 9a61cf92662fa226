from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0010_raw_store')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='OutboxItem',
            index=Index(fields=['message_id']),
        ),
        ops.AddIndex(
            model_name='ThreadKey',
            index=Index(fields=['conversation_id']),
        ),
    ]
