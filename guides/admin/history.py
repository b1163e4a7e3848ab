"""What happened to a guide, and going back to an earlier edition."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from guides import differences, signing
from guides.models import Edition, Guide, Revision

from .pages import ask, draft_document, need, posted, show, title_of


def restore(desk, request, pk):
    """Make an earlier edition the draft again."""
    need(request, "change_guide")
    edition = get_object_or_404(Edition.objects.select_related("guide"), pk=pk)
    form = forms.Form(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            signing.restore(edition, person=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            desk.log_change(request, edition.guide, f"Went back to edition {edition.number}.")
            messages.success(
                request, gettext("Edition %d is the draft now. The public sees no change.") % edition.number
            )
            return redirect("admin:guides_guide_change", edition.guide_id)
    text = gettext("The draft becomes what this edition says. What is in the draft now stays in its history.")
    title = gettext("Go back to edition %d") % edition.number
    draft = changes_to_draft(edition)
    return ask(desk, request, edition.guide, title, text, form, edition.language, changes=draft)


def changes_to_draft(edition):
    document = draft_document(edition.guide, edition.language)
    return None if document is None else differences.compare(document, edition.document)


def history(desk, request, object_id):
    """Every change of a guide and every edition, newest first, with the way to look at each and to go back."""
    guide = get_object_or_404(Guide, pk=object_id) if str(object_id).isdecimal() else None
    if guide is None:
        raise Http404
    if not desk.has_view_permission(request, guide):
        raise PermissionDenied
    return show(
        desk,
        request,
        "history",
        gettext("What happened to this guide"),
        guide=guide,
        name=title_of(guide, settings.LANGUAGE_CODE),
        revisions=guide.revisions.select_related("changed_by").defer("document"),
        editions=guide.editions.select_related("author", "approver").defer("document", "bones", "words"),
        submissions=guide.submissions.select_related("submitted_by", "decided_by").defer("document"),
    )


def revision(desk, request, pk, number):
    """One change: what was before and after it."""
    guide = get_object_or_404(Guide, pk=pk)
    if not desk.has_view_permission(request, guide):
        raise PermissionDenied
    this = get_object_or_404(Revision.objects.select_related("changed_by"), guide=guide, number=number)
    before = guide.revisions.filter(number__lt=number).first()
    changes = differences.compare_working_copies(before.document if before else {}, this.document)
    name = title_of(guide, settings.LANGUAGE_CODE)
    return show(
        desk, request, "revision", gettext("One change"), guide=guide, name=name, revision=this, changes=changes
    )
