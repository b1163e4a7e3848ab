"""Saving a guide without losing anybody's words: each change is kept whole, and who saves on top of somebody else's
change is told and puts the two together."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from guides import differences, merging, working_copy
from guides.models import Guide, GuideText, Revision

MERGE = "guides.merge"


def seen_revision(request):
    """The change of the guide on which this form was opened; None when the form does not say."""
    text = request.POST.get("revision_seen", "")
    return int(text) if text.isdecimal() else None


def is_stale(request, guide):
    """Whether somebody saved the guide after this form was opened."""
    return seen_revision(request) != guide.revision


def changes_since(guide, revision):
    """What others saved since, newest first: the Revisions with who and when."""
    return list(Revision.objects.filter(guide=guide, number__gt=revision or 0).select_related("changed_by"))


def with_lost_rows_as_new(desk, request, guide):
    """Let rows of the form that somebody else took away meanwhile count as new ones, so that they can be read at all.

    A formset takes its first rows for those of the database and refuses any that is not there.
    """
    post = request.POST.copy()
    for inline in desk.get_inline_instances(request, guide):
        prefix = inline.get_formset(request, guide).get_default_prefix()
        there = {str(pk) for pk in inline.model.objects.filter(guide=guide).values_list("pk", flat=True)}
        move_lost_rows(post, prefix, there)
    request.POST = post


def move_lost_rows(post, prefix, there):
    """Put the rows of one formset whose key is not in `there` behind the others, without their key."""
    try:
        total, initial = (int(post[f"{prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
    except (KeyError, ValueError):
        return
    rows = []
    for index in range(total):
        start = f"{prefix}-{index}-"
        rows.append({name.removeprefix(start): post.pop(name) for name in list(post) if name.startswith(start)})
    kept = [row for row in rows[:initial] if row.get("id", [""])[-1] in there]
    lost = [row | {"id": [""]} for row in rows[:initial] if row.get("id", [""])[-1] not in there]
    for index, row in enumerate([*kept, *lost, *rows[initial:]]):
        for name, values in row.items():
            post.setlist(f"{prefix}-{index}-{name}", values)
    post[f"{prefix}-INITIAL_FORMS"] = str(len(kept))


def document_at(guide, number):
    """The working copy as it was after the change with this number; empty when that was not kept."""
    kept = Revision.objects.filter(guide=guide, number=number).first() if number is not None else None
    return kept.document if kept else {}


def part(document, language):
    """What of a working copy its translator changes: one language's words, with one kind of line ending."""
    wording = document.get("texts", {}).get(language)
    if not wording:
        return {}
    return {"texts": {language: {name: words.replace("\r\n", "\n") for name, words in wording.items()}}}


class Trial(Exception):
    """Raised to take back a save that was made only to see what it would have written."""


def mine_of(request, guide, save):
    """What saving this form would have made of the working copy, and the page to show instead when it has errors."""
    kept = {}
    try:
        with transaction.atomic():
            request.is_trial = True
            kept["response"] = save()
            if isinstance(kept["response"], Tried):
                kept["document"] = working_copy.read(Guide.objects.get(pk=guide.pk))
            raise Trial
    except Trial:
        request.is_trial = False
    return kept.get("document"), kept["response"]


def is_trial(request):
    return getattr(request, "is_trial", False)


class Tried(HttpResponse):
    """What a trial save answers in place of the page after saving."""


def put_together(desk, request, guide, save):
    """The answer to a form that was opened before somebody else saved."""
    with_lost_rows_as_new(desk, request, guide)
    mine, page_with_errors = mine_of(request, guide, save)
    others = changes_since(guide, seen_revision(request))
    if mine is None:
        messages.warning(request, told(others))
        return page_with_errors
    return merge_page(desk, request, guide, document_at(guide, seen_revision(request)), mine)


def told(others):
    """Who changed the guide meanwhile, in a sentence."""
    names = ", ".join(dict.fromkeys(str(each.changed_by or gettext("somebody")) for each in others))
    return gettext("While you were writing, this guide was changed by: %s. Nothing of yours is lost.") % names


