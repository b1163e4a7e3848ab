"""What a curator does with guides on their list: sign off, withdraw, rename."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import editions
from guides.models import Edition, Guide


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? In words for the public"),
        max_length=Edition._meta.get_field("withdrawn_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": _("Say why, in words for the public.")},
    )


@admin.action(description=_("Withdraw…"), permissions=["withdraw"])
def withdraw(desk, request, queryset):
    guides = [guide for guide in queryset if guide.seen_editions and guide.seen_editions[0].state == "live"]
    if not guides:
        return desk.message_user(request, gettext("None of these is public."), messages.WARNING)
    form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return ask(desk, request, form, guides, gettext("Withdraw"), "withdraw")
    with transaction.atomic():
        for guide in guides:
            editions.withdraw(guide, reason=form.cleaned_data["reason"])
            desk.log_change(request, guide, "Withdrew it.")
    titles = ", ".join(desk.title(guide) for guide in guides)
    return desk.message_user(request, gettext("No longer public: %s.") % titles, messages.SUCCESS)


class RenameForm(forms.Form):
    slug = forms.SlugField(label=_("New name in the address"), max_length=Guide._meta.get_field("slug").max_length)


@admin.action(description=_("Rename…"), permissions=["change"])
def rename(desk, request, queryset):
    if len(queryset) != 1:
        return desk.message_user(request, gettext("Choose one guide to rename."), messages.WARNING)
    guide = queryset[0]
    form = RenameForm(request.POST if "confirmed" in request.POST else None, initial={"slug": guide.slug})
    if not (form.is_valid() and renamed(form, guide)):
        return ask(desk, request, form, [guide], gettext("Rename"), "rename")
    desk.log_change(request, guide, f"Renamed it to {guide.slug}.")
    return desk.message_user(request, gettext("The guide is now at %s. Old links lead there.") % guide.slug)


def renamed(form, guide):
    """Rename the guide; False when the name cannot be had, and then the form says why."""
    try:
        editions.rename(guide, form.cleaned_data["slug"])
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


def ask(desk, request, form, guides, verb, action):
    """The page between choosing an action and doing it."""
    context = desk.admin_site.each_context(request) | {
        "title": verb,
        "form": form,
        "guides": [(guide.pk, desk.title(guide)) for guide in guides],
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": desk.media,
    }
    return TemplateResponse(request, "admin/guides/ask.html", context)
