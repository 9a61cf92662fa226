from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0012_names_and_old_mail')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='OutboxItem',
            index=Index(fields=['state', 'lane', 'id']),
        ),
        ops.RemoveIndex(
            model_name='OutboxItem',
            fields=['state', 'due_at'],
        ),
    ]
