import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from guides.editions import DEMONSTRATION_GROUP

pytestmark = pytest.mark.django_db

NAMES = ["demo-author", "demo-publisher", "demo-reviewer"]


@pytest.fixture(autouse=True)
def _debugging(settings):
    settings.DEBUG = True


def printed(capsys):
    """What the command said of each account: password, address for an app, recovery codes."""
    found = re.findall(
        r"shown only now: (\S+)  (\S+)\n  for an authenticator app: (\S+)\n.*digits: (.*)\n", capsys.readouterr().out
    )
    return {name: (password, app, codes.split()) for name, password, app, codes in found}


def printed_passwords(capsys):
    return {name: password for name, (password, _, _) in printed(capsys).items()}


def test_demo_accounts_print_passwords_of_staff(capsys):
    call_command("demo_accounts")
    passwords = printed_passwords(capsys)
    assert sorted(passwords) == NAMES
    assert all(authenticate(username=name, password=word).is_staff for name, word in passwords.items())


def test_demo_account_opens_the_desk_with_password_and_recovery_code(client, capsys):
    call_command("demo_accounts")
    password, _, codes = printed(capsys)["demo-reviewer"]
    assert len(codes) == 3
    client.post("/admin/account/login/", {"login": "demo-reviewer", "password": password})
    client.post("/admin/account/second-factor/", {"code": codes[2]})
    assert client.get("/admin/").status_code == 200


def test_printed_address_and_printed_code_are_those_of_the_app(capsys, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    call_command("demo_accounts")
    _, app, _ = printed(capsys)["demo-author"]
    kept = Authenticator.objects.get(user__username="demo-author", type="totp")
    assert f"otpauth://totp/demo-author?secret={kept.data['secret']}&issuer=" in app
    call_command("demo_accounts", code="demo-author")
    code = capsys.readouterr().out.strip()
    assert TOTP(kept).validate_code(code)


def test_code_of_an_account_that_is_not_there_is_refused_with_the_cure():
    with pytest.raises(CommandError, match=r"no authenticator app. Make one: demo_accounts --reset"):
        call_command("demo_accounts", code="demo-author")


def test_demo_accounts_are_different_in_every_database(capsys):
    call_command("demo_accounts")
    first = printed_passwords(capsys)
    get_user_model().objects.all().delete()
    call_command("demo_accounts")
    second = printed_passwords(capsys)
    assert len({*first.values(), *second.values()}) == 6


def test_demo_accounts_keep_their_passwords_the_second_time(capsys):
    call_command("demo_accounts")
    passwords = printed_passwords(capsys)
    call_command("demo_accounts")
    said = capsys.readouterr().out
    assert "demo_accounts --reset" in said
    assert "demo_accounts --code demo-author" in said
    assert "shown only now" not in said
    assert all(authenticate(username=name, password=word) for name, word in passwords.items())


def test_demo_accounts_get_new_passwords_and_second_factors_when_reset(capsys):
    call_command("demo_accounts")
    old = printed(capsys)
    call_command("demo_accounts", reset=True)
    new = printed(capsys)
    assert [authenticate(username=name, password=said[0]) for name, said in old.items()] == [None, None, None]
    assert all(authenticate(username=name, password=said[0]) for name, said in new.items())
    assert all(old[name][1] != new[name][1] and old[name][2] != new[name][2] for name in NAMES)


def test_demo_account_of_an_older_hub_gets_a_second_factor_and_loses_its_blanket_rights(capsys):
    old = get_user_model().objects.create(username="demo-author", is_staff=True)
    group = Group.objects.create(name=DEMONSTRATION_GROUP)
    group.permissions.set(Permission.objects.filter(codename="sign_off_edition"))
    old.groups.add(group)
    call_command("demo_accounts")
    assert "demo-author" in printed(capsys)
    account = get_user_model().objects.get(pk=old.pk)
    assert not account.has_perm("guides.sign_off_edition")
    assert account.has_perm("guides.change_guide")


def test_demo_accounts_have_the_rights_of_their_role_and_no_others(capsys):
    call_command("demo_accounts")
    roles = {
        "demo-author": "Author",
        "demo-reviewer": "Clinical reviewer",
        "demo-publisher": "Publisher of last resort",
    }
    for name, role in roles.items():
        account = get_user_model().objects.get(username=name)
        assert sorted(account.groups.values_list("name", flat=True)) == sorted([role, DEMONSTRATION_GROUP])
        rights = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
        assert account.get_all_permissions() == {f"{app}.{codename}" for app, codename in rights}
        assert not account.is_superuser


def test_demo_accounts_are_marked_so_that_their_sign_off_is_a_demonstration(capsys):
    call_command("demo_accounts")
    members = Group.objects.get(name="Demonstration accounts").user_set.values_list("username", flat=True)
    assert sorted(members) == NAMES


@pytest.mark.parametrize("wanted", [{}, {"reset": True}, {"code": "demo-author"}])
def test_demo_accounts_are_refused_in_production(settings, wanted):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=yes only"):
        call_command("demo_accounts", **wanted)
    assert not get_user_model().objects.exists()
