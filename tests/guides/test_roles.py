"""The roles as groups: made by the migration, kept by the command, and holding what the table says."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

from guides import roles
from guides.roles import ROLES, set_roles

pytestmark = pytest.mark.django_db

MIGRATION = next((Path(roles.__file__).parent / "migrations").glob("*_roles.py")).stem
# Named in the table for those who come after; a name leaves this list when its migration is there.
TO_COME = set()


def held(role):
    pairs = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


def every_permission():
    return {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}


def test_migration_makes_each_role_with_its_permissions_even_before_django_has_made_them():
    Group.objects.all().delete()
    Permission.objects.all().delete()
    import_module(f"guides.migrations.{MIGRATION}").make_roles(apps, connection.schema_editor())
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert "guides.sign_off_edition" in held("Clinical reviewer")
    assert "admin.view_logentry" in held("Auditor (read only)")


def test_command_gives_exactly_what_the_table_says_and_can_run_again():
    set_roles()
    before = {role: held(role) for role in ROLES}
    author = Group.objects.get(name="Author")
    author.permissions.set(Permission.objects.filter(codename__in=["sign_off_edition", "delete_user"]))
    for _ in range(2):
        call_command("set_roles", verbosity=0)
        assert {role: held(role) for role in ROLES} == before


def test_command_says_which_roles_there_are(capsys):
    call_command("set_roles")
    assert capsys.readouterr().out == f"Roles: {', '.join(ROLES)}.\n"


def test_groups_of_the_operators_are_left_alone():
    own = Group.objects.create(name="Our own")
    own.permissions.set(Permission.objects.filter(codename="view_guide"))
    set_roles()
    assert held("Our own") == {"guides.view_guide"}


def test_permission_of_a_later_migration_reaches_the_roles_that_name_it():
    kind = Permission.objects.get(codename="view_bonerule").content_type
    Permission.objects.get_or_create(codename="approve_bonerule", content_type=kind, defaults={"name": "Can approve"})
    set_roles()
    assert {role for role in ROLES if "guides.approve_bonerule" in held(role)} == {
        "Clinical reviewer",
        "Publisher of last resort",
    }


def test_table_names_only_permissions_that_there_are():
    named = {name for names in ROLES.values() for name in names if "*" not in name}
    assert named - every_permission() <= TO_COME
    assert TO_COME - named == set()


def test_no_role_deletes_anything_or_manages_people():
    set_roles()
    given = {name for role in ROLES for name in held(role)}
    assert [name for name in given if ".delete_" in name or name.split(".")[0] not in ("guides", "admin")] == []
    assert {name for name in given if name.startswith("admin.")} == {"admin.view_logentry"}


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("guides.submit_guide", ["Author", "Clinical reviewer", "Publisher of last resort"]),
        ("guides.sign_off_edition", ["Clinical reviewer", "Publisher of last resort"]),
        ("guides.withdraw_edition", ["Clinical reviewer", "Publisher of last resort"]),
        ("guides.publish_alone_edition", ["Publisher of last resort"]),
        ("guides.view_guide", list(ROLES)),
        ("guides.view_qualification", ["Auditor (read only)"]),
        ("admin.view_logentry", ["Auditor (read only)"]),
    ],
)
def test_right_is_held_by_these_roles_alone(permission, holders):
    set_roles()
    assert [role for role in ROLES if permission in held(role)] == holders


def test_auditor_sees_everything_of_the_guides_and_changes_nothing():
    set_roles()
    views = {name for name in every_permission() if name.startswith("guides.view_")}
    assert held("Auditor (read only)") == views | {"guides.export_guide", "admin.view_logentry"}
