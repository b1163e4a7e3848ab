from django.core.management.base import BaseCommand
from django.utils import timezone

from guides import signing


class Command(BaseCommand):
    help = "Publish what was signed off for an hour that has come. For a timer; safe to run twice and on two machines."

    def handle(self, *, verbosity, **options):
        published, held = signing.publish_due(timezone.now())
        for edition in published:
            self.stdout.write(f"Published: {edition.title}, edition {edition.number}.")
        for submission in held:
            self.stdout.write(f"Held: {submission.document['title']}. It waits for a second person again.")
        if verbosity > 1 and not (published or held):
            self.stdout.write("Nothing was due.")
