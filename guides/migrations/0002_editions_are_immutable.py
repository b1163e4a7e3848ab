from django.db import migrations

from guides.immutable import keep_editions_immutable, let_editions_change


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial")]

    operations = [migrations.RunPython(keep_editions_immutable, let_editions_change)]
