from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from guides import derive, drafts, rating_table, starter

FORMATS = {"csv": rating_table.as_csv, "markdown": rating_table.as_markdown}


class Command(BaseCommand):
    help = (
        "Write one table of all guides at all bone sites as the rules rate them, with the reasons, for a clinician to "
        "read. It holds what the rules give: overrides at the desk are not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, help="a file to write, instead of showing the table")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--grid", action="store_true", help="one row a guide with its seven ratings, no reasons")
        parser.add_argument("--library", action="store_true", help="the files of the library instead of the desk")
        parser.add_argument("--folder", type=Path, default=starter.FOLDER, help="with --library: another one")

    def handle(self, *, output, grid, library, folder, **options):
        guides, rules = self.of_files(folder) if library else (drafts.at_the_desk(), derive.current_rules())
        rows = (rating_table.grid if grid else rating_table.long_form)(guides, rules)
        text = FORMATS[options["format"]](rows)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Name another file.") from error
        self.stdout.write(f"{output}: {len(guides)} guides.")

    def of_files(self, folder):
        try:
            return drafts.in_library(folder)
        except starter.LibraryError as error:
            raise CommandError("\n".join(["The library cannot be read:", *error.problems])) from error
