"""The two steps from the desk to the public, as actions of the list of guides."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guides import editions
from guides.models import Edition, Guide


@admin.action(description=_("Sign off and publish"), permissions=["change"])
def sign_off(desk, request, queryset):
    for guide in queryset:
        try:
            published = publish_as_checked(guide.pk, request.user)
        except editions.CannotPublish as problem:
            desk.message_user(request, f"{guide.title or guide}: {problem}", messages.ERROR)
        else:
            desk.message_user(request, told(published), messages.SUCCESS)


@transaction.atomic
def publish_as_checked(number, approver):
    """Publish every wording of a guide, written by who edited it last and signed by `approver`; return the editions.

    Raises CannotPublish, and then publishes nothing of it.
    """
    guide = Guide.objects.select_for_update().get(pk=number)
    if guide.edited_by is None:
        raise editions.CannotPublish(
            gettext(
                "Nobody has edited it at the desk yet, so it has no author. Edit it, then ask somebody else to sign."
            )
        )
    if guide.edited_by == approver:
        raise editions.CannotPublish(gettext("You edited it last. Ask somebody else to sign it off."))
    languages = list(guide.texts.values_list("language", flat=True))
    if not languages:
        raise editions.CannotPublish(gettext("It has no wording yet."))
    return [
        editions.publish(guide, author=guide.edited_by, approver=approver, language=language) for language in languages
    ]


def told(published):
    """What the reviewer reads after a sign-off."""
    edition = published[0]
    if edition.is_demonstration:
        words = gettext("“%(title)s” is now edition %(number)s, a demonstration: it took a demonstration account.")
    else:
        words = gettext("“%(title)s” is signed off and public as edition %(number)s.")
    return words % {"title": edition.title, "number": edition.number}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in words for the public"),
        max_length=Edition._meta.get_field("withdrawn_reason").max_length,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )


@admin.action(description=_("Withdraw"), permissions=["change"])
def withdraw(desk, request, queryset):
    """Ask for the reason on a page of its own, then withdraw."""
    public = queryset.filter(pk__in=Edition.objects.filter(state=Edition.State.LIVE).values("guide"))
    if not public:
        desk.message_user(request, gettext("None of these guides is public."), messages.WARNING)
        return None
    form = WithdrawForm(request.POST if "reason" in request.POST else None)
    if not form.is_valid():
        return ask_for_reason(desk, request, public, form)
    with transaction.atomic():
        for guide in public:
            editions.withdraw(guide, reason=form.cleaned_data["reason"])
    count = len(public)
    told = ngettext("%d guide is withdrawn.", "%d guides are withdrawn.", count) % count
    desk.message_user(request, told, messages.SUCCESS)
    return None


def ask_for_reason(desk, request, guides, form):
    context = desk.admin_site.each_context(request) | {
        "title": gettext("Withdraw from the public"),
        "opts": desk.opts,
        "guides": guides,
        "form": form,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/withdraw.html", context)
