"""What leads from the desk to the public: rate, publish, withdraw, tighten, rename. Each is one transaction that
counts the content version, so that every process shows the change on its next request."""

from datetime import timedelta
from functools import cache

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from guides import bones, derive, documents, photo_files, translations, unsigned_rules
from guides.models import (
    ContentVersion,
    Edition,
    EditionPhoto,
    FormerSlug,
    Guide,
    GuideText,
    Qualification,
    Submission,
)
from guides.models.photo import MOST_PHOTOS
from guides.photos import endings_of
from guides.terms import BoneSite, Rating

REVIEW_AFTER = timedelta(days=365)  # safety content is checked at least once a year (NHS content standard)
DEMONSTRATION_GROUP = "Demonstration accounts"


class CannotPublish(ValueError):
    """A guide lacks something that every public guide has. The message says what."""


def check_publishable(document):
    """Raise CannotPublish unless the document has what every public guide has."""
    missing = [field for field in ("title", "summary", "what", "why", "steps", "sources") if not document[field]]
    if missing:
        raise CannotPublish(gettext("Still missing: %s.") % ", ".join(missing))
    if not document["columns"]:
        raise CannotPublish(gettext("Say what it trains, or no bone rule can be applied."))
    if [] in document["needs"]:
        raise CannotPublish(gettext("One of its needs names nothing. Name what will do, or remove that need."))
    check_photos(document["photos"])


def check_photos(photos):
    """Raise CannotPublish when there are more photos than a page shows, or the file of one is lost."""
    if len(photos) > MOST_PHOTOS:
        raise CannotPublish(gettext("A guide shows at most four photos. Take some off."))
    lost = [photo["words"] for photo in photos if not photo_files.are_there(photo["digest"], endings_of(photo))]
    if lost:
        raise CannotPublish(gettext("The file of a photo is missing. Upload it again: %s") % "; ".join(lost))


def check_rules(document):
    """Raise CannotPublish when this document goes by a bone rule that only a demonstration account approved."""
    if refusal := unsigned_rules.refusal((*document["columns"], *document["movements"])):
        raise CannotPublish(refusal)


def is_demonstration_account(user):
    return user.groups.filter(name=DEMONSTRATION_GROUP).exists()


def qualification_of(person):
    """What makes this person fit to sign off guides, as the public reads it; empty when nothing is on record."""
    return str(Qualification.objects.filter(person=person).first() or "")


@transaction.atomic
def publish(guide, *, author, approver, language="en", note="", signed_at=None, review_on=None, is_minor=False):
    """Publish the working copy as a new edition signed by `approver`, in place of the live one.

    `review_on` is the day of the next check, at most a year from now. Raises CannotPublish when something is missing,
    when approver and author or last editor are one, when no qualification of the approver is on record, or when a bone
    rule it goes by has no clinician behind it. A sign-off by a demonstration account gives a demonstration edition: it
    is not a clinician's, and needs neither qualification nor such rules.
    """
    if author is None or approver is None or author == approver:
        raise CannotPublish(gettext("Two different people stand behind every guide: who wrote it cannot sign it off."))
    if approver.pk in (guide.edited_by_id, translations.last_translator(guide, language)):
        raise CannotPublish(gettext("You changed this guide last. Somebody else has to sign it off."))
    demonstration = is_demonstration_account(author) or is_demonstration_account(approver)
    qualification = qualification_of(approver)
    if not (demonstration or qualification):
        raise CannotPublish(
            gettext("Your profession and register are not on record. Ask an administrator to add them.")
        )
    return _publish(
        guide,
        language,
        note,
        demonstration,
        review_on=review_on,
        is_minor=is_minor,
        author=author,
        approver=approver,
        approver_role=qualification,
        signed_at=signed_at or timezone.now(),
    )


@transaction.atomic
def publish_alone(guide, *, person, reason, language="en", note=""):
    """Publish the working copy by one person in an emergency. The public reads that the second check is still to come.

    Raises CannotPublish without a reason, when something is missing, or when a bone rule it goes by has no clinician
    behind it: the edition carries no demonstration mark.
    """
    if not reason.strip():
        raise CannotPublish(gettext("Say why this cannot wait for a second person."))
    return _publish(
        guide, language, note, is_demonstration_account(person), author=person, emergency_reason=reason.strip()
    )


@transaction.atomic
def publish_demonstration(guide, *, language="en", note=""):
    """Publish the working copy as a demonstration edition: nobody signed it, and it says so on every surface."""
    return _publish(guide, language, note, True)


