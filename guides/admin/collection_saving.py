"""Saving a collection without losing anybody's words: who saves on top of somebody else's change is told who changed
what, and puts the two together. The form carries the draft on which it was opened, so no copies need keeping."""

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from guides import collection_draft, differences, merging
from guides.models import Collection

from . import collection_signing
from .saving import chosen, shown

FORM, MERGE = "guides.collection.form", "guides.collection.merge"


def seen_now(collection):
    """What the form is to bring back: the draft as it is now, and when."""
    said = {"draft": collection_draft.read(collection), "at": timezone.now().isoformat()}
    return signing.dumps(said, salt=FORM, compress=True)


def seen(request):
    """The draft on which the form was opened, and when; nothing when the form does not say."""
    try:
        said = signing.loads(request.POST.get("draft_seen", ""), salt=FORM)
    except signing.BadSignature:
        return {}, None
    return said["draft"], parse_datetime(said["at"])


def compare(before, after):
    return differences.compare(before, after, collection_draft.FIELDS)


def others(collection, since):
    """Who did what to a collection since then: (person, when, what), newest first. What left no entry in the log, such
    as a load of the library, is known by its last editor."""
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Collection), object_id=str(collection.pk)
    )
    rows = rows.filter(action_time__gt=since) if since else rows.none()
    found = [(each.user, each.action_time, each.get_change_message()) for each in rows.select_related("user")]
    return found or [(collection.edited_by or gettext("somebody"), collection.edited_at, gettext("changed it"))]


def told(those):
    names = ", ".join(dict.fromkeys(str(person) for person, _at, _what in those))
    return gettext("While you were writing, this collection was changed by: %s. Nothing of yours is lost.") % names


def put_together(desk, request, collection, show):
    """The answer to a form that was opened before somebody else saved."""
    base, since = seen(request)
    edited = Collection.objects.get(pk=collection.pk)
    form = desk.get_form(request, edited, change=True)(request.POST, request.FILES, instance=edited)
    if not form.is_valid():
        messages.warning(request, told(others(collection, since)))
        return show()
    return merge_page(desk, request, collection, base, collection_draft.read(edited), since)


def merge_page(desk, request, collection, base, mine, since, problems=()):
    theirs = collection_draft.read(collection)
    _merged, clashes = merging.merge(base, mine, theirs)
    work = {"base": base, "mine": mine, "theirs": theirs, "since": since.isoformat() if since else ""}
    return collection_signing.show(
        desk,
        request,
        "merge",
        gettext("Somebody else changed this collection too"),
        collection,
        others=others(collection, since),
        mine=compare(base, mine) if base else [],
        theirs=compare(base, theirs) if base else [],
        clashes=[shown(clash, compare) for clash in clashes],
        work=signing.dumps(work, salt=MERGE, compress=True),
        problems=problems,
        action=reverse("admin:guides_collection_merge", args=[collection.pk]),
        back=reverse("admin:guides_collection_change", args=[collection.pk]),
    )


def save_together(desk, request, collection):
    """Save what the merge page shows: the choices where both changed the same, and everything else of both."""
    if not desk.has_change_permission(request, collection):
        raise PermissionDenied
    try:
        work = signing.loads(request.POST.get("work", ""), salt=MERGE)
    except signing.BadSignature:
        raise BadRequest from None
    since = parse_datetime(work["since"]) if work["since"] else None
    try:
        with transaction.atomic():
            collection = Collection.objects.select_for_update().get(pk=collection.pk)
            theirs = collection_draft.read(collection)
            if theirs != work["theirs"]:  # a third person was quicker
                return merge_page(desk, request, collection, work["base"], work["mine"], since)
            merged, clashes = merging.merge(work["base"], work["mine"], theirs)
            merged = merging.settle(merged, {clash.path: chosen(request, clash) for clash in clashes})
            merged = {name: merged[name] for name in theirs}
            if collection_draft.write(collection, merged, person=request.user):
                desk.log_change(request, collection, in_words(compare(theirs, merged)))
    except ValidationError as refusal:
        collection.refresh_from_db()
        return merge_page(desk, request, collection, work["base"], work["mine"], since, problems=refusal.messages)
    messages.success(request, gettext("Saved: your changes and theirs are both in the collection."))
    return redirect("admin:guides_collection_change", collection.pk)


def in_words(changes):
    """Changes for the log, as guides.admin.record writes them."""
    said = gettext("%(field)s: “%(before)s” became “%(after)s”")
    parts = [
        {"field": each.label, "before": ", ".join(each.before), "after": ", ".join(each.after)} for each in changes
    ]
    return "; ".join(said % part for part in parts)
