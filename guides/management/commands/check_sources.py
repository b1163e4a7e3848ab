from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from guides import asking, source_checks


class Command(BaseCommand):
    help = (
        "Ask each source's link whether it is still there. Does nothing unless CHECK_SOURCES=yes. For a timer, once a "
        "week or so: what was asked within seven days is left alone."
    )

    def handle(self, **options):
        if not settings.CHECK_SOURCES:
            self.stdout.write(_("Nobody was asked: the hub asks other sites only where CHECK_SOURCES=yes is set."))
            return
        count = 0
        for check in source_checks.check_due(partial(asking.ask, pace=asking.Pace()), asking.CannotAsk):
            count += 1
            self.stdout.write(
                " ".join(filter(None, [f"{check.source.key}: {check.get_outcome_display()}.", check.note]))
            )
        self.stdout.write(_("Asked: %d.") % count)
