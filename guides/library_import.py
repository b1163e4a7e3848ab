"""Bringing in the library file of another hub: its guides as drafts, and a list of what else is different.

Nothing public changes. Its sign-offs count as none and are kept as provenance; its bone rules and ratings by hand are
listed and never taken over. What is different here of sources, equipment and collections stays as it is here.
"""

from datetime import date
from hashlib import sha256

from django.db.models import Max
from django.utils.translation import gettext

from guides import importing, photo_files, photos
from guides.fieldcheck import Field, shown, table
from guides.importing import Plan
from guides.library_file import (
    COLLECTION_FIELDS,
    EQUIPMENT_FIELDS,
    MOST_BYTES,
    SOURCE_FIELDS,
    UnusableFile,
    unpack,
)
from guides.models import BoneRule, Collection, Equipment, FormerSlug, Guide, Photo, Source
from guides.starter_collections import collection_mistakes
from guides.starter_fields import EQUIPMENT, SOURCE, name_mistakes
from guides.terms import Rating
from guides.working_fields import Known, guide_mistakes


def clean_photos(content, most=MOST_BYTES):
    """Make each photo of the file anew and keep its files; digest, width and height by the digest in the file.

    Photos that this hub has under the same digest are left alone. Raises UnusableFile with each that is unusable.
    """
    _manifest, _said, pictures = unpack(content, most)
    kept, wrong = {}, []
    here = _sizes_here(pictures)
    for digest, picture in pictures.items():
        if digest in here:
            continue
        try:
            photo = photos.clean(picture)
        except photos.UnusablePhoto as refusal:
            wrong.append(f"photos/{digest}.jpg: {refusal}")
        else:
            kept[digest] = {"digest": photo_files.keep(photo), "width": photo.width, "height": photo.height}
    if wrong:
        raise UnusableFile(wrong)
    return kept


def _sizes_here(digests):
    """Digest, width and height of the photos that guides of this hub have already, by digest."""
    rows = Photo.objects.filter(digest__in=list(digests)).values("digest", "width", "height")
    return {row["digest"]: row for row in rows if photo_files.read(row["digest"], f"{photos.WIDTHS[0]}.jpg")}


def plan_library(content, cleaned, most=MOST_BYTES):
    """The Plan of a library file, given what `clean_photos` gave for it. Its problems say why it cannot be done."""
    try:
        manifest, said, pictures = unpack(content, most)
    except UnusableFile as refusal:
        return Plan(problems=refusal.problems)
    problems = [*_mistakes(said)]
    if problems:
        return Plan(problems=problems)
    additions, notes = _beside_guides(said)
    documents = {document["slug"]: dict(document) for document in said["guides.json"]}
    sizes = _sizes_here(pictures) | cleaned
    guides, renamed = _here(documents)
    overrides = {slug: [*_override_notes(document.pop("overrides", {}))] for slug, document in documents.items()}
    for document in documents.values():
        document["photos"] = [photo | sizes.get(photo["digest"], {}) for photo in document["photos"]]
        problems += [
            gettext("guides.json, %(slug)s: the file of a photo is missing: %(words)s")
            % {"slug": document["slug"], "words": photo["words"]}
            for photo in document["photos"]
            if "width" not in photo
        ]
        for way in importing.LADDERS:
            document[way] = [renamed.get(slug, slug) for slug in document[way]]
    if problems:
        return Plan(problems=problems)
    documents = {renamed.get(slug, slug): document for slug, document in documents.items()}
    origins = _origins(manifest, said["editions.json"], content, documents, renamed, overrides)
    plans = importing.plan_documents(documents, guides, origins)
    changed = [plan for plan in plans if plan.is_new or plan.differences]
    notes += [f"{slug}: {note}" for slug, lines in overrides.items() for note in lines]
    origin = gettext("Exported by %(hub)s on %(day)s.") % {"hub": manifest["hub"], "day": manifest["exported_on"]}
    return Plan(changed, len(plans) - len(changed), additions, notes, [], origin)


