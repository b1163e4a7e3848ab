from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "desk_cache", database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE desk_cache")


class Migration(migrations.Migration):

    dependencies = []

    operations = [
        migrations.RunPython(make_table, drop_table),
    ]
