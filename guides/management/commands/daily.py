import logging

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

COMMANDS = ("remind_reviews", "remind_feedback")

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = f"Do what is to be done once a day ({', '.join(COMMANDS)}). For a timer; safe to run twice."

    def handle(self, **options):
        """Each command runs whatever became of the one before; the error at the end says which did not finish."""
        failed = [name for name in COMMANDS if not self.finishes(name)]
        if failed:
            raise CommandError(f"Did not finish: {', '.join(failed)}.")

    def finishes(self, name):
        try:
            call_command(name, stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(f"{name}: {error}")
        except Exception:  # a fault of ours in one must not keep the others from running
            logger.exception("%s failed", name)
        else:
            return True
        return False
