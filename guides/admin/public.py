"""What one person may do about a public guide: publish alone in an emergency, withdraw, check without a change."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import editions, signing
from guides.models import Edition, Guide

from .actions import WithdrawForm
from .pages import ask, changes_to_publish, language_of, need, posted, title_of


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
    if not guide.editions.filter(state=Edition.State.LIVE).exists():
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
    live = get_object_or_404(Edition, guide=guide, language=language, state=Edition.State.LIVE)
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