def merge_page(desk, request, guide, base, mine, *, problems=(), language="", compared_with=None):
    """What both changed, to choose from. With a `language` nothing but its words is looked at, or saved after."""
    theirs = part(working_copy.read(guide), language) if language else working_copy.read(guide)
    _merged, clashes = merging.merge(base, mine, theirs)
    wording = guide.texts.filter(language=settings.LANGUAGE_CODE).only("title").first()
    work = {"base": base, "mine": mine, "revision": guide.revision}
    work |= {"guide": guide.pk, "language": language, "compared_with": compared_with}
    context = desk.admin_site.each_context(request) | {
        "title": gettext("Somebody else changed this guide too"),
        "guide": guide,
        "name": wording.title if wording else guide.slug,
        "opts": desk.opts,
        "others": [
            (each.changed_by, each.changed_at, each.get_cause_display())
            for each in changes_since(guide, seen_revision(request))
        ],
        "mine": differences.compare_working_copies(base, mine) if base else [],
        "theirs": differences.compare_working_copies(base, theirs) if base else [],
        "clashes": [shown(clash) for clash in clashes],
        "work": signing.dumps(work, salt=MERGE, compress=True),
        "problems": problems,
        "revision_seen": "" if seen_revision(request) is None else seen_revision(request),
        "action": reverse("admin:guides_guide_merge", args=[guide.pk]),
        "back": way_back(guide.pk, language),
    }
    return TemplateResponse(request, "admin/guides/guide/merge.html", context)


def shown(clash, compare=differences.compare_working_copies):
    """A clash as the page shows it: what both wrote, side by side."""
    one, other = {}, {}
    for document, value in ((one, clash.theirs), (other, clash.mine)):
        place = document
        for name in clash.path[:-1]:
            place = place.setdefault(name, {})
        place[clash.path[-1]] = value
    found = compare(one, other)
    label = found[0].label if found else clash.path[-1].replace("_", " ").capitalize()
    return {"clash": clash, "label": label, "rows": found[0].rows if found else ()}


def save_together(desk, request, pk):
    """Save what the merge page shows: the choices where both changed the same, and everything else of both.

    What was signed says of which guide it is, and whether it is a translation: then it is saved as one.
    """
    guide = get_object_or_404(Guide, pk=pk)
    if not (desk.has_change_permission(request, guide) or request.user.has_perm("guides.change_guidetext")):
        raise PermissionDenied
    try:
        work = signing.loads(request.POST.get("work", ""), salt=MERGE)
    except signing.BadSignature:
        raise BadRequest from None
    if work["guide"] != pk:
        raise BadRequest
    language, sides = work["language"], (work["base"], work["mine"])
    rest = {"language": language, "compared_with": work["compared_with"]}
    if not (language or desk.has_change_permission(request, guide)):
        raise PermissionDenied
    try:
        with transaction.atomic():
            guide = Guide.objects.select_for_update().get(pk=pk)
            if guide.revision != work["revision"]:  # a third person was quicker
                return merge_page(desk, request, guide, *sides, **rest)
            save_merged(request, guide, *sides, **rest)
    except ValidationError as refusal:
        guide = Guide.objects.get(pk=pk)
        return merge_page(desk, request, guide, *sides, problems=refusal.messages, **rest)
    desk.log_change(request, guide, "Put together with another change.")
    messages.success(request, gettext("Saved: your changes and theirs are both in the guide."))
    return redirect(way_back(pk, language))


def save_merged(request, guide, base, mine, *, language, compared_with):
    theirs = part(working_copy.read(guide), language) if language else working_copy.read(guide)
    merged, clashes = merging.merge(base, mine, theirs)
    merged = merging.settle(merged, {clash.path: chosen(request, clash) for clash in clashes})
    kept = {"by": request.user, "cause": Revision.Cause.MERGED}
    if language:
        write_translation(guide, {"texts": merged["texts"]}, language=language, compared_with=compared_with, **kept)
    else:
        working_copy.write(guide, merged, by=request.user)
        working_copy.keep(guide, **kept)


def write_translation(guide, document, *, by, language, compared_with, cause=Revision.Cause.EDITED):
    """Write one language's words and keep the change. `compared_with` is the key of the edition of the main language
    that they were compared with; None when nobody said so just now."""
    working_copy.write(guide, document, by=by)
    if compared_with:
        GuideText.objects.filter(guide=guide, language=language).update(translated_from=compared_with)
    working_copy.keep(guide, by=by, cause=cause, language=language)


def way_back(pk, language):
    """The page that somebody came from to put two changes together."""
    if language:
        return reverse("admin:guides_guide_translate", args=[pk, language])
    return reverse("admin:guides_guide_change", args=[pk])


def chosen(request, clash):
    """What the person chose for one clash: theirs, their own, or words that they wrote from both."""
    choice = request.POST.get(f"choice-{clash.name}")
    if choice == "theirs":
        return clash.theirs
    if clash.is_text and choice == "both":
        return request.POST.get(f"text-{clash.name}", clash.mine).replace("\r\n", "\n")
    return clash.mine
