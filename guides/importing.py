"""Bringing guides in from a file: what would change, and then all of it or nothing, as working copies.

Nothing public changes here, whatever the file says: guides land as drafts, and sign-offs of elsewhere count as none.
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from guides import derive, sheets, spreadsheet, working_copy
from guides.differences import compare_working_copies
from guides.models import Collection, Equipment, FormerSlug, Guide, Provenance, Revision, Source
from guides.working_fields import Known

LADDERS = ("easier", "harder")
NOT_PORTABLE = ("desk", "overrides")


class ImportRefused(ValueError):
    """Nothing was stored. `problems` says why, line by line."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class ChangedMeanwhile(ImportRefused):
    """What would happen is no longer what somebody looked at."""


@dataclass(frozen=True)
class GuidePlan:
    """What a file would do to one guide. `guide` is None for a new one, and `before` is then empty; both documents
    are working copies. `origin` holds the fields of its Provenance, for a library file."""

    slug: str
    number: int
    guide: Guide | None
    before: dict
    after: dict
    origin: list = field(default_factory=list)

    @property
    def is_new(self):
        return self.guide is None

    @property
    def title(self):
        return next((wording["title"] for wording in self.after["texts"].values()), self.slug)

    @property
    def origins(self):
        """Where it comes from, in a sentence for each language."""
        return [str(Provenance(**fields)) for fields in self.origin]

    @property
    def differences(self):
        return compare_working_copies(self.before, self.after)


@dataclass
class Plan:
    """All that a file would do. `additions` are rows to make, by model; `notes` say what is different in the file and
    stays as it is here. With `problems` nothing can be done."""

    guides: list = field(default_factory=list)
    unchanged: int = 0
    additions: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    origin: str = ""

    @property
    def new(self):
        return [guide for guide in self.guides if guide.is_new]

    @property
    def changed(self):
        return [guide for guide in self.guides if not guide.is_new]

    @property
    def does_nothing(self):
        return not (self.guides or any(self.additions.values()))

    @property
    def fingerprint(self):
        """Changes when anything of the plan does, or any guide in it was changed meanwhile."""
        guides = [
            [plan.slug, plan.number, plan.guide.revision if plan.guide else None, plan.before, plan.after, plan.origin]
            for plan in self.guides
        ]
        said = [guides, self.unchanged, self.additions, self.notes, self.problems]
        return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


# Documents that mean the same on every hub


def portable(guide, slugs):
    """The working copy without what is the desk's own; its ladders name guides by slug. `slugs` are by number."""
    document = working_copy.read(guide)
    ladders = {way: [slugs[number] for number in document[way]] for way in LADDERS}
    rest = {name: value for name, value in document.items() if name not in NOT_PORTABLE}
    return {"slug": guide.slug, "number": guide.number, **rest, **ladders}


def _as_working_copy(document, numbers):
    """The inverse of `portable`, without slug and number. `numbers` are by slug."""
    ladders = {way: [numbers[slug] for slug in document[way]] for way in LADDERS}
    return {name: value for name, value in document.items() if name not in ("slug", "number")} | ladders


def slugs_by_number():
    return dict(Guide.objects.values_list("number", "slug"))


def known():
    """What a guide may refer to on this hub."""
    return Known(
        frozenset(Equipment.objects.values_list("slug", flat=True)),
        frozenset(Source.objects.values_list("key", flat=True)),
        frozenset(Guide.objects.values_list("slug", flat=True)),
    )


def plan_documents(documents, guides, origins=None):
    """GuidePlans of portable documents by slug; a guide that is not in `guides` (by slug) is new. New ones without a
    number of their own, or with one that is taken, get the next."""
    numbers = {slug: number for number, slug in slugs_by_number().items()}
    newest = max([*numbers.values(), *(document.get("number") or 0 for document in documents.values())], default=0)
    taken = set(numbers.values())
    for slug, document in documents.items():
        if slug not in numbers:
            number = document.get("number")
            if not number or number in taken:
                newest = number = newest + 1
            numbers[slug] = number
            taken.add(number)
    plans = []
    for slug, document in documents.items():
        guide = guides.get(slug)
        before = working_copy.read(guide) if guide else {}
        after = _as_working_copy(document, numbers)
        if guide:
            after = before | after
            after["texts"] = before["texts"] | after["texts"]
        if "photos" in after:
            after["photos"] = _with_uploader(after["photos"], before)
        plans.append(GuidePlan(slug, numbers[slug], guide, before, after, (origins or {}).get(slug, [])))
    return sorted(plans, key=lambda plan: (not plan.is_new, plan.number))


