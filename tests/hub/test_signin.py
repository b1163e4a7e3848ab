"""Signing in at the desk as a person does it, and as somebody who should not get in tries it."""

import re
import runpy
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hub import signin_urls
from tests.desk import sign_in, signed_in
from tests.factories import TOTP_SECRET, make_person

pytestmark = pytest.mark.django_db

LOGIN, SECOND, SET_UP = "/admin/account/login/", "/admin/account/second-factor/", "/admin/account/"
PASSWORD = "a long and dull word"


@pytest.fixture(autouse=True)
def _nothing_is_counted_from_the_test_before(settings):
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end between asking the app and sending its code


def person(name="Ada", **fields):
    made = make_person(name, email=f"{name.lower()}@example.org", **fields)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def newcomer(name="Newcomer"):
    """Somebody whose account was made this morning: a password and no second factor."""
    made = person(name)
    Authenticator.objects.filter(user=made).delete()
    return made


def give_password(client, who, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": who.username, "password": password} | more)


def code_now(secret=TOTP_SECRET, *, later=0):
    """What the app shows now, or some half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + later))


def give_code(client, code):
    return client.post(SECOND, {"code": code})


def is_in(client):
    return client.get("/admin/").status_code == 200


def said(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


# Both factors


def test_password_and_code_open_the_desk(client):
    response = give_password(client, person(), next="/admin/guides/guide/")
    assert (response["Location"], is_in(client)) == (SECOND, False)
    assert give_code(client, code_now())["Location"] == "/admin/guides/guide/"
    assert is_in(client)


def test_code_works_once(client):
    ada, code = person(), code_now()
    give_password(client, ada)
    give_code(client, code)
    assert is_in(client)
    thief = Client()
    give_password(thief, ada)
    assert said(give_code(thief, code)) == [
        "This is not the right code. Each works once, so wait for the next one and try again."
    ]
    assert not is_in(thief)


def test_recovery_code_stands_for_the_app_once():
    ada = person()
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        client = Client()
        give_password(client, ada)
        give_code(client, code)
        outcomes.append(is_in(client))
    assert outcomes == [True, False]


def test_recovery_codes_alone_are_no_second_factor(client):
    ada = newcomer()
    RecoveryCodes.activate(ada)
    assert give_password(client, ada)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == SET_UP


def test_code_without_a_password_is_asked_of_nobody(client):
    person()
    assert give_code(client, code_now())["Location"] == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example/admin/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, elsewhere):
    give_password(client, person(), next=elsewhere)
    assert give_code(client, code_now())["Location"] == "/admin/"


def test_account_that_is_not_staff_is_told_so_and_stays_outside(client):
    response = give_password(client, person("Eve", is_staff=False))
    assert response["Location"] == LOGIN
    assert "This account may not use the desk." in client.get(LOGIN).content.decode()
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_closed_account_stays_outside(client):
    response = give_password(client, person(is_active=False))
    assert response["Location"] == "/admin/account/inactive/"
    assert not is_in(client)


def test_account_that_is_closed_or_no_longer_staff_is_out_at_once():
    for change in ({"is_active": False}, {"is_staff": False}):
        client = signed_in(make_person(f"Ada {change}"))
        assert is_in(client)
        User.objects.filter(username__startswith="ada").update(**change)
        assert not is_in(client)


def test_nobody_signs_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_django_s_own_sign_in_page_opens_nothing(client):
    ada = person()
    response = client.post("/admin/login/", {"username": ada.username, "password": PASSWORD})
    assert urlsplit(response["Location"]).path == LOGIN
    assert not is_in(client)


# Setting up


def set_up_app(client):
    secret = re.search(r'class="door__key">(\w+)<', client.get("/admin/account/app/").content.decode())[1]
    return client.post("/admin/account/app/", {"code": code_now(secret)})


def test_newcomer_sets_up_an_app_sees_recovery_codes_and_is_in(client):
    ada = newcomer()
    assert give_password(client, ada)["Location"] == "/admin/"
    assert client.get("/admin/", follow=True).redirect_chain == [(SET_UP, 302)]
    response = set_up_app(client)
    assert response["Location"] == "/admin/account/recovery-codes/"
    page = client.get(response["Location"]).content.decode()
    shown = re.findall(r"<code>(\d+)</code>", page)
    assert shown == Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()
    assert (len(shown), is_in(client)) == (10, True)


def test_wrong_code_sets_up_nothing(client):
    give_password(client, newcomer())
    client.get("/admin/account/app/")
    client.post("/admin/account/app/", {"code": "000000"})
    assert not Authenticator.objects.exists()


def test_second_browser_of_a_newcomer_is_out_once_the_first_has_set_one_up():
    ada, first, second = newcomer(), Client(), Client()
    for client in (first, second):
        give_password(client, ada)
    set_up_app(first)
    assert (is_in(first), is_in(second)) == (True, False)
    assert second.get("/admin/account/")["Location"].startswith(LOGIN)


def test_old_session_whose_second_factor_was_taken_away_needs_the_password_to_set_up_another():
    ada = person()
    client = sign_in(Client(), ada, at=time.time() - 600)
    Authenticator.objects.filter(user=ada).delete()
    assert client.get("/admin/guides/guide/")["Location"] == SET_UP
    assert urlsplit(client.get("/admin/account/app/")["Location"]).path == "/admin/account/reauthenticate/"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/account/app/remove/",
        "/admin/account/passkey/",
        "/admin/account/recovery-codes/",
        "/admin/account/recovery-codes/new/",
        "/admin/account/recovery-codes/file/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_changing_how_one_signs_in_needs_the_password_again(address, method):
    ada = person()
    RecoveryCodes.activate(ada)
    client = signed_in(ada)
    before = list(Authenticator.objects.values())
    response = getattr(client, method)(address)
    if response.status_code != 405:
        assert urlsplit(response["Location"]).path == "/admin/account/reauthenticate/"
    assert list(Authenticator.objects.values()) == before


def test_second_factor_is_removed_after_the_password_and_then_another_must_be_set_up():
    ada = person()
    client = signed_in(ada)
    again = client.get("/admin/account/app/remove/")["Location"]
    assert said(client.post(again, {"password": "wrong"})) == ["The password is wrong."]
    assert client.post(again, {"password": PASSWORD})["Location"] == "/admin/account/app/remove/"
    assert client.post("/admin/account/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=ada).exists()
    assert client.get("/admin/")["Location"] == SET_UP


def test_nobody_removes_the_passkey_of_somebody_else():
    key = Authenticator.objects.create(user=person("Bo"), type="webauthn", data={"name": "Key", "credential": {}})
    client = signed_in(person())
    address = f"/admin/account/passkey/{key.pk}/remove/"
    client.post(client.get(address)["Location"], {"password": PASSWORD})
    assert client.post(address).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_administrator_takes_away_what_somebody_lost_and_never_sees_the_secret():
    bo, root = person("Bo"), signed_in(make_person("Root", is_superuser=True))
    lost = Authenticator.objects.get(user=bo)
    address = f"/admin/mfa/authenticator/{lost.pk}"
    assert TOTP_SECRET not in root.get(f"{address}/change/").content.decode()
    assert root.post(f"{address}/change/", {"data": "{}"}).status_code == 403
    assert root.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.filter(pk=lost.pk).exists()


@pytest.mark.parametrize("address", [SET_UP, "/admin/account/app/", "/admin/account/recovery-codes/"])
def test_no_browser_keeps_a_page_with_secrets(client, address):
    give_password(client, newcomer())
    if "codes" in address:
        set_up_app(client)
    response = client.get(address)
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)


def test_link_of_a_mail_works_for_an_hour(client, mailoutbox, time_machine):
    time_machine.move_to("2026-11-24 10:00Z")
    person()
    client.post("/admin/account/password/reset/", {"email": "ada@example.org"})
    time_machine.move_to("2026-11-24 11:01Z")
    assert "it is too old." in client.get(link_in(mailoutbox[0])).content.decode()


# Lock-out


def test_five_wrong_passwords_lock_an_account_and_no_other(client, time_machine):
    time_machine.move_to("2026-11-24 10:00Z")
    ada, bo = person(), person("Bo")
    for _ in range(5):
        assert said(give_password(client, ada, "guess")) == ["User name or password is wrong."]
    locked = ["Too many failed attempts. Wait 15 minutes, then try again."]
    assert said(give_password(client, ada)) == locked
    assert said(give_password(Client(REMOTE_ADDR="192.0.2.7"), ada)) == locked
    assert give_password(Client(), bo)["Location"] == SECOND
    time_machine.move_to("2026-11-24 10:16Z")
    assert give_password(Client(), ada)["Location"] == SECOND


def test_five_wrong_codes_lock_the_second_step(client):
    give_password(client, person())
    for _ in range(5):
        give_code(client, "000000")
    assert said(give_code(client, code_now())) == ["Too many failed attempts. Wait 15 minutes, then try again."]
    assert not is_in(client)


def test_one_address_cannot_try_one_password_on_everybody(client):
    for number in range(20):
        give_password(client, person(f"Ada {number}"), "guess")
    assert said(give_password(client, person("Last"))) == ["Too many failed attempts. Wait 15 minutes, then try again."]


def test_unknown_name_is_answered_like_a_wrong_password(client):
    person()
    words = [said(client.post(LOGIN, {"login": name, "password": "guess"})) for name in ("ada", "nobody-of-this-name")]
    assert words[0] == words[1]


# How long a session lasts


def test_session_ends_after_twelve_hours_however_busy_its_owner(time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    client = signed_in(make_person())
    for hour in range(9, 21):
        time_machine.move_to(f"2026-11-24 {hour:02}:00Z", tick=False)
        assert is_in(client)
    time_machine.move_to("2026-11-24 20:01Z", tick=False)
    assert not is_in(client)


def test_session_ends_after_eight_hours_of_doing_nothing(time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    client = signed_in(make_person())
    time_machine.move_to("2026-11-24 11:00Z", tick=False)
    assert is_in(client)
    time_machine.move_to("2026-11-24 18:59Z", tick=False)
    assert is_in(client)
    other = signed_in(make_person("Bo"))
    time_machine.move_to("2026-11-25 03:00Z", tick=False)
    assert not is_in(other)


def test_session_cookie_ends_with_the_browser_and_stays_at_the_desk(client):
    give_password(client, person())
    give_code(client, code_now())
    cookie = client.cookies["sessionid"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("/admin/", "", True, "Lax")
    assert {name: cookie["path"] for name, cookie in client.cookies.items()} == dict.fromkeys(client.cookies, "/admin/")


def test_signing_out_ends_the_session(client):
    client = signed_in(make_person())
    assert client.post("/admin/account/logout/")["Location"] == LOGIN
    assert not is_in(client)


def test_visitors_pages_ask_nothing_about_who_somebody_is(django_assert_num_queries):
    client = signed_in(make_person())
    with django_assert_num_queries(0):
        response = client.get("/safety/")
    assert (dict(response.cookies), response["Vary"]) == ({}, "Accept-Encoding")


# Mail


def link_in(mail):
    return re.search(r"^https://hub\.example\.org(/\S+)$", mail.body, re.MULTILINE)[1]


def test_forgotten_password_is_chosen_anew_by_mail_and_the_second_factor_stays(client, mailoutbox):
    ada = person()
    client.post("/admin/account/password/reset/", {"email": "ADA@example.org"}, headers={"Host": "127.0.0.1"})
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, "ada" in mail.body) == (["ada@example.org"], "Choose a new password", True)
    form = client.get(link_in(mail))["Location"]
    new = "another dull and long word"
    client.post(form, {"password1": new, "password2": new})
    assert mailoutbox[1].subject == "The password of your account was changed"
    assert not is_in(client)
    assert give_password(client, ada, new)["Location"] == SECOND
    used = Client().get(link_in(mail))
    assert "This link was used before, or it is too old." in used.content.decode()


def test_unknown_address_gets_the_same_answer_and_no_mail(client, mailoutbox):
    person()
    answers = [
        client.post("/admin/account/password/reset/", {"email": address}, follow=True).content
        for address in ("nobody@example.org", "ada@example.org")
    ]
    without_tokens = [re.sub(rb'value="\w{64}"', b"", answer) for answer in answers]
    assert without_tokens[0] == without_tokens[1]
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_person_is_told_by_mail_when_their_sign_in_changes(mailoutbox):
    client = signed_in(person())
    client.post(client.get("/admin/account/app/remove/")["Location"], {"password": PASSWORD})
    client.post("/admin/account/app/remove/")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ada@example.org"], "The sign-in of your account was changed")
    assert "The authenticator app was removed." in mail.body
    assert "127.0.0.1" not in mail.body


class OutOfOrder(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_change_stands_when_the_mail_about_it_cannot_be_sent(client, settings):
    settings.EMAIL_BACKEND = f"{__name__}.OutOfOrder"
    new = "another dull and long word"
    ada = person()
    client = signed_in(ada)
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/admin/account/password/", sent).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(new)


def test_without_a_mail_server_nobody_is_offered_a_mail(settings):
    settings.CAN_SEND_MAIL = False
    routes = runpy.run_path(signin_urls.__file__)["urlpatterns"]
    assert [route for route in map(str, (each.pattern for each in routes)) if "reset" in route] == []
