"""The whole library as one ZIP file: to move it to another hub, to keep a copy, and to show where it comes from.

Beside the working copies stand the live editions as they were signed, as provenance: the hub that reads the file counts
no signature of elsewhere. `manifest.json` names the hub, the day and the SHA-256 of each part, which shows damage and
careless edits; it cannot show what somebody changed on purpose, and need not: all of it lands as drafts.
"""

import json
import re
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from guides import importing, photo_files, photos
from guides.fieldcheck import Field, shown, table
from guides.importing import Plan
from guides.models import BoneRule, Collection, ContentVersion, Edition, Equipment, FormerSlug, Guide, Photo, Source
from guides.starter_collections import collection_mistakes
from guides.starter_fields import EQUIPMENT, SOURCE, name_mistakes
from guides.terms import Rating
from guides.working_fields import Known, guide_mistakes

FORMAT, VERSION = "activity-hub-library", 1
MANIFEST = "manifest.json"
PARTS = ("guides.json", "editions.json", "bone_rules.json", "sources.json", "equipment.json", "collections.json")
PHOTO = re.compile(r"photos/([0-9a-f]{32})\.jpg")
MOST_BYTES = 60_000_000
MOST_UNPACKED = 120_000_000
MOST_OF_JSON = 30_000_000
MOST_PARTS = 2000
PHOTO_FIELDS = ("digest", "order", "words", "credit", "licence", "shows_people", "people_agreed")
SOURCE_FIELDS = ("kind", "year", "citation", "doi", "address")
EQUIPMENT_FIELDS = ("name", "description", "substitutes")
COLLECTION_FIELDS = ("title", "words", "filter", "guides", "is_closed")
RULE_FIELDS = ("verdict", "concern", "reason", "change", "locator", "confidence", "inference", "version")
SIGNATURE = (
    "number", "language", "is_demonstration", "approver_role", "signed_at", "published_at", "review_on", "change_note",
    "emergency_reason",
)  # fmt: skip


class UnusableFile(ValueError):
    """The file is no library, is damaged, or is of a later hub. `problems` says which, and what to do."""

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


# Writing


def name_of_today():
    return f"hub-library-{timezone.now().date().isoformat()}.zip"


def export():
    """The library as the bytes of a ZIP file. A photo whose file is lost is left out, with its entry in the guide."""
    documents = _guides()
    pictures = {}
    for digest in sorted({photo["digest"] for document in documents for photo in document["photos"]}):
        width = max(
            photo["width"] for document in documents for photo in document["photos"] if photo["digest"] == digest
        )
        content = _largest(digest, width)
        if content:
            pictures[f"photos/{digest}.jpg"] = content
    for document in documents:
        document["photos"] = [
            {name: photo[name] for name in PHOTO_FIELDS}
            for photo in document["photos"]
            if f"photos/{photo['digest']}.jpg" in pictures
        ]
    said = {
        "guides.json": documents,
        "editions.json": _editions(),
        "bone_rules.json": _rules(),
        "sources.json": {each.key: _fields(each, SOURCE_FIELDS) for each in Source.objects.all()},
        "equipment.json": {each.slug: _fields(each, EQUIPMENT_FIELDS) for each in Equipment.objects.all()},
        "collections.json": {each.slug: _fields(each, COLLECTION_FIELDS) for each in Collection.objects.all()},
    }
    return _packed({name: _json(value) for name, value in said.items()} | pictures)


def _fields(row, names):
    return {name: getattr(row, name) for name in names}


def _guides():
    slugs = importing.slugs_by_number()
    documents = []
    for guide in Guide.objects.all():
        overrides = {
            each.site: {"rating": Rating(each.override).name.lower(), "reason": each.override_reason}
            for each in guide.ratings.exclude(override=None)
        }
        documents.append(importing.portable(guide, slugs) | {"overrides": overrides})
    return documents


def _editions():
    live = (
        Edition.objects.filter(state=Edition.State.LIVE).select_related("guide").order_by("guide__number", "language")
    )
    return [
        {"slug": edition.guide.slug, **_fields(edition, SIGNATURE), "document": edition.document} for edition in live
    ]


def _rules():
    return [
        {"site": rule.site, "requires": rule.requires, "source": rule.source.key if rule.source else ""}
        | _fields(rule, RULE_FIELDS)
        for rule in BoneRule.objects.select_related("source")
    ]