def _mistakes(said):
    lists = ("guides.json", "editions.json", "bone_rules.json")
    tables = ("sources.json", "equipment.json", "collections.json")
    strange = [name for name in lists if not isinstance(said[name], list)]
    strange += [name for name in tables if not isinstance(said[name], dict)]
    strange += [
        name for name in lists if name not in strange and not all(isinstance(each, dict) for each in said[name])
    ]
    if strange:
        yield from (gettext("%s is not a list of what it should hold.") % name for name in strange)
        return
    yield from _mistakes_in("equipment.json", EQUIPMENT, said["equipment.json"], Equipment, "slug")
    yield from _mistakes_in("sources.json", _source_fields(), said["sources.json"], Source, "key")
    here = importing.known()
    kit = dict.fromkeys(here.equipment | {*said["equipment.json"]})
    yield from (f"collections.json, {each}" for each in collection_mistakes(kit, None, said["collections.json"]))
    slugs = [document.get("slug") for document in said["guides.json"]]
    known = Known(
        here.equipment | {*said["equipment.json"]},
        here.sources | {*said["sources.json"]},
        here.guides | {slug for slug in slugs if isinstance(slug, str)},
    )
    for place, document in enumerate(said["guides.json"], start=1):
        slug = document.get("slug")
        name = slug if isinstance(slug, str) else str(place)
        rest = {field: value for field, value in document.items() if field != "overrides"}
        yield from (f"guides.json, {name}, {mistake}" for mistake in guide_mistakes(slug, rest, known))
        if slugs.count(slug) > 1:
            yield gettext("guides.json, %s: this guide is there twice.") % name


def _source_fields():
    """A source of the library's TOML has `url`, the row here `address`; both may be there and empty."""
    fields = {("address" if name == "url" else name): field for name, field in SOURCE.items()}
    return fields | {name: Field(_or_empty(fields[name].check)) for name in ("doi", "address")}


def _or_empty(check):
    return lambda name, value: check(name, value) if value != "" else ()


def _mistakes_in(part, fields, rows, model, key):
    for name, row in rows.items():
        yield from (f"{part}, {mistake}" for mistake in name_mistakes(name, name, model, key))
        yield from (f"{part}, {mistake}" for mistake in table(fields)(name, row))


def _here(documents):
    """The guides of this hub by today's slug, and that slug by the one in the file where it is another."""
    former = FormerSlug.objects.filter(slug__in=documents).select_related("guide")
    there = set(Guide.objects.filter(slug__in=documents).values_list("slug", flat=True))
    renamed = {
        each.slug: each.guide.slug for each in former if each.slug not in there and each.guide.slug not in documents
    }
    names = {*documents, *renamed.values()}
    return {guide.slug: guide for guide in Guide.objects.filter(slug__in=names)}, renamed


def _beside_guides(said):
    """What to add beside the guides, and notes on what is different here and stays: rules above all."""
    last = Equipment.objects.aggregate(last=Max("order", default=0))["last"]
    additions = {
        "equipment": [
            fields | {"order": last + place}
            for place, fields in enumerate(_missing(said["equipment.json"], Equipment, "slug"), start=1)
        ],
        "sources": _missing(said["sources.json"], Source, "key"),
        "collections": _missing(said["collections.json"], Collection, "slug"),
    }
    notes = [
        *_other(said["equipment.json"], Equipment, "slug", EQUIPMENT_FIELDS, gettext("equipment")),
        *_other(said["sources.json"], Source, "key", SOURCE_FIELDS, gettext("source")),
        *_rule_notes(said["bone_rules.json"]),
        *_collection_notes(said["collections.json"]),
    ]
    return additions, notes


def _missing(rows, model, key):
    there = set(model.objects.values_list(key, flat=True))
    return [{key: name, **fields} for name, fields in rows.items() if name not in there]


