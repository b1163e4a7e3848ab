"""Two people behind every collection: send, sign off or send back, withdraw.

Each function is one transaction, locks the collection first, and says in its error what to do. It is the way of guides
(guides.signing) without their checklist, hours and comments on fields.
"""

import json
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import collection as rules
from guides import review
from guides.differences import REST, WORDS, Field, plain
from guides.editions import CannotPublish, is_demonstration_account, qualification_of
from guides.models import Collection, CollectionEdition, ContentVersion, Equipment, FormerSlug, Guide

REVIEW_AFTER = timedelta(days=365)

State = Collection.State
FIELDS = (
    Field("title", _("Title"), WORDS, plain("title")),
    Field("words", _("A few words"), WORDS, plain("words")),
    Field("filter", _("Filter"), REST, plain("filter")),
    Field("guides", _("Guides that come first"), REST, plain("guides")),
    Field("is_closed", _("Only these guides"), REST, plain("is_closed")),
    Field("order", _("Place among the collections"), REST, plain("order")),
)


def document_of(collection):
    """The whole draft as plain JSON: what an edition freezes."""
    return {"slug": collection.slug} | {field.name: getattr(collection, field.name) for field in FIELDS}


def fingerprint(document):
    """A short name of exactly this document, so that what a person signs is what that person saw."""
    return sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:32]


def problems(document):
    """Why the public could not read this collection, a sentence each; nothing when it could."""
    kit = list(Equipment.objects.values_list("slug", "name"))
    known = set(Guide.objects.filter(slug__in=document["guides"]).values_list("slug", flat=True))
    known |= set(FormerSlug.objects.filter(slug__in=document["guides"]).values_list("slug", flat=True))
    strange = [slug for slug in document["guides"] if slug not in known]
    said = [gettext("There is no guide with this name: %s.") % ", ".join(strange)] if strange else []
    return [*rules.filter_problems(document["filter"], kit, is_closed=document["is_closed"]), *said]


def _check(document):
    if found := problems(document):
        raise CannotPublish(" ".join(map(str, found)))


def _locked(collection):
    return Collection.objects.select_for_update().get(pk=collection.pk)


@transaction.atomic
def edited(collection, *, person):
    """Note that this person changed the draft. What waits for a second person is overtaken by it."""
    after = {State.WAITING: State.OVERTAKEN, State.SIGNED: State.DRAFT}
    state = _locked(collection).state
    now = {"edited_by": person, "edited_at": timezone.now(), "state": after.get(state, state)}
    Collection.objects.filter(pk=collection.pk).update(**now)
    collection.editors.add(person)


@transaction.atomic
def send(collection, *, person, note=""):
    """Send the draft to a second person. Raises CannotPublish when it waits already, or when no list could read it."""
    current = _locked(collection)
    if current.is_waiting:
        raise CannotPublish(gettext("This collection waits for a second person already."))
    _check(document_of(current))
    current.state, current.sent_by, current.sent_at = State.WAITING, person, timezone.now()
    current.note, current.answer, current.answered_by = note.strip(), "", None
    current.save(update_fields=["state", "sent_by", "sent_at", "note", "answer", "answered_by"])


def why_not(collection, person):
    """Why this person cannot decide about a collection that waits; empty when nothing stands against it."""
    if person.pk == collection.sent_by_id:
        return gettext("You sent it. Somebody else has to decide.")
    if person.pk == collection.edited_by_id or collection.editors.filter(pk=person.pk).exists():
        return gettext("You changed this collection since it was last signed. Somebody else has to decide.")
    if not (is_demonstration_account(person) or qualification_of(person)):
        return gettext("Your profession and register are not on record. Ask an administrator to add them.")
    return ""


def _to_decide(collection, person):
    current = _locked(collection)
    if not current.is_waiting:
        raise CannotPublish(gettext("It does not wait for a second person: %s.") % current.get_state_display())
    if refusal := why_not(current, person):
        raise CannotPublish(refusal)
    return current


@transaction.atomic
def send_back(collection, *, person, answer):
    """Refuse, with words for whoever sent it."""
    current = _to_decide(collection, person)
    if not answer.strip():
        raise CannotPublish(gettext("Say what should be different."))
    current.state, current.answer, current.answered_by = State.SENT_BACK, answer.strip(), person
    current.save(update_fields=["state", "answer", "answered_by"])


@transaction.atomic
def sign_off(collection, *, person, seen, review_on=None):
    """Make what was sent public, signed by this person, and return the CollectionEdition.

    `seen` is the fingerprint of the document that the person read. `review_on` is the day of the next check: within
    36 months, in twelve unless it is given. Raises CannotPublish when this person cannot sign it, when it is not what
    was read, or when no list could read it. With a demonstration account it becomes a demonstration edition.
    """
    current = _to_decide(collection, person)
    document = document_of(current)
    if seen != fingerprint(document):
        raise CannotPublish(gettext("It changed after you opened this page. Read it again."))
    _check(document)
    today = review.today()
    review_on = review_on or today + REVIEW_AFTER
    if not today < review_on <= review.latest_check(today, is_about_safety=False):
        raise CannotPublish(gettext("The next check of a collection is within 36 months."))
    author = current.edited_by or current.sent_by
    edition = _publish(
        current,
        document | {"written_by": str(author), "checked_by": str(person)},
        is_demonstration=any(map(is_demonstration_account, (author, current.sent_by, person))),
        author=author,
        approver=person,
        approver_role=qualification_of(person),
        signed_at=timezone.now(),
        review_on=review_on,
    )
    Collection.objects.filter(pk=current.pk).update(state=State.SIGNED)
    current.editors.clear()
    return edition


@transaction.atomic
def publish_demonstration(collection):
    """Show the draft as an example that nobody signed. Only for the starter library, whose file was checked."""
    current = _locked(collection)
    return _publish(current, document_of(current), is_demonstration=True)


def _publish(collection, document, *, is_demonstration, **signatures):
    live = collection.editions.live()
    if is_demonstration and live.filter(is_demonstration=False).exists():
        raise CannotPublish(gettext("Clinicians signed what is public. An example cannot take its place."))
    now = timezone.now()
    live.update(ended_at=now)
    edition = CollectionEdition.objects.create(
        collection=collection,
        number=(collection.editions.aggregate(last=Max("number"))["last"] or 0) + 1,
        is_demonstration=is_demonstration,
        document=document,
        published_at=now,
        **signatures,
    )
    ContentVersion.advance()
    return edition


@transaction.atomic
def withdraw(collection):
    """Take the collection from the public at once. One person may; showing it again needs a new sign-off."""
    current = _locked(collection)
    if not current.editions.live().update(ended_at=timezone.now()):
        raise CannotPublish(gettext("This collection is not public."))
    if current.is_waiting:
        Collection.objects.filter(pk=current.pk).update(state=State.OVERTAKEN)
    ContentVersion.advance()