def _with_uploader(photos, before):
    """Photos that are there already keep who uploaded them; others are the importer's (None, until they are stored)."""
    people = {photo["digest"]: photo["uploaded_by_id"] for photo in before.get("photos", ())}
    return [{"uploaded_by_id": people.get(photo["digest"])} | photo for photo in photos]


# Spreadsheets


def export_sheet(guides=None):
    """The sheet of these guides (all of them by default) as they stand at the desk."""
    slugs = slugs_by_number()
    return spreadsheet.table_of(portable(guide, slugs) for guide in (Guide.objects.all() if guides is None else guides))


def plan_spreadsheet(content):
    """The Plan of a spreadsheet's bytes, with every problem by row and column."""
    try:
        rows = sheets.read(content, spreadsheet.SHEET)
    except sheets.UnreadableFile as refusal:
        return Plan(problems=[str(refusal)])
    named = spreadsheet.slugs_in(rows)
    guides = {guide.slug: guide for guide in Guide.objects.filter(slug__in=named)}
    slugs = slugs_by_number()
    current = {slug: portable(guide, slugs) for slug, guide in guides.items()}
    reading = spreadsheet.read_guides(rows, current, known(), slugs)
    problems = [*reading.problems, *_former_names(named)]
    if problems:
        return Plan(problems=problems)
    return Plan(plan_documents(reading.documents, guides), reading.unchanged)


def _former_names(slugs):
    former = FormerSlug.objects.filter(slug__in=slugs).exclude(slug__in=Guide.objects.values("slug"))
    for each in former.select_related("guide"):
        said = {"old": each.slug, "new": each.guide.slug}
        yield gettext("%(old)s is called %(new)s today. Write the new name into the column slug.") % said


# All or nothing


@transaction.atomic
def confirm(make_plan, *, seen, by):
    """Do what `make_plan` (a function without arguments) says, if it still is what was `seen`. Returns the Plan.

    Raises ChangedMeanwhile when it is not, and ImportRefused when the database refuses something: then nothing at all
    was stored.
    """
    list(Guide.objects.select_for_update().order_by("pk").values_list("pk"))  # nobody saves one in between
    plan = make_plan()
    if plan.problems:
        raise ImportRefused(plan.problems)
    if plan.fingerprint != seen:
        raise ChangedMeanwhile([gettext("Something changed since you looked. Look at the changes again.")])
    return carry_out(plan, by=by)


@transaction.atomic
def carry_out(plan, *, by):
    """Store all of a Plan as drafts, in the name of `by`. Raises ImportRefused, and then nothing was stored."""
    for model, rows in ((Equipment, "equipment"), (Source, "sources"), (Collection, "collections")):
        for fields in plan.additions.get(rows, ()):
            _make(model, fields)
    made = {guide.slug: guide.guide or _new_guide(guide, by) for guide in plan.guides}
    rules = derive.current_rules()
    for each in plan.guides:
        _write(made[each.slug], each, by, rules)
    return plan


def _make(model, fields):
    row = model(**fields)
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise ImportRefused(_lines(next(iter(fields.values())), refusal)) from None
    row.save()


def _new_guide(plan, by):
    """The bare row of a new guide, so that the ladders of others can lead to it."""
    guide = Guide(slug=plan.slug, number=plan.number, edited_by=by, **working_copy.own_fields(plan.after))
    try:
        guide.full_clean()
    except ValidationError as refusal:
        raise ImportRefused(_lines(plan.slug, refusal)) from None
    guide.save()
    return guide


def _write(guide, plan, by, rules):
    changed = {name: value for name, value in plan.after.items() if plan.before.get(name) != value}
    if plan.is_new:  # there is nothing yet that would have to be emptied
        changed = {name: value for name, value in changed.items() if value}
    if "photos" in changed:
        changed["photos"] = [
            photo | {"uploaded_by_id": photo["uploaded_by_id"] or by.pk} for photo in changed["photos"]
        ]
    if not plan.is_new:
        working_copy.keep_what_was(guide)
    try:
        if changed:
            working_copy.write(guide, changed, by=by, rules=rules)
    except ValidationError as refusal:
        raise ImportRefused(_lines(plan.slug, refusal)) from None
    if changed:
        working_copy.keep(guide, by=by, cause=Revision.Cause.IMPORTED)
    Provenance.objects.bulk_create(Provenance(guide=guide, imported_by=by, **origin) for origin in plan.origin)


def _lines(name, refusal):
    for key, messages in refusal.message_dict.items() if hasattr(refusal, "error_dict") else [("", refusal.messages)]:
        yield from (f"{name}{f', {key}' if key and key != '__all__' else ''}: {message}" for message in messages)
