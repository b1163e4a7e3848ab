"""A guide's working copy as one plain document: read it, write it, and keep each change of it.

The same document goes through merging, going back to an earlier edition, import and export, so that all of them can
do no more and no less than the form at the desk. Editions have a document of their own
(`guides.documents.document_of`), which holds everything in full as visitors see it; this one holds what curators write.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from guides import derive, documents
from guides.models import (
    BoneRating,
    Citation,
    Equipment,
    Guide,
    GuideText,
    Need,
    Photo,
    Revision,
    Rung,
    Source,
    Submission,
    Video,
)
from guides.starter_fields import WORDING
from guides.terms import BoneSite, Rating

DESK = ("slug", "number", "owner_id", "deputy_id")  # of the hub's own desk: never imported, never restored
PLAIN = (
    "kind", "level", "positions", "minutes", "columns", "movements", "sets", "repetitions", "seconds", "rest_seconds",
    "days_a_week", "people_involved", "conflicts", "conflicts_declared",
)  # fmt: skip
PHOTO = (
    "digest", "order", "words", "credit", "licence", "shows_people", "people_agreed", "width", "height",
    "uploaded_by_id",
)  # fmt: skip
DOSE = ("sets", "repetitions", "seconds", "rest_seconds", "days_a_week")
VIDEO = ("host", "key", "title", "language", "transcript", "has_captions")


def _day(value):
    return value.isoformat() if value else ""


def _as_day(text):
    return date.fromisoformat(text) if text else None


def read(guide):
    """The working copy as plain JSON. Needs are lists of equipment slugs, ladders numbers of guides, sources keys,
    overrides by bone site (only those there are), texts by language, and what is the desk's own under `desk`."""
    rungs = list(guide.rungs.values_list("direction", "leads_to__number"))
    return {
        "desk": {name: getattr(guide, name) for name in DESK},
        **{name: getattr(guide, name) for name in PLAIN},
        "people_involved_on": _day(guide.people_involved_on),
        "needs": [[thing.slug for thing in need] for need in documents.needs_of(guide)],
        **{way: [number for direction, number in rungs if direction == way] for way in Rung.Direction.values},
        "sources": [
            {"key": each.source.key, "supports": each.supports, "checked_on": _day(each.checked_on)}
            for each in Citation.objects.filter(guide=guide).select_related("source")
        ],
        "overrides": {each.site: _override(each) for each in guide.ratings.exclude(override=None)},
        "photos": [{name: getattr(photo, name) for name in PHOTO} for photo in Photo.objects.filter(guide=guide)],
        "video": next(
            ({name: getattr(video, name) for name in VIDEO} for video in Video.objects.filter(guide=guide)), None
        ),
        "texts": {
            text.language: {name: getattr(text, name) for name in WORDING}
            for text in GuideText.objects.filter(guide=guide)
        },
    }


def _override(rating):
    return {
        "rating": Rating(rating.override).name.lower(),
        "change": rating.override_change,
        "reason": rating.override_reason,
        "by": rating.overridden_by_id,
    }


@transaction.atomic
def write(guide, document, *, by, rules=None):
    """Make the working copy what `document` says, and derive its ratings anew. What the document does not name stays.
    Whoever writes many reads the bone rules once, and gives them as `rules`.

    Raises ValidationError, by field, for what a form would refuse too. Counts no change: see `keep`.
    """
    _write_own(guide, document)
    parts = {
        "texts": _write_texts,
        "needs": _write_needs,
        "sources": _write_sources,
        "photos": _write_photos,
        "video": _write_video,
    }
    for name, write_part in parts.items():
        if name in document:
            write_part(guide, document[name])
    if {*Rung.Direction.values} & {*document}:
        _write_ladder(guide, document)
    derive.rate(guide, rules)
    if "overrides" in document:
        _write_overrides(guide, document["overrides"], by)


def own_fields(document):
    """The fields of a guide's own row that a document names, as the row holds them, without the desk's own."""
    fields = {name: document[name] for name in PLAIN if name in document}
    if "people_involved_on" in document:
        fields["people_involved_on"] = _as_day(document["people_involved_on"])
    return fields


