"""The pages between writing a guide and the public: send, look and decide, publish alone, withdraw, check, go back.

What may be done is decided in `guides.signing`; these pages say it and ask.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guides import differences, editions, readiness, signing
from guides.models import Edition, FieldComment, Guide, GuideText, Revision, Submission

from . import editing, saving
from .actions import WithdrawForm

LIVE = Edition.State.LIVE


def urls(desk):
    """The addresses of these pages, below the desk's guides."""
    pages = {
        "<int:pk>/submit/": ("submit", submit),
        "<int:pk>/review/": ("review", review),
        "<int:pk>/publish-alone/": ("publish_alone", publish_alone),
        "<int:pk>/withdraw/": ("withdraw", withdraw),
        "<int:pk>/checked/": ("checked", checked),
        "editions/<int:pk>/restore/": ("restore", restore),
    }
    to_read = {"<int:pk>/changes/<int:number>/": ("revision", revision)}
    buttons = {
        "<int:pk>/merge/": ("merge", saving.save_together),
        "<int:pk>/take-back/": ("take_back", take_back),
        "comments/<int:pk>/settle/": ("settle", settle),
    }

    def page(view, allowed):
        @allowed
        def with_desk(request, **address):
            return view(desk, request, **address)

        return desk.admin_site.admin_view(with_desk)

    kinds = ((pages, require_http_methods(["GET", "POST"])), (to_read, require_safe), (buttons, require_POST))
    return [
        path(address, page(view, allowed), name=f"guides_guide_{name}")
        for those, allowed in kinds
        for address, (name, view) in those.items()
    ]


def need(request, *permissions):
    """Refuse whoever has none of these permissions."""
    if not any(request.user.has_perm(f"guides.{name}") for name in permissions):
        raise PermissionDenied


def posted(request):
    """What a form is bound to: an empty answer is an answer too."""
    return request.POST if request.method == "POST" else None


def show(desk, request, template, title, **context):
    page = desk.admin_site.each_context(request) | {"title": title, "opts": desk.opts, "media": desk.media} | context
    return TemplateResponse(request, f"admin/guides/guide/{template}.html", page)


def language_of(request):
    """The language that the address names: one of the hub's."""
    language = request.GET.get("language") or request.POST.get("language") or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


def title_of(guide, language):
    text = GuideText.objects.filter(guide=guide, language=language).only("title").first()
    return text.title if text else guide.slug


# Beside the form


def beside(desk, request, guide):
    """What the form of a guide needs beside its fields: where it stands, what came back, and what may be done."""
    if guide is None:
        return {"revision_seen": 0}
    seen = saving.seen_revision(request) if request.method == "POST" else guide.revision
    main = settings.LANGUAGE_CODE
    rows = [standing(guide, code) for code in GuideText.objects.filter(guide=guide).values_list("language", flat=True)]
    may = {name: request.user.has_perm(f"guides.{name}") for name in ("submit_guide", "sign_off_edition")}
    may |= {name: request.user.has_perm(f"guides.{name}_edition") for name in ("withdraw", "publish_alone")}
    labels = {field.name: field.label for field in differences.EDITION}
    comments = FieldComment.objects.filter(submission__guide=guide, settled_by=None).select_related("made_by")
    return {
        "revision_seen": "" if seen is None else seen,
        "standings": rows,
        "may": may,
        "comments": [(labels.get(each.field, each.field), each) for each in comments],
        "is_live": any(row["live"] for row in rows),
        "main_language": main,
    }


def standing(guide, language):
    """Where a guide stands in one language: its live edition, what is open, and what came back last."""
    last = (
        Submission.objects.filter(guide=guide, language=language).select_related("submitted_by", "decided_by").first()
    )
    live = signing.live_edition(guide, language)
    return {
        "language": language,
        "name": dict(settings.LANGUAGES).get(language, language),
        "live": live,
        "newest": live or Edition.objects.filter(guide=guide, language=language).order_by("-number").first(),
        "open": last if last and last.state in (Submission.State.WAITING, Submission.State.APPROVED) else None,
        "came_back": last if last and last.state == Submission.State.SENT_BACK else None,
        "overtaken": last if last and last.state == Submission.State.OVERTAKEN else None,
    }


# Send


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
    need(request, "submit_guide")
    guide, language = get_object_or_404(Guide, pk=pk), language_of(request)
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
    lines = readiness.readiness(guide, language)
    return show(
        desk,
        request,
        "submit",
        gettext("Send to a second person"),
        guide=guide,
        name=title_of(guide, language),
        language=language,
        form=form,
        lines=[(line, editing.PART_OF_LINE.get(line.name, "")) for line in lines],
        undone=sum(not line.is_done for line in lines),
        changes=changes_to_publish(guide, language),
        live=signing.live_edition(guide, language),
    )


def changes_to_publish(guide, language):
    """What publishing the working copy would change for the public; None when there is no wording."""
    document = draft_document(guide, language)
    live = signing.live_edition(guide, language)
    return None if document is None else differences.compare(live.document if live else {}, document)


