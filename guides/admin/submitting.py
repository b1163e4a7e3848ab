"""Sending a guide to a second person, and taking it back."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import editions, readiness, signing, translations
from guides.models import Guide, Submission

from . import editing, saving
from .pages import changes_to_publish, language_of, need, posted, show, title_of, to_send


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the second person"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What to look at. It stays at the desk."),
    )
    change_note = forms.CharField(
        label=_("What changed, in words for patients"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=Submission._meta.get_field("change_note").help_text,
    )


def submit(desk, request, pk):
    """The checklist, what is different from what is public, and the button."""
    language = language_of(request)
    need(request, *to_send(language))
    guide = get_object_or_404(Guide, pk=pk)
    form = SubmitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            signing.submit(guide, person=request.user, language=language, **form.cleaned_data)
        except editions.CannotPublish as refusal:
            form.add_error(None, str(refusal))
        else:
            desk.log_change(request, guide, "Sent it to a second person.")
            messages.success(
                request, gettext("Sent. Everyone who may sign off finds it on the front page of the desk.")
            )
            return redirect("admin:guides_guide_change", pk)
    lines = readiness.readiness(guide, language, request.user)
    return show(
        desk,
        request,
        "submit",
        gettext("Send to a second person"),
        guide=guide,
        name=title_of(guide, language),
        language=language,
        form=form,
        lines=[(line, where(line, pk, language)) for line in lines],
        undone=sum(not line.is_done for line in lines),
        changes=changes_to_publish(guide, language),
        live=signing.live_edition(guide, language),
    )


def where(line, pk, language):
    """Where a line of the checklist can be done; empty for what is done elsewhere."""
    if language in translations.others():
        return saving.way_back(pk, language)
    part = editing.PART_OF_LINE.get(line.name)
    return f"{saving.way_back(pk, '')}#part-{part}" if part else ""


def take_back(desk, request, pk):
    language = language_of(request)
    need(request, "sign_off_edition", *to_send(language))
    submission = get_object_or_404(Submission.objects.open(), guide=pk, language=language)
    if submission.submitted_by != request.user:
        need(request, "sign_off_edition")
    try:
        signing.take_back(submission, person=request.user)
    except editions.CannotPublish as refusal:
        messages.error(request, str(refusal))
    else:
        desk.log_change(request, submission.guide, "Took it back from sign-off.")
        messages.success(request, gettext("Taken back. What the public sees did not change."))
    return redirect("admin:guides_guide_change", pk)
