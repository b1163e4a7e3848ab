from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.defaultfilters import truncatechars
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import feedback, taking_out
from guides.feedback_form import OneKindOfNewline
from guides.models import Edition, Feedback
from guides.models.feedback import BY_URGENCY, LONGEST_TEXT

from .actions import WithdrawForm

SUSPEND = "guides.withdraw_edition"
BIG = ("edition__document", "edition__bones", "edition__words")  # of no use here
PREPARED_REASON = _("Somebody told us this guide hurt them. We are checking it.")


class EntryForm(forms.Form):
    text = forms.CharField(
        label=_("What did you find, or do?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("Only the desk reads this. Leave out names of patients and health details."),
        error_messages={"required": _("Write down what you found or did.")},
    )


class TakeOutForm(forms.Form):
    words = OneKindOfNewline(
        label=_("Words to take out"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "data-picked": ""}),
        help_text=_("Exactly as they stand in the message. They are taken out wherever they stand as whole words."),
        error_messages={"required": _("Write the words, or select them in the message.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_TEXT,
        help_text=_("Such as “a name and a telephone number”. It stays in the thread, so leave the words out of it."),
        error_messages={"required": _("Say why. The thread keeps the reason, not the words.")},
    )

    def clean(self):
        said = super().clean()
        if {"words", "why"} <= said.keys() and taking_out.is_repeated(said["words"], said["why"]):
            self.add_error("why", taking_out.REPEATED)
        return said


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """What visitors said, the most pressing first. Each message has a thread; nothing in it is edited or deleted,
    but personal details can be taken out."""

    list_display = ["verdict", "state", "received_at", "about", "begins", "answered_by"]
    list_filter = ["state", "verdict", ("edition__guide", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["edition__title", "text"]
    ordering = BY_URGENCY
    sortable_by = []
    actions = None

    @admin.display(description=_("guide"))
    def about(self, message):
        return gettext("%(title)s, edition %(number)d") % {
            "title": message.edition.title,
            "number": message.edition.number,
        }

    @admin.display(description=_("in their words"))
    def begins(self, message):
        return truncatechars(message.text, 80) or "–"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("edition__guide", "answered_by").defer(*BIG)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self.has_answer_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_answer_permission(self, request):
        return request.user.has_perm("guides.answer_feedback")

    def has_suspend_permission(self, request):
        return request.user.has_perm(SUSPEND)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The thread of one message, and what one can do with it."""
        message = self.get_object(request, unquote(object_id))
        if message is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, message):
            raise PermissionDenied
        if request.method == "POST":
            return self.act(request, message)
        return self.thread(request, message)

    def act(self, request, message):
        """Do what a button of the thread says, if this person may."""
        doings = {
            "note": (self.has_answer_permission, self.write),
            "answer": (self.has_answer_permission, self.write),
            "spam": (self.has_answer_permission, self.sort_out),
            "reopen": (self.has_answer_permission, self.sort_out),
            "look": (self.has_answer_permission, self.take_out),
            "change": (self.has_answer_permission, self.take_out),
            "take-out": (self.has_answer_permission, self.take_out),
            "suspend": (self.has_suspend_permission, self.suspend),
        }
        is_allowed, do = doings.get(request.POST.get("do"), (lambda request: False, None))
        if not is_allowed(request):
            raise PermissionDenied
        return do(request, message)

    def write(self, request, message):
        form = EntryForm(request.POST)
        write = feedback.answer if request.POST["do"] == "answer" else feedback.add_note
        if not form.is_valid():
            return self.thread(request, message, entry=form)
        try:
            write(feedback=message, by=request.user, text=form.cleaned_data["text"])
        except feedback.NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self.thread(request, message, entry=form)
        return self.back(request, message, gettext("It is in the thread."))

    def sort_out(self, request, message):
        move = feedback.mark_as_spam if request.POST["do"] == "spam" else feedback.reopen
        try:
            move(feedback=message, by=request.user)
        except feedback.NotPossible as refusal:
            return self.back(request, message, str(refusal), messages.ERROR)
        return self.back(request, message, gettext("It is in the thread."))

    def take_out(self, request, message):
        """The form, then the message as it would read, then the deed: there is no way back from it."""
        form, doing, without = TakeOutForm(request.POST), request.POST["do"], None
        if form.is_valid() and doing != "change":
            words, why = form.cleaned_data["words"], form.cleaned_data["why"]
            try:
                if doing == "take-out":
                    taking_out.take_out(feedback=message, by=request.user, words=words, why=why)
                    return self.back(request, message, gettext("Taken out, for good."))
                without = taking_out.preview(message, words, why)
            except feedback.NotPossible as refusal:
                form.add_error("words", str(refusal))
        return self.thread(request, message, taking=form, without=without)

    def suspend(self, request, message):
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.thread(request, message, suspension=form)
        try:
            with transaction.atomic():
                feedback.suspend(feedback=message, by=request.user, reason=form.cleaned_data["reason"])
                self.log_change(request, message.guide, "Withdrew it after a message from a visitor.")
        except feedback.NotPossible as refusal:
            return self.back(request, message, str(refusal), messages.ERROR)
        told = gettext("No longer public: %s. The message stays open until you answer it.") % message.edition.title
        return self.back(request, message, told)

    def back(self, request, message, told, level=messages.SUCCESS):
        self.message_user(request, told, level)
        return redirect("admin:guides_feedback_change", message.pk)

    def thread(self, request, message, *, entry=None, suspension=None, taking=None, without=None):
        about_guide = Feedback.objects.about(message.guide).genuine()
        context = self.admin_site.each_context(request) | {
            "title": f"{message.get_verdict_display()}: {message.edition.title}",
            "opts": self.opts,
            "message": message,
            "notes": message.notes.select_related("by"),
            "about_guide": about_guide.count(),
            "is_live": message.edition.state == Edition.State.LIVE,
            "entry": entry or EntryForm(),
            "suspension": suspension or WithdrawForm(initial={"reason": PREPARED_REASON}),
            "taking": taking or TakeOutForm(),
            "is_taking": taking is not None,
            "without": without,
            "may_answer": self.has_answer_permission(request),
            "may_suspend": self.may_suspend(request, message),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/guides/feedback.html", context)

    def may_suspend(self, request, message):
        is_wanted = message.is_safety_report and message.state != Feedback.State.SPAM
        return is_wanted and self.has_suspend_permission(request) and feedback.is_public(message.guide)
