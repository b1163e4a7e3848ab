from django.core.management.base import BaseCommand

from hub import icons


class Command(BaseCommand):
    requires_system_checks = []
    help = "Draw the icons of an installed hub into static/img. Run it after a change to the logo."

    def handle(self, **options):
        for name, pixels, is_maskable in icons.FILES:
            icons.icon(pixels, is_maskable=is_maskable).save(icons.IMG_DIR / name, optimize=True)
            self.stdout.write(f"Drew {name}")
