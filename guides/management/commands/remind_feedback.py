from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from guides import reminders


class Command(BaseCommand):
    help = (
        "Mail who may answer visitors' messages: safety reports at once and then daily, others weekly. For a timer, "
        "every 15 minutes or so; running it twice mails once."
    )

    def handle(self, **options):
        sent = reminders.remind()
        if not sent.reminder:
            return
        if not (sent.reached or sent.missed):
            raise CommandError(
                _("Messages wait, but nobody can be told: no active staff account that may answer has an address.")
            )
        if sent.missed:
            raise CommandError(_("%d people could not be mailed, %d could.") % (sent.missed, sent.reached))
        self.stdout.write(_("Reminded %d people.") % sent.reached)