def _other(rows, model, key, names, noun):
    for row in model.objects.filter(**{f"{key}__in": list(rows)}):
        said = rows[getattr(row, key)]
        fields = ", ".join(name for name in names if said.get(name, "") != getattr(row, name))
        if fields:
            yield gettext("The %(noun)s %(name)s is different in the file (%(fields)s). It stays as it is here.") % {
                "noun": noun,
                "name": getattr(row, key),
                "fields": fields,
            }


def _rule_notes(rules):
    """How the bone rules of the file differ. None is ever taken over: a clinician proposes it at the desk."""
    here = {(rule.site, rule.requires): rule for rule in BoneRule.objects.all()}
    there = {(str(rule.get("site"))[:20], str(rule.get("requires"))[:200]): rule for rule in rules}
    for (site, requires), rule in there.items():
        said = {"site": site, "marks": requires, "verdict": _verdict(rule.get("verdict"))}
        row = here.get((site, requires))
        if row is None:
            yield gettext("Bone rule only in the file, not taken over: %(site)s, %(marks)s: %(verdict)s.") % said
        elif row.verdict != rule.get("verdict"):
            said["ours"] = _verdict(row.verdict)
            yield (
                gettext("Bone rule %(site)s, %(marks)s: here “%(ours)s”, in the file “%(verdict)s”. Ours stays.") % said
            )
        elif any(getattr(row, name) != rule.get(name) for name in ("reason", "change", "concern")):
            yield gettext("Bone rule %(site)s, %(marks)s: other words in the file. Ours stay.") % said
    for site, requires in here.keys() - there.keys():
        yield gettext("Bone rule %(site)s, %(marks)s: not in the file. It stays.") % {"site": site, "marks": requires}


def _verdict(value):
    return Rating(value).label if value in Rating.values else shown(str(value)[:20])


def _collection_notes(collections):
    for row in Collection.objects.filter(slug__in=list(collections)):
        if any(getattr(row, name) != collections[row.slug].get(name) for name in COLLECTION_FIELDS):
            yield gettext("The collection %s is different in the file. It stays as it is here.") % row.slug


def _override_notes(overrides):
    for site, said in overrides.items() if isinstance(overrides, dict) else ():
        said = said if isinstance(said, dict) else {}
        yield gettext("rating by hand at %(site)s, “%(rating)s – %(reason)s”, not taken over.") % {
            "site": str(site)[:20],
            "rating": str(said.get("rating"))[:10],
            "reason": str(said.get("reason"))[:300],
        }


def _origins(manifest, editions, content, documents, renamed, overrides):
    """The fields of each guide's Provenance rows, by today's slug: one a language, with the signature of that hub."""
    digest = sha256(content).hexdigest()
    signed = {(str(each.get("slug")), str(each.get("language"))): each for each in editions}
    origins = {}
    for slug, document in documents.items():
        written = document["slug"]
        for language in document["texts"]:
            edition = signed.get((written, language), {})
            origins.setdefault(slug, []).append(
                {
                    "language": language,
                    "hub": manifest["hub"],
                    "exported_on": manifest["exported_on"],
                    "file_digest": digest,
                    "notes": "\n".join(overrides[written]),
                    **_signature(edition),
                }
            )
    return origins


def _signature(edition):
    document = edition.get("document") if isinstance(edition.get("document"), dict) else {}
    number, name = edition.get("number"), document.get("checked_by")
    try:
        day = date.fromisoformat(str(edition.get("signed_at"))[:10]).isoformat()
    except ValueError:
        day = None
    is_signed = isinstance(name, str) and name and day and edition.get("is_demonstration") is False
    return {
        "edition": number if type(number) is int and 0 < number < 32768 else None,
        "signed_by": name[:200] if is_signed else "",
        "signed_as": str(edition.get("approver_role") or "")[:160] if is_signed else "",
        "signed_on": day if is_signed else None,
    }
