"""The addresses to sign in and to look after one's own password and second factor. No others of django-allauth: each
would be one more door. All are where a session's cookie goes."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


def count_as_used(request, kind):
    """Whoever has just set up a second factor has shown it, and goes on without signing in anew."""
    newest = Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
    post_authentication(request, newest, reauthenticated=True)


class SetUpApp(ActivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form):
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


def page(address, view, name, title, *, template="form", **said):
    """A page at the door. `said`: its `words` and, when there is something to send, the `button`."""
    context = {"title": title, "site_header": admin.site.site_header, "site_title": admin.site.site_title} | said
    route = re_path if address.startswith("^") else path
    shown = view.as_view(template_name=f"signin/{template}.html", extra_context=context)
    return route(address, never_cache(shown), name=name)  # some show secrets, and computers are shared


AGAIN = _("You are about to change how you sign in. Show once more that it is you.")

password = [
    page(
        "password/",
        account.PasswordChangeView,
        "account_change_password",
        _("Change your password"),
        button=_("Change password"),
    ),
    page(
        "reauthenticate/",
        account.ReauthenticateView,
        "account_reauthenticate",
        _("Is it still you?"),
        words=AGAIN,
        button=_("Go on"),
    ),
]

forgotten = [
    page(
        "",
        account.PasswordResetView,
        "account_reset_password",
        _("Forgot your password?"),
        words=_("Give the mail address of your account. A link to choose a new password will come by mail."),
        button=_("Send the link"),
    ),
    page(
        "done/",
        account.PasswordResetDoneView,
        "account_reset_password_done",
        _("Look into your mail"),
        words=_(
            "If there is an account with this address, a mail is on its way. Nothing there after some minutes? Look "
            "into your spam folder, or ask your administrator."
        ),
    ),
    page(
        "key/done/",
        account.PasswordResetFromKeyDoneView,
        "account_reset_password_from_key_done",
        _("Your password is changed"),
        template="password_changed",
    ),
    page(
        r"^key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.PasswordResetFromKeyView,
        "account_reset_password_from_key",
        _("Choose a new password"),
        template="new_password",
        button=_("Change password"),
    ),
]

second_factor = [
    page("", factors.IndexView, "mfa_index", _("Your sign-in"), template="index"),
    page(
        "second-factor/",
        factors.AuthenticateView,
        "mfa_authenticate",
        _("One more step"),
        template="second_factor",
        words=_("Open your authenticator app and type in the six digits it shows for the hub."),
        button=_("Sign in"),
    ),
    page(
        "second-factor/again/",
        factors.ReauthenticateView,
        "mfa_reauthenticate",
        _("Is it still you?"),
        words=AGAIN,
        button=_("Go on"),
    ),
    page(
        "app/", SetUpApp, "mfa_activate_totp", _("Set up an authenticator app"), template="app", button=_("Set it up")
    ),
    page(
        "app/remove/",
        DeactivateTOTPView,
        "mfa_deactivate_totp",
        _("Remove the authenticator app?"),
        words=_("Its codes will not let you in any more. Without another second proof you must set one up at once."),
        button=_("Remove it"),
    ),
    page(
        "passkey/",
        AddPasskey,
        "mfa_add_webauthn",
        _("Add a passkey"),
        template="passkey",
        words=_("Your browser will ask for your finger, face, PIN or security key. Give it a name that you will know."),
    ),
    page(
        "passkey/again/",
        ReauthenticateWebAuthnView,
        "mfa_reauthenticate_webauthn",
        _("Is it still you?"),
        template="passkey_again",
        words=AGAIN,
    ),
    page(
        "passkey/<int:pk>/remove/",
        RemovePasskey,
        "mfa_remove_webauthn",
        _("Remove this passkey?"),
        words=_("It will not let you in any more. Without another second proof you must set one up at once."),
        button=_("Remove it"),
    ),
    page(
        "recovery-codes/",
        codes.ViewRecoveryCodesView,
        "mfa_view_recovery_codes",
        _("Your recovery codes"),
        template="codes",
    ),
    page(
        "recovery-codes/new/",
        codes.GenerateRecoveryCodesView,
        "mfa_generate_recovery_codes",
        _("Make new recovery codes?"),
        words=_("The old ones will not let you in any more."),
        button=_("Make new ones"),
    ),
    path("recovery-codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [
    page("login/", account.LoginView, "account_login", _("Sign in to the desk"), button=_("Go on")),
    page("logout/", account.LogoutView, "account_logout", _("Sign out?"), button=_("Sign out")),
    page(
        "inactive/",
        account.AccountInactiveView,
        "account_inactive",
        _("This account is closed"),
        words=_("Ask your administrator to open it again."),
    ),
    *password,
    *second_factor,
]
if settings.CAN_SEND_MAIL:
    urlpatterns.append(path("password/reset/", include(forgotten)))
