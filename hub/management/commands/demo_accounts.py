import secrets

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guides.editions import DEMONSTRATION_GROUP
from guides.roles import set_roles

ROLES = {
    "demo-author": "Author",
    "demo-reviewer": "Clinical reviewer",
    "demo-publisher": "Publisher of last resort",
}
CODES_TO_PRINT = 3


class Command(BaseCommand):
    help = "Make three staff accounts to try the desk with, and print how to sign in once. Only while debugging."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give all accounts new passwords and second factors")
        parser.add_argument("--code", metavar="NAME", choices=ROLES, help="print the six digits of this account's app")

    def handle(self, *, reset, code, **options):
        if not settings.DEBUG:
            raise CommandError("Demonstration accounts are for DEBUG=yes only: real people get accounts of their own.")
        if code:
            return self.print_code(code)
        return self.open_accounts(reset)

    @transaction.atomic
    def open_accounts(self, reset):
        set_roles()
        made = [self.open_account(name, reset) for name in ROLES]
        if not any(made):
            self.stdout.write(
                f"Accounts for the desk: {', '.join(ROLES)}. "
                "New passwords: DEBUG=yes .venv/bin/python manage.py demo_accounts --reset"
            )
        self.stdout.write(
            "The six digits for one: DEBUG=yes .venv/bin/python manage.py demo_accounts --code demo-author"
        )

    def open_account(self, name, reset):
        """Make one account, or give it a new password; True when a password was printed."""
        account, is_new = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
        account.groups.set([demonstration_group(), Group.objects.get(name=ROLES[name])])
        if not (is_new or reset or not Authenticator.objects.filter(user=account).exists()):
            return False
        password = secrets.token_urlsafe(12)
        account.set_password(password)
        account.save(update_fields=["password"])
        self.stdout.write(f"Account for the desk, shown only now: {name}  {password}")
        for line in new_second_factor(account):
            self.stdout.write(f"  {line}")
        return True

    def print_code(self, name):
        app = Authenticator.objects.filter(user__username=name, type=Authenticator.Type.TOTP).first()
        if app is None:
            raise CommandError(f"{name} has no authenticator app. Make one: demo_accounts --reset")
        now = next(totp.yield_hotp_counters_from_time())
        self.stdout.write(totp.format_hotp_value(totp.hotp_value(app.data["secret"], now)))


def new_second_factor(account):
    """Give the account a new authenticator app and recovery codes; what to tell the person, in lines."""
    Authenticator.objects.filter(user=account).delete()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    codes = RecoveryCodes.activate(account).get_unused_codes()[:CODES_TO_PRINT]
    return [
        f"for an authenticator app: {get_adapter().build_totp_url(account, secret)}",
        f"or once each, instead of its six digits: {' '.join(codes)}",
    ]


def demonstration_group():
    """The group that marks every sign-off by its members as a demonstration. It gives no rights: roles do."""
    group, _ = Group.objects.get_or_create(name=DEMONSTRATION_GROUP)
    group.permissions.clear()
    return group
