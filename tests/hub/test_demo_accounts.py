import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _debugging(settings):
    settings.DEBUG = True


def printed_passwords(capsys):
    return dict(re.findall(r"shown only now: (\S+)  (\S+)", capsys.readouterr().out))


def test_demo_accounts_print_passwords_that_open_the_desk(capsys):
    call_command("demo_accounts")
    passwords = printed_passwords(capsys)
    assert sorted(passwords) == ["demo-author", "demo-reviewer"]
    assert all(authenticate(username=name, password=word).is_staff for name, word in passwords.items())


def test_demo_accounts_are_different_in_every_database(capsys):
    call_command("demo_accounts")
    first = printed_passwords(capsys)
    get_user_model().objects.all().delete()
    call_command("demo_accounts")
    second = printed_passwords(capsys)
    assert len({*first.values(), *second.values()}) == 4


def test_demo_accounts_keep_their_passwords_the_second_time(capsys):
    call_command("demo_accounts")
    passwords = printed_passwords(capsys)
    call_command("demo_accounts")
    said = capsys.readouterr().out
    assert "demo_accounts --reset" in said
    assert "shown only now" not in said
    assert all(authenticate(username=name, password=word) for name, word in passwords.items())


def test_demo_accounts_get_new_passwords_when_reset(capsys):
    call_command("demo_accounts")
    old = printed_passwords(capsys)
    call_command("demo_accounts", reset=True)
    new = printed_passwords(capsys)
    assert [authenticate(username=name, password=word) for name, word in old.items()] == [None, None]
    assert all(authenticate(username=name, password=word) for name, word in new.items())


def test_demo_accounts_may_edit_guides_but_delete_nothing(capsys):
    call_command("demo_accounts")
    for account in get_user_model().objects.all():
        permissions = account.get_all_permissions()
        assert {"guides.view_guide", "guides.add_guide", "guides.change_guide"} <= permissions
        assert not [name for name in permissions if ".delete_" in name or not name.startswith("guides.")]
        assert not account.is_superuser


def test_demo_accounts_are_marked_so_that_their_sign_off_is_a_demonstration(capsys):
    call_command("demo_accounts")
    members = Group.objects.get(name="Demonstration accounts").user_set.values_list("username", flat=True)
    assert sorted(members) == ["demo-author", "demo-reviewer"]


def test_demo_accounts_are_refused_in_production(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=yes only"):
        call_command("demo_accounts")
    assert not get_user_model().objects.exists()
