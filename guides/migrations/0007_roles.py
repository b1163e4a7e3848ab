from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

from guides.roles import set_roles


def make_roles(apps, schema_editor):
    """The roles as the table in guides/roles.py is today. `manage.py set_roles` adds what later migrations bring.

    Django makes permissions only after the last migration, so those of today are made here.
    """
    for label in ("guides", "admin"):
        create_permissions(
            installed.get_app_config(label), verbosity=0, apps=apps, using=schema_editor.connection.alias
        )
    set_roles(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0006_feedback'),
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=False),
    ]
