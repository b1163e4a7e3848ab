from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max

from guides import editions, starter, starter_collections, translations
from guides.figures import drawn
from guides.models import (
    BoneRule,
    Citation,
    ContentVersion,
    Edition,
    Equipment,
    FormerSlug,
    Guide,
    GuideText,
    Need,
    Rung,
    Source,
)
from guides.starter_fields import WORDING


class Command(BaseCommand):
    help = (
        "Load the starter library and publish its guides as demonstration editions, which nobody has signed off. "
        "What was edited, signed off or withdrawn at the desk stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="check everything and say what would change")
        parser.add_argument("--folder", type=Path, default=starter.FOLDER, help="another library than the hub's own")

    def handle(self, *, dry_run, folder, verbosity, **options):
        try:
            library = starter.read(folder)
            with transaction.atomic():
                report = load(library)
                transaction.set_rollback(dry_run)
        except starter.LibraryError as error:
            raise CommandError(refusal(error.problems)) from error
        for line in report.lines(everything=dry_run or verbosity > 1):
            self.stdout.write(line)
        self.stdout.write(f"{'Dry run, nothing was changed. ' if dry_run else ''}{report.summary()}")
        if not settings.SHOW_DEMONSTRATION_EDITIONS:
            self.stdout.write(HIDDEN)


HIDDEN = (
    "Visitors see no demonstration edition here. Clinicians can sign the guides off at the desk, or "
    "SHOW_DEMONSTRATION_EDITIONS=yes shows them, marked as not checked."
)


OUTCOMES = ("new", "changed", "unchanged", "kept")


def refusal(problems):
    """What the command says when the library has mistakes."""
    count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    return "\n".join([f"Nothing was loaded. The library has {count}:", *problems])


@dataclass
class Report:
    """What a load did: an outcome and perhaps a reason for each guide and collection, what it added, and the rules it
    left alone."""

    guides: list = field(default_factory=list)
    collections: list = field(default_factory=list)
    added: dict = field(default_factory=dict)
    kept_rules: list = field(default_factory=list)

    def lines(self, *, everything):
        """What was kept, which somebody may want to look at; with `everything`, also what is new or changed."""
        shown = ("new", "changed", "kept") if everything else ("kept",)
        for slug, outcome, why in self.guides:
            if outcome in shown:
                yield f"{outcome}: {slug}{f', {why}' if why else ''}"
        for slug, outcome, why in self.collections:
            if outcome in shown:
                yield f"{outcome}: the collection {slug}{f', {why}' if why else ''}"
        yield from (f"kept: the bone rule for {rule}, which is different in the file" for rule in self.kept_rules)

    def summary(self):
        """One line in numbers. Collections are in it when there is something to say about them."""
        count = Counter(outcome for _slug, outcome, _why in self.guides)
        guides = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES)
        added = ", ".join(f"{number} {things}" for things, number in self.added.items())
        return f"Guides: {guides}. Added: {added}.{self.of_collections()}"

    def of_collections(self):
        count = Counter(outcome for _slug, outcome, _why in self.collections if outcome != "unchanged")
        said = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])
        return f" Collections: {said}." if said else ""


def load(library):
    """Bring the database to what the library says, where nobody at the desk said otherwise. Raises LibraryError when a
    file and the database contradict each other. The caller holds the transaction."""
    plans = [plan(file) for file in library.guides]
    if problems := [problem for file, guide, outcome, _why in plans for problem in clashes(file, guide, outcome)]:
        raise starter.LibraryError(problems)
    report = Report([(file.slug, outcome, why) for file, _guide, outcome, why in plans])
    report.added = {
        "equipment": add_equipment(library),
        "sources": add_sources(library),
        "bone rules": add_rules(library),
    }
    report.kept_rules = list(kept_rules(library))
    make_public(report.added)
    write_guides(plans)
    report.collections = starter_collections.write_collections(library.collections)
    return report


def plan(file):
    """What to do about a guide's file, as file, guide (None for a new one), outcome and the reason to keep it."""
    guide = Guide.objects.filter(slug=file.slug).first()
    if guide is None:
        former = FormerSlug.objects.filter(slug=file.slug).select_related("guide").first()
        guide = former and former.guide
    if guide is None:
        return file, None, "new", ""
    if guide.library_digest == digest_of(file):
        return file, guide, "unchanged", ""
    why = why_kept(guide)
    return file, guide, "kept" if why else "changed", why


def digest_of(file):
    """What a guide is published anew for: another file, or another drawing."""
    drawing = drawn.digest_of(file.slug)
    return sha256(f"{file.digest} {drawing}".encode()).hexdigest() if drawing else file.digest


def why_kept(guide):
    """Why the library must not touch a guide; empty when it may."""
    live = guide.editions.filter(state=Edition.State.LIVE)
    if not guide.library_digest:
        return "made at the desk"
    if guide.edited_at or guide.ratings.filter(override__isnull=False).exists():
        return "edited at the desk"
    if live.filter(is_demonstration=False).exists():
        return "signed off"
    return "" if live.exists() else "withdrawn"


