from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from guides import checklist, checks, drafts, starter


class Command(BaseCommand):
    help = (
        "Say what a person should look at in the guides: words that contradict tags, ladders, sources, reading age, "
        "pictures and gaps. Ends with an error when there is a fault; information is none."
    )

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--folder", type=Path, default=starter.FOLDER, help="another library than the hub's own")
        where.add_argument("--database", action="store_true", help="the working copies at the desk instead of files")

    def handle(self, *, folder, database, **options):
        try:
            looked_at = drafts.at_the_desk() if database else drafts.in_library(folder)[0]
        except starter.LibraryError as error:
            raise CommandError("\n".join(["The library cannot be read:", *error.problems])) from error
        phrases, allowances = checklist.read()
        found = checks.check(looked_at, phrases, allowances, checks.read_drawn())
        faults = [finding for finding in found if finding.is_fault]
        self.say("Faults", faults)
        self.say("Information", [finding for finding in found if not finding.is_fault])
        summary = f"{counted(len(looked_at), 'guide')} looked at, {counted(len(faults), 'fault')}."
        if faults:
            raise CommandError(summary)
        self.stdout.write(summary)

    def say(self, heading, findings):
        if findings:
            self.stdout.write(f"{heading}:")
        for finding in findings:
            self.stdout.write(f"  {finding}")


def counted(number, noun):
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