def check_review_day(review_on, today):
    """Raise CannotPublish unless the next check is after today and within a year."""
    if not today < review_on <= today + REVIEW_AFTER:
        raise CannotPublish(gettext("The next check of a guide with bone ratings is within twelve months."))


def fresh_document(guide, language):
    """Derive the ratings anew and return the guide's text in this language and the document an edition would freeze.

    Raises CannotPublish when there is no wording in this language, or when a translation has to be compared first.
    """
    derive.rate(guide)
    text = GuideText.objects.filter(guide=guide, language=language).first()
    if text is None:
        raise CannotPublish(gettext("There is no wording in this language yet: %s.") % language)
    if refusal := translations.why_not_yet(text):
        raise CannotPublish(refusal)
    return text, translations.document_of(guide, text)


def last_editor(guide, text):
    """The key of whoever changed last what an edition in this language would say."""
    return text.edited_by_id or guide.edited_by_id


def _publish(guide, language, note, is_demonstration, *, review_on=None, is_minor=False, **signatures):
    version = ContentVersion.advance()
    text, document = fresh_document(guide, language)
    check_publishable(document)
    _check_source(guide, text, is_demonstration)
    if not is_demonstration:
        check_rules(document)
    document["written_by"], document["checked_by"] = _names(signatures)
    now = timezone.now()
    review_on = review_on or (now + REVIEW_AFTER).date()
    check_review_day(review_on, now.date())
    return _supersede(
        guide,
        version,
        now,
        language=language,
        is_demonstration=is_demonstration,
        document=document,
        **documents.columns_of(document, text),
        **signatures,
        last_editor_id=last_editor(guide, text),
        translated_from=text.translated_from,
        revision=guide.revision,
        review_on=review_on,
        is_minor=is_minor,
        change_note=note,
    )


def _check_source(guide, text, is_demonstration):
    """Raise CannotPublish when clinicians would sign the translation of an example."""
    is_signed_translation = translations.is_translation(text.language) and not is_demonstration
    if is_signed_translation and translations.source_of(guide).is_demonstration:
        raise CannotPublish(gettext("The guide it is translated from is an example. Sign that off first."))


