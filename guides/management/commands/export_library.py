from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from guides import library_file


class Command(BaseCommand):
    help = "Write the whole library into one ZIP file: guides, editions as provenance, rules, sources and photos."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the file to write, or a folder to put it into")

    def handle(self, *, file, **options):
        content = library_file.export()
        path = file / library_file.name_of_today() if file.is_dir() else file
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}. Name another file.") from error
        self.stdout.write(f"{path}: {len(content) / 1_000_000:.1f} MB.")
