import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>
body{{margin:0;padding:12px;background:#fff;font:13px sans-serif}}
body{{display:grid;gap:10px;grid-template-columns:repeat(4,1fr)}}
figure{{margin:0;padding:6px;border-radius:8px}}img,svg{{display:block;width:100%;height:auto}}
.aerobic{{background:#e0ebf1}}.strength{{background:#f9e7cd}}.balance{{background:#ebe5f0}}
.flexibility,.breathing{{background:#e2ece7}}</style>{}"""


class Command(BaseCommand):
    help = "Draw the pictures of the guides from their pose files into static/figures, and list them in drawn.json."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", help="only these guides")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
        parser.add_argument("--sheet", metavar="FILE", help="write nothing but one HTML page with all the pictures")

    def handle(self, *, slugs, check, sheet, **options):
        try:
            from guides.figures import drawing
        except ImportError as error:
            raise CommandError(f"{error}. Drawing needs the development packages: make .venv/develop.stamp") from error
        self.drawing = drawing
        made, faults = self.drawn(slugs or drawing.slugs(), with_film=not sheet)
        if sheet:
            Path(sheet).write_text(self.sheet(made), encoding="utf-8")
        elif check:
            faults += self.differences(made)
        else:
            self.write(made)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(made)} guides, {sum(len(files) for files, _entry in made.values())} pictures.")

    def drawn(self, slugs, with_film):
        made, faults = {}, []
        for slug in slugs:
            try:
                made[slug] = self.drawing.draw(slug, with_film)
            except (ValueError, OSError) as error:
                faults.append(str(error))
        return made, faults

    def manifest(self):
        return json.loads(self.drawing.MANIFEST.read_text()) if self.drawing.MANIFEST.exists() else {}

    def write(self, made):
        self.drawing.PICTURES.mkdir(parents=True, exist_ok=True)
        for slug, (files, _entry) in made.items():
            for old in self.drawing.PICTURES.glob(f"{slug}-*.svg"):
                if old.name not in files and old.stem.rpartition("-")[0] == slug:
                    old.unlink()
            for name, text in files.items():
                (self.drawing.PICTURES / name).write_text(text, encoding="utf-8")
            share = self.drawing.PICTURES / "share" / f"{slug}.png"
            share.parent.mkdir(exist_ok=True)
            share.write_bytes(self.drawing.share_picture(slug))
        self.drawing.BODY_MAP.write_text(self.drawing.body_map(), encoding="utf-8")
        entries = self.manifest() | {slug: entry for slug, (_files, entry) in made.items()}
        there = {slug: entry for slug, entry in entries.items() if slug in self.drawing.slugs()}
        self.drawing.MANIFEST.write_text(self.drawing.as_manifest(there), encoding="utf-8")

    def differences(self, made):
        manifest = self.manifest()
        if self.drawing.BODY_MAP.read_text(encoding="utf-8") != self.drawing.body_map():
            yield f"{self.drawing.BODY_MAP.name} is not what is drawn. Run manage.py draw_figures."
        for slug, (files, entry) in made.items():
            for name, text in files.items():
                path = self.drawing.PICTURES / name
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    yield f"{name} is not what its pose file draws. Run manage.py draw_figures {slug}."
            if not (self.drawing.PICTURES / "share" / f"{slug}.png").exists():
                yield f"share/{slug}.png is not there. Run manage.py draw_figures {slug}."
            if manifest.get(slug) != entry:
                yield f"drawn.json does not list {slug} as it is drawn. Run manage.py draw_figures {slug}."

    def sheet(self, made):
        cells = []
        for slug, (files, _entry) in made.items():
            kind = self.drawing.guide_words(slug)[1]
            for name, text in files.items():
                if not name.endswith("-film.svg"):
                    size = self.drawing.compressed(text)
                    cells.append(
                        f'<figure class="{kind}">{text}<figcaption>{name} · {size} bytes</figcaption></figure>'
                    )
        return PAGE.format("".join(cells))
