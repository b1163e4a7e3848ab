from functools import partial
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from guides import importing, library_file, library_import

MOST_BYTES = 500_000_000  # a person with a shell on the machine may bring more than the desk takes


class Command(BaseCommand):
    help = (
        "Bring in a library file of another hub. Guides land as drafts: nothing public changes, sign-offs of the other "
        "hub count as none, and its bone rules are only compared."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", help="the user name of whoever stands behind the import; it becomes the author")
        parser.add_argument("--dry-run", action="store_true", help="check everything and say what would change")

    def handle(self, *, file, by, dry_run, **options):
        person = get_user_model().objects.filter(username=by, is_active=True).first() if by else None
        if not dry_run and person is None:
            raise CommandError("Say who stands behind it: --by USERNAME, an active account. Or look with --dry-run.")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        try:
            cleaned = library_import.clean_photos(content, MOST_BYTES)
            make_plan = partial(library_import.plan_library, content, cleaned, MOST_BYTES)
            plan = make_plan()
            if plan.problems:
                raise importing.ImportRefused(plan.problems)
            if not dry_run:
                importing.confirm(make_plan, seen=plan.fingerprint, by=person)
        except (library_file.UnusableFile, importing.ImportRefused) as refusal:
            raise CommandError("\n".join(["Nothing was imported.", *refusal.problems])) from refusal
        self.report(plan, dry_run)

    def report(self, plan, dry_run):
        self.stdout.write(plan.origin)
        for guide in plan.guides:
            fields = ", ".join(difference.label for difference in guide.differences)
            self.stdout.write(f"new: {guide.slug}" if guide.is_new else f"changed: {guide.slug} ({fields})")
        for note in plan.notes:
            self.stdout.write(f"note: {note}")
        self.stdout.write(
            f"{'Dry run, nothing was changed. ' if dry_run else 'Landed as drafts. '}Guides: {len(plan.new)} new, "
            f"{len(plan.changed)} changed, {plan.unchanged} unchanged."
        )
