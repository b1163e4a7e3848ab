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
from django.utils import timezone
from django.utils.translation import gettext

from guides import importing, photo_files, photos
from guides.fieldcheck import shown
from guides.models import BoneRule, Collection, ContentVersion, Edition, Equipment, Guide, Source
from guides.sheets import NO_ZIP
from guides.terms import Rating

FORMAT, VERSION = "activity-hub-library", 1
MANIFEST = "manifest.json"
PARTS = ("guides.json", "editions.json", "bone_rules.json", "sources.json", "equipment.json", "collections.json")
PHOTO = re.compile(r"photos/([0-9a-f]{32})\.jpg")
MOST_BYTES = 60_000_000
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
    except NO_ZIP:
        return False


def unpack(content, most=MOST_BYTES):
    """The manifest, the JSON parts by name and the photos' bytes by digest, when the file is whole.

    Nothing is written to a disk. Raises UnusableFile.
    """
    if len(content) > most:
        raise UnusableFile(gettext("This file is larger than %d MB.") % (most // 1_000_000))
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _check_parts(packed.infolist(), 2 * most)
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


def _check_parts(parts, most):
    names = [part.filename for part in parts]
    strange = [name for name in names if name not in (MANIFEST, *PARTS) and not PHOTO.fullmatch(name)]
    if strange:
        raise UnusableFile(gettext("This file has a part that belongs to no library: %s") % shown(strange[0][:80]))
    if len(names) != len(set(names)):
        raise UnusableFile(gettext("This file has a part twice. Export the library again."))
    if missing := [name for name in (MANIFEST, *PARTS) if name not in names]:
        raise UnusableFile(gettext("This is no library file: it has no %s.") % missing[0])
    json_bytes = sum(part.file_size for part in parts if not PHOTO.fullmatch(part.filename))
    if len(names) > MOST_PARTS or json_bytes > MOST_OF_JSON or sum(part.file_size for part in parts) > most:
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