def _write_own(guide, document):
    named = own_fields(document) | document.get("desk", {})
    changed = {name: value for name, value in named.items() if getattr(guide, name) != value}
    if not changed:
        return  # a clean guide stays one, and to ask again costs a query for each constraint
    for name, value in changed.items():
        setattr(guide, name, value)
    guide.full_clean(exclude=["edited_by"])
    guide.save(update_fields=[*DESK, *PLAIN, "people_involved_on"])


def _write_texts(guide, texts):
    there = {text.language: text for text in GuideText.objects.filter(guide=guide)}
    for language, wording in texts.items():
        text = there.get(language) or GuideText(guide=guide, language=language)
        for name, value in wording.items():
            setattr(text, name, value)
        text.full_clean()
        text.save()


def _write_needs(guide, needs):
    slugs = {slug for need in needs for slug in need}
    things = {thing.slug: thing for thing in Equipment.objects.filter(slug__in=slugs)}
    if unknown := slugs - {*things}:
        raise ValidationError({"needs": gettext("There is no equipment called: %s") % ", ".join(sorted(unknown))})
    if [] in needs:
        raise ValidationError({"needs": gettext("A need that names nothing would look as if nothing was needed.")})
    rows = list(guide.needs.all())
    for order, alternatives in enumerate(needs):
        need = rows.pop(0) if rows else Need(guide=guide)
        need.order = order
        need.save()
        need.alternatives.set(things[slug] for slug in alternatives)
    Need.objects.filter(pk__in=[need.pk for need in rows]).delete()


def _write_rows(rows, wanted, key, **fixed):
    """Make the rows of a guide those that are wanted. A row whose key stays is changed in place, so that a form which
    somebody has open still finds it. `wanted` are dicts of columns, in order."""
    there = {key(row): row for row in rows.all()}
    for columns in wanted:
        new = rows.model(**fixed | columns)
        row = there.pop(key(new), new)
        for name, value in columns.items():
            setattr(row, name, value)
        row.full_clean(exclude=["uploaded_by"] if rows.model is Photo else None)
        row.save()
    rows.filter(pk__in=[row.pk for row in there.values()]).delete()


def _write_sources(guide, cited):
    keys = {each["key"] for each in cited}
    sources = {source.key: source for source in Source.objects.filter(key__in=keys)}
    if unknown := keys - {*sources}:
        raise ValidationError({"sources": gettext("There is no source called: %s") % ", ".join(sorted(unknown))})
    wanted = [
        {"source": sources[each["key"]], "supports": each["supports"], "order": order}
        | {"checked_on": _as_day(each.get("checked_on", ""))}
        for order, each in enumerate(cited)
    ]
    _write_rows(guide.citations, wanted, lambda row: row.source_id, guide=guide)


def _write_photos(guide, photos):
    _write_rows(guide.photos, photos, lambda row: row.digest, guide=guide)


def _write_video(guide, video):
    Video.objects.filter(guide=guide).exclude(**video or {"pk": None}).delete()
    if video and not Video.objects.filter(guide=guide).exists():
        row = Video(guide=guide, **video)
        row.full_clean()
        row.save()


def _write_ladder(guide, document):
    numbers = [number for way in Rung.Direction.values for number in document.get(way, ())]
    guides = {other.number: other for other in Guide.objects.filter(number__in=numbers)}
    if unknown := [str(number) for number in numbers if number not in guides]:
        raise ValidationError({"easier": gettext("There is no guide with the number: %s") % ", ".join(unknown)})
    for way in Rung.Direction.values:
        if way in document:
            wanted = [{"leads_to": guides[number], "order": order} for order, number in enumerate(document[way])]
            rows = guide.rungs.filter(direction=way)
            _write_rows(rows, wanted, lambda row: row.leads_to_id, guide=guide, direction=way)


def _write_overrides(guide, overrides, by):
    for site in BoneSite.values:
        rating = BoneRating.objects.get(guide=guide, site=site)
        said = overrides.get(site)
        rating.override = Rating[said["rating"].upper()] if said else None
        rating.override_change = said["change"] if said else ""
        rating.override_reason = said["reason"] if said else ""
        rating.overridden_by_id = (said.get("by") or by.pk) if said else None
        rating.full_clean()
        rating.save()


