from django.core.management.base import BaseCommand
from django.db import transaction

from guides.roles import ROLES, set_roles


class Command(BaseCommand):
    help = "Give the desk's roles exactly the permissions of the table in guides/roles.py. Run it after every migrate."

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        set_roles()
        if verbosity:
            self.stdout.write(f"Roles: {', '.join(ROLES)}.")
