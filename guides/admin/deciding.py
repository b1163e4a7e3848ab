"""The second person's page: what changed, safety first, and the decision."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import differences, editions, signing, translations
from guides.models import FieldComment, Guide, Submission

from . import saving
from .pages import AnswerForm, language_of, need, posted, show, to_send


class DayAndHour(AdminSplitDateTime):
    """Django names its two fields beside them, where nothing ties the name to the field."""

    def __init__(self):
        super().__init__()
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


class DecideForm(AnswerForm):
    is_minor = forms.BooleanField(
        label=_("A minor change, such as a typing error"),
        required=False,
        help_text=_("The day of the next check stays as it was."),
    )
    review_on = forms.DateField(
        label=_("Next check by"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Within twelve months. Left empty: in twelve months."),
    )
    publish_at = forms.SplitDateTimeField(
        label=_("Publish at"),
        required=False,
        widget=DayAndHour,
        help_text=_("Left empty: now. Times are UTC."),
    )

    def clean_publish_at(self):
        moment = self.cleaned_data["publish_at"]
        if moment and moment <= timezone.now():
            raise ValidationError(gettext("This hour is over. Leave it empty to publish now."))
        return moment


def review(desk, request, pk):
    """What changed since the live edition, safety first, and the decision of a second person."""
    language = language_of(request)
    need(request, "view_submission", "sign_off_edition", *to_send(language))
    guide = get_object_or_404(Guide, pk=pk)
    submission = (
        Submission.objects.open()
        .filter(guide=guide, language=language)
        .select_related("submitted_by", "decided_by", "guide")
        .first()
    )
    if submission is None:
        messages.info(request, gettext("Nothing of this guide waits for a second person."))
        return redirect("admin:guides_guide_change", pk)
    form = DecideForm(posted(request))
    if request.method == "POST":
        need(request, "sign_off_edition")
        if form.is_valid() and decided(desk, request, submission, form):
            return redirect("admin:guides_guide_changelist")
    live = signing.live_edition(guide, language)
    changes = differences.compare(live.document if live else {}, submission.document)
    answers = {
        name.removeprefix("comment-"): text for name, text in request.POST.items() if name.startswith("comment-")
    }
    may = request.user.has_perm("guides.sign_off_edition")
    return show(
        desk,
        request,
        "review",
        gettext("Look and decide"),
        guide=guide,
        name=submission.document["title"],
        language=language,
        submission=submission,
        live=live,
        beside_main=language in translations.others() and request.user.has_perm("guides.change_guidetext"),
        groups=grouped(changes, answers),
        unchanged=unchanged(changes, submission.document, answers),
        touches_safety=any(change.is_safety for change in changes),
        form=form,
        why_not=""
        if may and submission.state == Submission.State.WAITING
        else gettext("You may read this, not decide."),
        refusal=signing.why_not(submission, request.user) if may else "",
        cannot_sign=signing.why_not_sign(submission, request.user) if may else "",
    )


GROUPS = [
    (differences.SAFETY, _("Safety")),
    (differences.WORDS, _("Words")),
    (differences.PICTURES, _("Pictures")),
    (differences.REST, _("Everything else")),
]


def grouped(changes, comments):
    """The changes by their group, each with what was typed into its comment."""
    return [
        (name, [(change, comments.get(change.name, "")) for change in changes if change.group == group])
        for group, name in GROUPS
    ]


def unchanged(changes, document, comments):
    """The fields that are as they are in public, for a comment too."""
    differing = {change.name for change in changes}
    fields = [field for field in differences.EDITION if field.name not in differing]
    return [(field, lines, comments.get(field.name, "")) for field in fields if (lines := list(field.lines(document)))]


def decided(desk, request, submission, form):
    """Do what the button says; False when it cannot be done, and then the form says why."""
    said = form.cleaned_data
    names = {field.name for field in differences.EDITION}
    comments = {name: request.POST.get(f"comment-{name}", "")[:2000] for name in names}
    try:
        if "send_back" in request.POST:
            signing.send_back(submission, person=request.user, answer=said["answer"], comments=comments)
            desk.log_change(request, submission.guide, "Sent it back.")
            messages.success(request, gettext("Sent back to %s.") % submission.submitted_by)
        elif "approve" in request.POST:
            edition = signing.approve(submission, person=request.user, **said)
            desk.log_change(
                request, submission.guide, f"Signed off {'edition ' + str(edition.number) if edition else 'for later'}."
            )
            messages.success(request, published_words(edition) if edition else scheduled_words(said["publish_at"]))
        else:
            raise editions.CannotPublish(gettext("Choose “Sign off” or “Send back”."))
    except editions.CannotPublish as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def published_words(edition):
    said = {"title": edition.title, "number": edition.number}
    if edition.is_demonstration:
        return gettext("%(title)s: edition %(number)d is out as a demonstration, marked as not checked.") % said
    return gettext("%(title)s: edition %(number)d is public.") % said


def scheduled_words(moment):
    return gettext("Signed off. It will be published on %s UTC.") % f"{moment:%d.%m.%Y %H:%M}"


def settle(desk, request, pk):
    """A comment is dealt with."""
    need(request, "change_guide", "change_guidetext")
    comment = get_object_or_404(FieldComment.objects.select_related("submission"), pk=pk, settled_by=None)
    language = comment.submission.language
    if not translations.is_translation(language):
        need(request, "change_guide")
    FieldComment.objects.filter(pk=pk).update(settled_by=request.user, settled_at=timezone.now())
    return redirect(saving.way_back(comment.submission.guide_id, language if language in translations.others() else ""))