def of_edition(edition):
    """A published document as a working copy, to go back to. What an old edition does not say is left as it is."""
    said = edition.document
    wording = {
        name: said[name] for name in ("title", "summary", "what", "why", "helps_with", "for_whom") if name in said
    }
    wording |= {name: said["dose"][name] for name in ("effort", "first_week", "build_up", "tired_day")}
    for name in ("set_up", "tips", "easier", "harder", "stop_signs", "not_for"):
        if name in said:
            wording[name] = "\n".join(said[name])
    wording["steps"] = "\n".join(_barred(step["action"], step["tip"]) for step in said["steps"])
    wording["watch_for"] = "\n".join(_barred(each["when"], each["do"]) for each in said["watch_for"])
    words = [picture["words"] for picture in said["pictures"]]
    if len(words) > 1:
        wording |= {"start_picture": words[0], "end_picture": words[-1]}
    keys = {source.link: source.key for source in Source.objects.all()}
    sources = [
        {"key": each.get("key") or keys.get(each["link"], each["link"])}
        | {"supports": each["supports"], "checked_on": each.get("checked_on", "")}
        for each in said["sources"]
    ]
    return {
        **{name: said[name] for name in PLAIN if name in said},
        **{name: said["dose"][name] for name in DOSE},
        "needs": [[thing["slug"] for thing in need] for need in said["needs"]],
        "easier": said["easier_guides"],
        "harder": said["harder_guides"],
        "sources": sources,
        "overrides": {
            site: {
                "rating": rating["rating"],
                "change": rating["change"],
                "reason": "; ".join(reason["text"] for reason in rating["reasons"]),
            }
            for site, rating in said["bones"].items()
            if [reason["concern"] for reason in rating["reasons"]] == ["clinician"]
        },
        "texts": {edition.language: wording},
    }


def _barred(first, second):
    return f"{first} | {second}" if second else first


@transaction.atomic
def keep(guide, *, by, cause=Revision.Cause.EDITED, language=""):
    """Count one change of the working copy and keep it whole, as made by `by`. Returns the Revision.

    Whoever waits for a sign-off of what was there before must send it anew: its submission is overtaken. A change of
    nothing but the wording in one other `language` concerns that language alone.
    """
    now = timezone.now()
    guide.revision = Guide.objects.select_for_update().values_list("revision", flat=True).get(pk=guide.pk) + 1
    overtaken = Submission.objects.filter(guide=guide).open()
    if language:
        overtaken = overtaken.filter(language=language)
        guide.save(update_fields=["revision"])
        GuideText.objects.filter(guide=guide, language=language).update(edited_by=by)
    else:
        guide.edited_by, guide.edited_at = by, now
        guide.save(update_fields=["revision", "edited_by", "edited_at"])
    overtaken.update(state=Submission.State.OVERTAKEN)
    return Revision.objects.create(
        guide=guide,
        number=guide.revision,
        cause=cause,
        changed_by=by,
        changed_at=now,
        language=language,
        document=read(guide),
    )


@transaction.atomic
def keep_what_was(guide):
    """Keep the working copy as the first revision when nothing of it was kept yet, so that there is a before.

    Call it before the first change. Starter guides have no author, so nor has this revision.
    """
    if not Revision.objects.filter(guide=guide).exists():
        Revision.objects.create(
            guide=guide,
            number=guide.revision,
            cause=Revision.Cause.FIRST,
            changed_by=guide.edited_by,
            changed_at=guide.edited_at or timezone.now(),
            document=read(guide),
        )


def editors_since(guide, revision, language):
    """The keys of everyone who changed what is in this language's editions after the change with this number (None:
    ever). Who only translated into another language is none of them."""
    changes = Revision.objects.filter(guide=guide, changed_by__isnull=False, language__in=["", language])
    changes = changes if revision is None else changes.filter(number__gt=revision)
    return set(changes.exclude(cause=Revision.Cause.CHECKED).values_list("changed_by", flat=True))
