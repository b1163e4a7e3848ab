import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from guides.editions import DEMONSTRATION_GROUP

NAMES = ("demo-author", "demo-reviewer")


class Command(BaseCommand):
    help = "Make two staff accounts to try the desk with, and print their passwords once. Only while debugging."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give both accounts new passwords")

    @transaction.atomic
    def handle(self, *, reset, **options):
        if not settings.DEBUG:
            raise CommandError("Demonstration accounts are for DEBUG=yes only: real people get accounts of their own.")
        group = demonstration_group()
        made = [self.open_account(name, group, reset) for name in NAMES]
        if not any(made):
            self.stdout.write(
                f"Accounts for the desk: {' and '.join(NAMES)}. "
                "New passwords: DEBUG=yes .venv/bin/python manage.py demo_accounts --reset"
            )

    def open_account(self, name, group, reset):
        """Make one account, or give it a new password; True when a password was printed."""
        account, is_new = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
        account.groups.add(group)
        if not (is_new or reset):
            return False
        password = secrets.token_urlsafe(12)
        account.set_password(password)
        account.save(update_fields=["password"])
        self.stdout.write(f"Account for the desk, shown only now: {name}  {password}")
        return True


def demonstration_group():
    """The group that marks every sign-off by its members as a demonstration. It may do all but delete."""
    group, _ = Group.objects.get_or_create(name=DEMONSTRATION_GROUP)
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="guides").filter(
            Q(codename__startswith="view_")
            | Q(codename__startswith="add_")
            | Q(codename__startswith="change_")
            | Q(codename__in=["answer_feedback", "withdraw_edition"])
        )
    )
    return group
