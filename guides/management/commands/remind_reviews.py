from django.core.management.base import BaseCommand, CommandError

from guides import digest, review, review_mail

MONDAY = 0


class Command(BaseCommand):
    help = (
        "Mail owners and deputies about guides and collections that must be checked, and on Mondays the overview to "
        "everyone who may sign off. For a timer, once a day; safe to run twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--digest", action="store_true", help="send this week’s overview on any day, if it was not")
        parser.add_argument("--dry-run", action="store_true", help="print the mails and send none")

    def handle(self, *, dry_run, **options):
        today = review.today()
        report = review_mail.remind(today, dry_run=dry_run)
        overview = review_mail.Report()
        if options["digest"] or today.weekday() == MONDAY:
            overview = digest.send(today, dry_run=dry_run)
        if dry_run:
            for mail in (*report.mails, *overview.mails):
                self.stdout.write(f"To {mail.person.get_username()}: {mail.subject}\n\n{mail.body}\n")
        said = "Dry run, nothing was sent. " if dry_run else ""
        self.stdout.write(f"{said}Mails: {len(report.mails)} reminders, {len(overview.mails)} overviews.")
        self.complain(report.failed + overview.failed, report.unreachable)

    def complain(self, failed, unreachable):
        """End with an error when somebody was not told. It names no address: error mails and logs travel far."""
        problems = []
        if failed:
            problems.append(f"Mails that could not be sent: {failed}. The next run tries again.")
        if unreachable:
            problems.append(
                f"Guides and collections nobody can be told about: {unreachable}. Give them an owner, and people who "
                "may sign off an e-mail address."
            )
        if problems:
            raise CommandError(" ".join(problems))
