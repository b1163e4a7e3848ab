"""A guide's working copy as one plain document: read it, write it, and keep each change of it.

The same document goes through merging, going back to an earlier edition, import and export, so that all of them can
do no more and no less than the form at the desk. Editions have a document of their own (`guides.editions.document_of`),
which holds everything in full as visitors see it; this one holds what a curator writes.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from guides import editions
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

PLAIN = (
    "kind", "level", "positions", "minutes", "columns", "movements", "sets", "repetitions", "seconds", "rest_seconds",
    "days_a_week", "people_involved", "conflicts", "conflicts_declared",
)  # fmt: skip
TEXT = (*WORDING, "for_whom", "not_for", "reading_reason")
PHOTO = (
    "digest", "order", "words", "credit", "licence", "shows_people", "people_agreed", "width", "height",
    "uploaded_by_id",
)  # fmt: skip
VIDEO = ("host", "key", "title", "language", "transcript", "has_captions")


def _day(value):
    return value.isoformat() if value else ""


def _as_day(text):
    return date.fromisoformat(text) if text else None


def read(guide):
    """The working copy as plain JSON. Needs are lists of equipment slugs, ladders numbers of guides, sources keys,
    overrides by bone site (only those there are), texts by language."""
    rungs = list(guide.rungs.values_list("direction", "leads_to__number"))
    return {
        **{name: getattr(guide, name) for name in PLAIN},
        "people_involved_on": _day(guide.people_involved_on),
        "needs": [[thing.slug for thing in need] for need in editions.needs_of(guide)],
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
            text.language: {name: getattr(text, name) for name in TEXT}
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
def write(guide, document, *, by):
    """Make the working copy what `document` says, and derive its ratings anew. What the document does not name stays.

    Raises ValidationError, by field, for what a form would refuse too. Counts no change: see `keep`.
    """
    for name in PLAIN:
        setattr(guide, name, document.get(name, getattr(guide, name)))
    if "people_involved_on" in document:
        guide.people_involved_on = _as_day(document["people_involved_on"])
    guide.full_clean(exclude=["edited_by", "owner", "deputy"])
    guide.save(update_fields=[*PLAIN, "people_involved_on"])
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
    editions.rate(guide)
    if "overrides" in document:
        _write_overrides(guide, document["overrides"], by)


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
    guide.needs.all().delete()
    for order, alternatives in enumerate(needs):
        need = Need.objects.create(guide=guide, order=order)
        need.alternatives.set(things[slug] for slug in alternatives)


def _write_sources(guide, cited):
    keys = {each["key"] for each in cited}
    sources = {source.key: source for source in Source.objects.filter(key__in=keys)}
    if unknown := keys - {*sources}:
        raise ValidationError({"sources": gettext("There is no source called: %s") % ", ".join(sorted(unknown))})
    guide.citations.all().delete()
    for order, each in enumerate(cited):
        citation = Citation(guide=guide, source=sources[each["key"]], supports=each["supports"], order=order)
        citation.checked_on = _as_day(each.get("checked_on", ""))
        citation.full_clean()
        citation.save()


def _write_photos(guide, photos):
    guide.photos.all().delete()
    for each in photos:
        photo = Photo(guide=guide, **each)
        photo.full_clean(exclude=["uploaded_by"])
        photo.save()


def _write_video(guide, video):
    Video.objects.filter(guide=guide).delete()
    if video:
        row = Video(guide=guide, **video)
        row.full_clean()
        row.save()


def _write_ladder(guide, document):
    for way in Rung.Direction.values:
        if way not in document:
            continue
        numbers = document[way]
        guides = {other.number: other for other in Guide.objects.filter(number__in=numbers)}
        if unknown := [str(number) for number in numbers if number not in guides]:
            raise ValidationError({way: gettext("There is no guide with the number: %s") % ", ".join(unknown)})
        guide.rungs.filter(direction=way).delete()
        for order, number in enumerate(numbers):
            rung = Rung(guide=guide, direction=way, leads_to=guides[number], order=order)
            rung.full_clean()
            rung.save()


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


@transaction.atomic
def keep(guide, *, by, cause=Revision.Cause.EDITED):
    """Count one change of the working copy and keep it whole, as made by `by`. Returns the Revision.

    Whoever waits for a sign-off of what was there before must send it anew: its submission is overtaken.
    """
    now = timezone.now()
    number = Guide.objects.select_for_update().values_list("revision", flat=True).get(pk=guide.pk) + 1
    guide.revision, guide.edited_by, guide.edited_at = number, by, now
    guide.save(update_fields=["revision", "edited_by", "edited_at"])
    Submission.objects.filter(guide=guide).open().update(state=Submission.State.OVERTAKEN)
    return Revision.objects.create(
        guide=guide, number=number, cause=cause, changed_by=by, changed_at=now, document=read(guide)
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


def editors_since(guide, revision):
    """The keys of everyone who changed the working copy after the change with this number (None: ever)."""
    changes = Revision.objects.filter(guide=guide, changed_by__isnull=False)
    changes = changes if revision is None else changes.filter(number__gt=revision)
    return set(changes.exclude(cause=Revision.Cause.CHECKED).values_list("changed_by", flat=True))
