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
        if not (sent.reached or sent.failures):
            raise CommandError(
                _("Messages wait, but nobody can be told: no active staff account that may answer has an address.")
            )
        if sent.failures:
            said = {"count": len(sent.failures), "why": ", ".join(sorted(set(sent.failures))), "reached": sent.reached}
            raise CommandError(_("Not mailed: %(count)d (%(why)s). Mailed: %(reached)d.") % said)
        self.stdout.write(_("Mailed: %d.") % sent.reached)
