"""Who is signed in at the desk: a member of staff who showed both factors in this session, for at most twelve hours.

Passwords, passkeys, codes and lock-out are django-allauth's. What is here says who may come in, and keeps everyone
else out of every address of the desk.
"""

import logging
import time
from smtplib import SMTPException
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DESK = settings.SESSION_COOKIE_PATH
LONGEST_SESSION_SECONDS = 12 * 3600
NOTED_EVERY_SECONDS = 300  # so that not every page writes to the database
SEEN_AT = "seen_at"

# All that an account without a second factor can do.
SET_UP = {
    "account_logout",
    "account_reauthenticate",
    "admin:logout",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
}

logger = logging.getLogger(__name__)


def has_second_factor(user):
    """Whether the account has a passkey or an authenticator app. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class BothFactorsMiddleware:
    """Ends each session that is not good enough, and sends staff without a second factor to where they set one up.

    Outside the desk it does nothing, since nobody is signed in there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.must_set_up = False
        if request.path_info.startswith(DESK) and request.user.is_authenticated:
            self.look_at(request)
        return self.get_response(request)

    def look_at(self, request):
        records = get_authentication_records(request, request.user)
        is_over = not records or time.time() - records[0]["at"] > LONGEST_SESSION_SECONDS
        is_protected = has_second_factor(request.user)
        showed_it = any(record["method"] == "mfa" for record in records)
        if is_over or not request.user.is_staff or (is_protected and not showed_it):
            return logout(request)
        request.must_set_up = not is_protected
        return note_that_somebody_is_here(request)

    def process_view(self, request, view, args, kwargs):
        if request.must_set_up and request.resolver_match.view_name not in SET_UP:
            return redirect("mfa_index")
        return None


def note_that_somebody_is_here(request):
    """A session ends eight hours after it was last saved, so it is saved now and then while somebody works."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) > NOTED_EVERY_SECONDS:
        request.session[SEEN_AT] = now


def was_here_just_now(request):
    """Whether the sign-in itself was less than five minutes ago."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class DeskAccounts(DefaultAccountAdapter):
    """Accounts are made by an administrator, and only staff come in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name or password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "too_many_login_attempts": _("Too many failed attempts. Wait 15 minutes, then try again."),
        "rate_limited": _("Too many failed attempts. Wait 15 minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **login):
        if not user.is_staff:
            messages.error(request, gettext("This account may not use the desk."))
            return redirect("account_login")
        return super().pre_login(request, user, **login)

    def is_reauthentication_required(self, *, app, **details):
        """The password again, but not from somebody who came in this minute to set up a first second factor."""
        if context.request.must_set_up and was_here_just_now(context.request):
            return False
        return super().is_reauthentication_required(app=app, **details)

    def get_reset_password_from_key_url(self, key):
        """The link of the mail. The request's own host is never trusted for it."""
        return settings.PUBLIC_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def send_notification_mail(self, *args, **details):
        """Tell somebody that their password or second factor changed. It has changed, mail or no mail."""
        try:
            super().send_notification_mail(*args, **details)
        except (OSError, SMTPException):
            logger.exception("A mail about a changed account could not be sent.")


class DeskFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the right code. Each works once, so wait for the next one and try again."),
    }

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_user_identifier(self, user):
        """The user name, also for people with a mail address: it is what they sign in with."""
        return user.get_username()