def clashes(file, guide, outcome):
    """Where a guide to write contradicts the database. Numbers are for good: ladders of editions go by them."""
    number = file.document["number"]
    if outcome == "changed" and guide.number != number:
        yield f"{file.name}, number: this guide has {guide.number} in the database. Write {guide.number}: numbers stay."
    taken = Guide.objects.filter(number=number).first()
    if outcome == "new" and taken:
        yield f"{file.name}, number: {number} is taken by {taken.slug} in the database. Choose another number."


def add_equipment(library):
    """Add what is missing, in the order of the file, and return how much. What is there was perhaps edited."""
    there = set(Equipment.objects.values_list("slug", flat=True))
    return len(
        Equipment.objects.bulk_create(
            Equipment(slug=slug, order=order, **fields)
            for order, (slug, fields) in enumerate(library.equipment.items(), start=1)
            if slug not in there
        )
    )


def add_sources(library):
    there = set(Source.objects.values_list("key", flat=True))
    missing = {key: fields for key, fields in library.sources.items() if key not in there}
    return len(Source.objects.bulk_create(as_source(key, **fields) for key, fields in missing.items()))


def as_source(key, *, url="", **fields):
    return Source(key=key, address=url, **fields)


def add_rules(library):
    there = set(BoneRule.objects.values_list("site", "requires"))
    sources = {source.key: source for source in Source.objects.all()}
    # A rule that was deleted at the desk stays away until the file has a newer version of the rules.
    newest = BoneRule.objects.aggregate(newest=Max("version", default=0))["newest"]
    missing = [rule for rule in library.rules if (rule.site, marks(rule)) not in there and rule.version > newest]
    return len(BoneRule.objects.bulk_create(as_row(rule, sources) for rule in missing))


def marks(rule):
    return "+".join(sorted(rule.requires))


def as_row(rule, sources):
    return BoneRule(
        site=rule.site,
        requires=marks(rule),
        verdict=rule.verdict,
        concern=rule.concern,
        reason=rule.reason,
        change=rule.change,
        source=sources.get(rule.source),
        locator=rule.locator,
        confidence=rule.confidence,
        inference=rule.inference,
        version=rule.version,
    )


def kept_rules(library):
    """The rules of which the file has a later version that says something else. Clinicians decide on them."""
    rows = {(row.site, row.requires): row.as_rule() for row in BoneRule.objects.select_related("source")}
    for rule in library.rules:
        row = rows.get((rule.site, marks(rule)))
        if row and rule.version > row.version and replace(row, version=rule.version) != rule:
            yield f"{rule.site}: {marks(rule)}"


def make_public(added):
    """Let new rules count for the guides there are, and new equipment be offered in the filters."""
    if added["bone rules"] and Guide.objects.exists():
        editions.apply_rules()
    elif added["equipment"]:
        ContentVersion.advance()


def write_guides(plans):
    """Write the new and the changed guides. Ladders come when all guides are there, and editions after the ladders."""
    guides = {file.slug: guide or Guide(slug=file.slug) for file, guide, _outcome, _why in plans}
    files = [(file, outcome) for file, _guide, outcome, _why in plans if outcome in ("new", "changed")]
    for file, _outcome in files:
        write_guide(guides[file.slug], file)
    for file, _outcome in files:
        write_ladder(guides[file.slug], file.document, guides)
    for file, outcome in files:
        for language in sorted(file.document["text"], key=translations.is_translation):
            compare_translation(guides[file.slug], language)
            note = "The starter library has a new version." if outcome == "changed" else ""
            editions.publish_demonstration(guides[file.slug], language=language, note=note)


def compare_translation(guide, language):
    """The file brings the languages together, so each translation is one of the edition just published."""
    if translations.is_translation(language):
        GuideText.objects.filter(guide=guide, language=language).update(translated_from=translations.source_of(guide))


def write_guide(guide, file):
    """The working copy, as the file says it."""
    said = file.document
    columns = {name: said[name] for name in ("number", "kind", "level", "positions", "minutes", "columns", "movements")}
    dose = {"repetitions": None, "seconds": None} | said["dose"]
    values = columns | dose | {"library_digest": digest_of(file)}
    for name, value in values.items():
        setattr(guide, name, value)
    guide.save(update_fields=list(values) if guide.pk else None)
    write_wordings(guide, said["text"])
    write_needs(guide, said["needs"])
    write_citations(guide, said["sources"])


def write_wordings(guide, wordings):
    for language, wording in wordings.items():
        columns = {name: wording.get(name, "").strip() for name in WORDING}
        GuideText.objects.update_or_create(guide=guide, language=language, defaults=columns)


def write_needs(guide, needs):
    guide.needs.all().delete()
    for order, alternatives in enumerate(needs):
        need = Need.objects.create(guide=guide, order=order)
        need.alternatives.set(Equipment.objects.filter(slug__in=alternatives))


def write_citations(guide, cited):
    guide.citations.all().delete()
    sources = {source.key: source for source in Source.objects.filter(key__in=[entry["key"] for entry in cited])}
    Citation.objects.bulk_create(
        Citation(guide=guide, source=sources[entry["key"]], supports=entry["supports"], order=order)
        for order, entry in enumerate(cited)
    )


def write_ladder(guide, document, guides):
    guide.rungs.all().delete()
    Rung.objects.bulk_create(
        Rung(guide=guide, direction=direction, leads_to=guides[slug], order=order)
        for direction in Rung.Direction.values
        for order, slug in enumerate(document[direction])
    )
