"""The pages between a collection's draft and the public: send, look and decide, withdraw.

What may be done is decided in `guides.collection_signing`; these pages say it and ask.
"""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guides import collection as rules
from guides import collection_signing as signing
from guides import differences
from guides.editions import CannotPublish
from guides.models import Collection, Equipment

from .pages import AnswerForm, need, posted


def urls(desk):
    """The addresses of these pages, below the desk's collections."""

    def page(view):
        @require_http_methods(["GET", "POST"])
        def with_desk(request, pk):
            return view(desk, request, get_object_or_404(Collection, pk=pk))

        return desk.admin_site.admin_view(with_desk)

    pages = {"send": send, "review": review, "withdraw": withdraw}
    return [path(f"<int:pk>/{name}/", page(view), name=f"guides_collection_{name}") for name, view in pages.items()]


def beside(request, collection):
    """What the form needs beside its fields: where the collection stands, and what this person may do about it."""
    newest = collection.seen[0] if collection.seen else None
    return {
        "newest": newest,
        "live": newest if newest and newest.ended_at is None else None,
        "may_sign_off": request.user.has_perm("guides.sign_off_edition"),
        "may_withdraw": request.user.has_perm("guides.withdraw_edition"),
    }


def changes_of(collection):
    """What signing the draft would change for the public, as Differences."""
    live = collection.live_edition()
    return differences.compare(live.document if live else {}, signing.document_of(collection), signing.FIELDS)


def show(desk, request, template, title, collection, **context):
    page = desk.admin_site.each_context(request) | {
        "title": title,
        "opts": desk.opts,
        "media": desk.media,
        "collection": collection,
        "live": collection.live_edition(),
        **context,
    }
    return TemplateResponse(request, f"admin/guides/collection/{template}.html", page)


def back(collection):
    return redirect("admin:guides_collection_change", collection.pk)


class SendForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the second person"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What to look at. It stays at the desk."),
    )


def send(desk, request, collection):
    """What is different from what is public, and the button."""
    if not desk.has_change_permission(request, collection):
        raise PermissionDenied
    form = SendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            signing.send(collection, person=request.user, note=form.cleaned_data["note"])
        except CannotPublish as refusal:
            form.add_error(None, str(refusal))
        else:
            desk.log_change(request, collection, "Sent it to a second person.")
            messages.success(request, gettext("Sent. What the public sees does not change until it is signed off."))
            return back(collection)
    title, text = gettext("Send to a second person"), gettext("A second, qualified person looks at it first.")
    changes = changes_of(collection)
    return show(desk, request, "confirm", title, collection, form=form, text=text, changes=changes, shows_changes=True)


class DecideForm(AnswerForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    review_on = forms.DateField(
        label=_("Next check by"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Within 36 months. Left empty: in twelve months."),
    )


def review(desk, request, collection):
    """What is different from what is public, and the decision of a second person."""
    if not desk.has_view_permission(request, collection):
        raise PermissionDenied
    document = signing.document_of(collection)
    form = DecideForm(posted(request), initial={"seen": signing.fingerprint(document)})
    if request.method == "POST":
        need(request, "sign_off_edition")
        if form.is_valid() and decided(desk, request, collection, form):
            return redirect("admin:guides_collection_changelist")
        collection.refresh_from_db()
    if not collection.is_waiting:
        messages.info(request, gettext("This collection does not wait for a second person."))
        return back(collection)
    changes = changes_of(collection)
    differing = {change.name for change in changes}
    kit = list(Equipment.objects.values_list("slug", "name", "substitutes"))
    return show(
        desk,
        request,
        "review",
        gettext("Look and decide"),
        collection,
        form=form,
        changes=changes,
        unchanged=[
            (field.label, lines)
            for field in signing.FIELDS
            if field.name not in differing and (lines := list(field.lines(document)))
        ],
        problems=signing.problems(document),
        filter_says=filter_says(document["filter"], kit),
        refusal=refusal_for(request, collection),
    )


def refusal_for(request, collection):
    if not request.user.has_perm("guides.sign_off_edition"):
        return gettext("You may read this, not decide.")
    return signing.why_not(collection, request.user)


def filter_says(text, kit):
    """The filter in words; nothing when there is none, or none that can be read."""
    asked = rules.read_filter(QueryDict(text), [(slug, name) for slug, name, _uses in kit])
    return rules.rule_says(asked.choices, kit) if asked.is_valid() else ""


def decided(desk, request, collection, form):
    """Do what the button says; False when it cannot be done, and then the form says why."""
    said = form.cleaned_data
    try:
        if "send_back" in request.POST:
            signing.send_back(collection, person=request.user, answer=said["answer"])
            desk.log_change(request, collection, "Sent it back.")
            messages.success(request, gettext("Sent back to %s.") % collection.sent_by)
        elif "approve" in request.POST:
            edition = signing.sign_off(collection, person=request.user, seen=said["seen"], review_on=said["review_on"])
            desk.log_change(request, collection, f"Signed off edition {edition.number}.")
            messages.success(request, published_words(edition))
        else:
            raise CannotPublish(gettext("Choose “Sign off” or “Send back”."))
    except CannotPublish as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def published_words(edition):
    said = {"title": edition.document["title"], "number": edition.number}
    if edition.is_demonstration:
        return gettext("%(title)s: edition %(number)d is out as a demonstration, marked as not checked.") % said
    return gettext("%(title)s: edition %(number)d is public.") % said


def withdraw(desk, request, collection):
    """Take it from the public, at once and alone."""
    need(request, "withdraw_edition")
    form = forms.Form(posted(request))
    if request.method == "POST":
        try:
            signing.withdraw(collection)
        except CannotPublish as refusal:
            messages.info(request, str(refusal))
        else:
            desk.log_change(request, collection, "Withdrew it.")
            messages.success(request, gettext("No longer public: %s.") % collection.title)
        return back(collection)
    text = gettext("It leaves every list and its address at once. Showing it again needs a new sign-off.")
    return show(desk, request, "confirm", gettext("Withdraw"), collection, form=form, text=text)