def draft_document(guide, language):
    """The working copy as an edition would keep it, without deriving its ratings anew: looking changes nothing."""
    text = GuideText.objects.filter(guide=guide, language=language).first()
    return editions.document_of(guide, text) if text else None


def take_back(desk, request, pk):
    need(request, "submit_guide", "sign_off_edition")
    submission = get_object_or_404(Submission.objects.open(), guide=pk, language=language_of(request))
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


# Look and decide


class DayAndHour(AdminSplitDateTime):
    """Django names its two fields beside them, where nothing ties the name to the field."""

    def __init__(self):
        super().__init__()
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


class DecideForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send it back."),
    )
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
    need(request, "view_submission", "sign_off_edition", "submit_guide")
    guide, language = get_object_or_404(Guide, pk=pk), language_of(request)
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
        groups=grouped(changes, answers),
        unchanged=unchanged(changes, submission.document, answers),
        touches_safety=any(change.is_safety for change in changes),
        form=form,
        why_not=""
        if may and submission.state == Submission.State.WAITING
        else gettext("You may read this, not decide."),
        refusal=signing.why_not(submission, request.user) if may else "",
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
    need(request, "change_guide")
    comment = get_object_or_404(FieldComment.objects.select_related("submission"), pk=pk, settled_by=None)
    FieldComment.objects.filter(pk=pk).update(settled_by=request.user, settled_at=timezone.now())
    return redirect("admin:guides_guide_change", comment.submission.guide_id)


# One person, and the way out


class AloneForm(forms.Form):
    reason = forms.CharField(
        label=_("Why can this not wait for a second person? The public reads it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why this cannot wait for a second person.")},
    )


def publish_alone(desk, request, pk):
    need(request, "publish_alone_edition")
    guide, language = get_object_or_404(Guide, pk=pk), language_of(request)
    form = AloneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            edition = signing.publish_alone(
                guide, person=request.user, reason=form.cleaned_data["reason"], language=language
            )
        except editions.CannotPublish as refusal:
            form.add_error(None, str(refusal))
        else:
            desk.log_change(request, guide, f"Published edition {edition.number} alone.")
            messages.warning(request, gettext("Edition %d is public, marked “second check pending”.") % edition.number)
            return redirect("admin:guides_guide_change", pk)
    title = gettext("Publish without a second person")
    text = gettext(
        "For an emergency: the public sees that one person published it, and why. A second person must check it."
    )
    return ask(desk, request, guide, title, text, form, language, changes=changes_to_publish(guide, language))


def withdraw(desk, request, pk):
    need(request, "withdraw_edition")
    guide, language = get_object_or_404(Guide, pk=pk), settings.LANGUAGE_CODE
    form = WithdrawForm(posted(request))
    if not guide.editions.filter(state=LIVE).exists():
        messages.info(request, gettext("This guide is not public."))
        return redirect("admin:guides_guide_change", pk)
    if request.method == "POST" and form.is_valid():
        editions.withdraw(guide, reason=form.cleaned_data["reason"])
        desk.log_change(request, guide, "Withdrew it.")
        messages.success(request, gettext("No longer public: %s.") % title_of(guide, language))
        return redirect("admin:guides_guide_change", pk)
    text = gettext("It leaves every list, page, embed and feed at once. Its address shows your reason.")
    return ask(desk, request, guide, gettext("Withdraw"), text, form, language)


class CheckedForm(forms.Form):
    review_on = forms.DateField(label=_("Next check by"), required=False, widget=AdminDateWidget)
    has_read = forms.BooleanField(
        label=_("I read the guide and each of its sources again, and nothing has to change"),
        error_messages={"required": _("Tick this when it is so.")},
    )


def checked(desk, request, pk):
    """Somebody who did not write it read it again: a new signature, a new day, the same guide."""
    need(request, "sign_off_edition")
    guide, language = get_object_or_404(Guide, pk=pk), language_of(request)
    live = get_object_or_404(Edition, guide=guide, language=language, state=LIVE)
    form = CheckedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            edition = signing.checked_no_change(live, person=request.user, review_on=form.cleaned_data["review_on"])
        except editions.CannotPublish as refusal:
            form.add_error(None, str(refusal))
        else:
            desk.log_change(request, guide, f"Checked it, no change: edition {edition.number}.")
            messages.success(request, gettext("Checked. Next check by %s.") % f"{edition.review_on:%d.%m.%Y}")
            return redirect("admin:guides_guide_change", pk)
    text = gettext("The public edition gets your signature and a new day. A draft that waits is not touched.")
    title = gettext("Checked, no change")
    return ask(desk, request, guide, title, text, form, language, sources=live.document["sources"], live=live)


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


def ask(desk, request, guide, title, text, form, language, **context):
    """The page between a button and what it does."""
    name = title_of(guide, language)
    return show(
        desk, request, "confirm", title, guide=guide, name=name, text=text, form=form, language=language, **context
    )


# What happened


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
