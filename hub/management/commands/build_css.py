from django.core.management.base import BaseCommand

from hub import stylesheet


class Command(BaseCommand):
    requires_system_checks = []
    help = "Join the parts in static/css/parts into static/css/hub.css. Run it after a change to any part."

    def handle(self, **options):
        stylesheet.STYLESHEET.write_text(stylesheet.joined())
        self.stdout.write(f"Wrote {stylesheet.STYLESHEET.name}")