def _largest(digest, width):
    widths = [each for each in photos.WIDTHS if each <= width]
    return photo_files.read(digest, f"{widths[-1]}.jpg") if widths else None


def _json(value):
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _packed(parts):
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "hub": settings.PUBLIC_URL,
        "exported_on": timezone.now().date().isoformat(),
        "content_version": ContentVersion.objects.values_list("number", flat=True).first() or 0,
        "parts": {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in parts.items()
        },
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, _json(manifest | {"seal": _seal(manifest)}))
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
            packed.writestr(name, content, stored)
    return file.getvalue()


def _seal(manifest):
    return sha256(_json({name: value for name, value in manifest.items() if name != "seal"})).hexdigest()


# Reading


def is_library(content):
    """Whether these bytes are a ZIP file with a manifest, and so no spreadsheet."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return MANIFEST in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def unpack(content, most=MOST_BYTES):
    """The manifest, the JSON parts by name and the photos' bytes by digest, when the file is whole.

    Nothing is written to a disk. Raises UnusableFile.
    """
    if len(content) > most:
        raise UnusableFile(gettext("This file is larger than %d MB.") % (most // 1_000_000))
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _check_parts(packed.infolist())
            parts = {name: packed.read(name) for name in packed.namelist()}
    except UnusableFile:
        raise
    except Exception as error:  # a hostile file fails in many ways; each means the same to a person
        raise UnusableFile(gettext("This file is damaged. Export the library again.")) from error
    manifest = _object(MANIFEST, parts.pop(MANIFEST, b""))
    _check_manifest(manifest, parts)
    said = {name: _object(name, parts[name]) for name in PARTS}
    pictures = {PHOTO.fullmatch(name)[1]: parts[name] for name in parts if PHOTO.fullmatch(name)}
    return manifest, said, pictures


def _check_parts(parts):
    names = [part.filename for part in parts]
    strange = [name for name in names if name not in (MANIFEST, *PARTS) and not PHOTO.fullmatch(name)]
    if strange:
        raise UnusableFile(gettext("This file has a part that belongs to no library: %s") % shown(strange[0][:80]))
    if len(names) != len(set(names)):
        raise UnusableFile(gettext("This file has a part twice. Export the library again."))
    if missing := [name for name in (MANIFEST, *PARTS) if name not in names]:
        raise UnusableFile(gettext("This is no library file: it has no %s.") % missing[0])
    json_bytes = sum(part.file_size for part in parts if not PHOTO.fullmatch(part.filename))
    if len(names) > MOST_PARTS or json_bytes > MOST_OF_JSON or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnusableFile(gettext("This file unpacks to far more than a library."))


def _object(name, content):
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise UnusableFile(gettext("%s cannot be read. Export the library again.") % name) from None


def _check_manifest(manifest, parts):
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnusableFile(gettext("This is no library file of a hub."))
    if manifest.get("version") != VERSION:
        raise UnusableFile(
            gettext("This file has format %(theirs)s, and this hub reads format %(ours)d. Use a hub of the same age.")
            % {"theirs": shown(manifest.get("version")), "ours": VERSION}
        )
    if manifest.get("seal") != _seal(manifest):
        raise UnusableFile(gettext("manifest.json was changed after the export. Export the library again."))
    hub, day = manifest.get("hub"), manifest.get("exported_on")
    try:
        is_day = isinstance(day, str) and date.fromisoformat(day)
    except ValueError:
        is_day = False
    if not (isinstance(hub, str) and 0 < len(hub) <= 200 and is_day and isinstance(manifest.get("parts"), dict)):
        raise UnusableFile(gettext("manifest.json does not say which hub wrote it, and when."))
    digests = {name: sha256(content).hexdigest() for name, content in parts.items()}
    stated = {name: part.get("sha256") if isinstance(part, dict) else None for name, part in manifest["parts"].items()}
    if changed := sorted(name for name in {**digests, **stated} if digests.get(name) != stated.get(name)):
        raise UnusableFile(
            gettext("%s is not what the hub exported: it was changed or damaged. Export the library again.")
            % changed[0]
        )


# From the file to a plan


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
        "collections": [
            fields | {"is_shown": False} for fields in _missing(said["collections.json"], Collection, "slug")
        ],
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