def _supersede(guide, version, now, *, language, is_demonstration, **columns):
    """Put a new edition in the place of the live one. Whatever was sent for sign-off before is overtaken."""
    before = Edition.objects.filter(guide=guide, language=language)
    if is_demonstration and before.filter(state=Edition.State.LIVE, is_demonstration=False).exists():
        raise CannotPublish(gettext("Clinicians signed the live edition. An example cannot take its place."))
    number = (before.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    before.filter(state=Edition.State.LIVE).update(state=Edition.State.SUPERSEDED, ended_at=now, changed_in=version)
    edition = Edition.objects.create(
        guide=guide,
        language=language,
        number=number,
        is_demonstration=is_demonstration,
        published_at=now,
        changed_in=version,
        **columns,
    )
    EditionPhoto.objects.bulk_create(
        EditionPhoto(edition=edition, digest=photo["digest"]) for photo in edition.document["photos"]
    )
    if not translations.is_translation(language):
        translations.follow(edition, version)
    return edition


CARRIED = (
    "language", "is_demonstration", "title", "kind", "level", "positions", "minutes", "needs", "words", "bones",
    "concerns", *(f"bone_{site}" for site in BoneSite.values), "author", "last_editor", "revision",
    "translated_from",
)  # fmt: skip


@transaction.atomic
def renew(edition, *, approver, review_on=None):
    """Publish a live edition again, unchanged but for its signature and its days: somebody checked it and read its
    sources again. The ratings are those that count today. The working copy is not touched, whatever its state.

    Raises CannotPublish when the person wrote it, changed it last, or has no qualification on record, when the edition
    is no longer live, is a stale translation or nobody signed it, and when a bone rule it goes by has no clinician
    behind it.
    """
    if edition.is_demonstration or edition.state != Edition.State.LIVE or edition.emergency_reason:
        raise CannotPublish(gettext("Only a live edition that two people signed can be checked without a change."))
    if edition.stale_since:
        raise CannotPublish(gettext("The guide changed in the main language. Compare this with it and send it anew."))
    if approver.pk in (edition.author_id, edition.last_editor_id):
        raise CannotPublish(gettext("You wrote this guide. Somebody else has to check it."))
    qualification = qualification_of(approver)
    if not qualification or is_demonstration_account(approver):
        raise CannotPublish(
            gettext("Your profession and register are not on record. Ask an administrator to add them.")
        )
    check_rules(edition.document)
    now = timezone.now()
    review_on = review_on or (now + REVIEW_AFTER).date()
    check_review_day(review_on, now.date())
    document = edition.document | {
        "bones": edition.bones,
        "checked_by": _names({"approver": approver})[1],
        "sources": [source | {"checked_on": now.date().isoformat()} for source in edition.document["sources"]],
    }
    return _supersede(
        edition.guide,
        ContentVersion.advance(),
        now,
        document=document,
        **{name: getattr(edition, name) for name in CARRIED},
        approver=approver,
        approver_role=qualification,
        signed_at=now,
        review_on=review_on,
    )


def _names(signatures):
    people = (signatures.get("author"), signatures.get("approver"))
    return [str(person) if person else "" for person in people]


@transaction.atomic
def withdraw(guide, *, reason):
    """Take the guide's live editions, in all languages, from every public surface, for a reason the public can read.

    Returns how many editions were withdrawn. Raises ValueError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError(gettext("Say why, in words for the public."))
    version = ContentVersion.advance()
    # What was approved for a later hour must not bring the guide back by itself.
    Submission.objects.filter(guide=guide).open().update(state=Submission.State.OVERTAKEN)
    live = Edition.objects.filter(guide=guide, state=Edition.State.LIVE)
    return live.update(
        state=Edition.State.WITHDRAWN, ended_at=timezone.now(), withdrawn_reason=reason, changed_in=version
    )


@transaction.atomic
def apply_rules(sites=tuple(BoneSite.values)):
    """Derive every rating at these sites again after a rule changed there. Stricter counts at once in public; looser
    waits for a new sign-off. Returns the live editions that were tightened, by key, without their documents."""
    version = ContentVersion.advance()
    rules = derive.current_rules()

    @cache
    def derived(marks):
        return bones.derive_all(marks, rules, sites)

    derive.keep_every_rating(derived, sites)
    found = tightened(derived, sites)
    now_read = Edition.objects.only("guide", "language", "title", "bones").in_bulk(found)
    rows = [(pk, documents.bone_columns(now_read[pk].bones | ratings)) for pk, ratings in found.items()]
    write_ratings(rows, ("bones", "concerns", *(f"bone_{site}" for site in sites)), version)
    return [now_read[pk] for pk in found]


def write_ratings(rows, names, version):
    """Write the columns `names` of many editions, (primary key, columns) each, by one statement said once for each row:
    `bulk_update` takes fifty times as long to put together what it sends."""
    fields = [field for field in Edition._meta.concrete_fields if field.name in names]
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    statement = f"UPDATE guides_edition SET {columns}, changed_in = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                (*(field.get_db_prep_save(values[field.name], connection) for field in fields), version, pk)
                for pk, values in rows
            ],
        )


def tightened(derived, sites):
    """The live editions that the rules now make stricter: of each by primary key the ratings that count from now on, by
    site. `derived` maps marks to what the rules give by site.

    An edition's own tags count, not those of the working copy. Parts of the documents are read where they lie, in the
    database: only those it finds are loaded, of perhaps thousands.
    """
    tags = ("document__columns", "document__movements")
    today, signed = (f"bone_{site}" for site in sites), (f"document__bones__{site}__derived" for site in sites)
    rows = Edition.objects.filter(state=Edition.State.LIVE).order_by("pk").values_list("pk", *tags, *today, *signed)
    found = {}
    for pk, columns, movements, *ratings in rows.iterator():
        today_at = dict(zip(sites, map(Rating, ratings), strict=False))
        signed_at = dict(zip(sites, (Rating[said.upper()] for said in ratings[len(sites) :]), strict=True))
        if stricter := stricter_at(derived(frozenset(columns) | frozenset(movements)), signed_at, today_at):
            found[pk] = stricter
    return found


def stricter_at(derived, signed, today):
    """The ratings by site, as documents keep them, that take the place of those of `today`; none where all stay.

    A site is tightened when the rules now give (`derived`) a stricter rating than they gave at sign-off (`signed`),
    also where a clinician had overridden them: the override was decided against the milder rule.
    """
    return {
        site: result.as_json() | {"derived": result.rating.name.lower()}
        for site, result in derived.items()
        if bones.counts_at_once(result.rating, signed=signed[site], today=today[site])
    }


@transaction.atomic
def rename(guide, slug):
    """Give the guide another address; the old one leads to it for good. Raises ValidationError on a bad name."""
    old = guide.slug
    if slug == old:
        return
    guide.slug = slug
    guide.full_clean(exclude=["edited_by"])
    FormerSlug.objects.filter(slug=slug, guide=guide).delete()
    Guide.objects.filter(pk=guide.pk).update(slug=slug)
    FormerSlug.objects.get_or_create(slug=old, guide=guide)
    ContentVersion.advance()
