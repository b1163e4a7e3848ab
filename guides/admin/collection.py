from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from guides import collection, collection_draft
from guides import collection_signing as signing
from guides.feedback_form import OneKindOfNewline
from guides.models import Collection, CollectionEdition, Equipment, Guide
from guides.models.text import lines

from . import collection_saving, collection_signing
from .check import CollectionCheckFilter, check_says, who_can_look_after
from .record import OnRecord


class CollectionForm(forms.ModelForm):
    guides = OneKindOfNewline(
        label=_("Guides that come first"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60}),
        help_text=_("Their names in the address, one a line, like march-in-a-chair. Those that do not fit stay out."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["guides"] = "\n".join(self.instance.guides)

    def clean_guides(self):
        named = list(dict.fromkeys(lines(self.cleaned_data["guides"])))
        known = set(Guide.objects.filter(slug__in=named).values_list("slug", flat=True))
        if strange := [slug for slug in named if slug not in known]:
            raise ValidationError(gettext("There is no guide with this name: %s.") % ", ".join(strange))
        return named

    def clean(self):
        chosen = super().clean()
        kit = list(Equipment.objects.values_list("slug", "name"))
        if "filter" in chosen and (
            problems := collection.filter_problems(chosen["filter"], kit, is_closed=chosen["is_closed"])
        ):
            self.add_error("filter", problems)
        return chosen


@admin.register(Collection)
class CollectionAdmin(OnRecord, admin.ModelAdmin):
    """The form is the draft: the public reads what a second person signed (guides.admin.collection_signing).
    Collections are withdrawn, never deleted: their addresses stay, and the starter library would bring one back."""

    form = CollectionForm
    change_form_template = "admin/guides/collection/change_form.html"
    list_display = ["title", "public_state", "state", "next_check", "edited_by", "order"]
    list_select_related = ["edited_by"]
    list_filter = ["state", CollectionCheckFilter]
    search_fields = ["slug", "title"]
    fields = ["slug", "title", "words", "filter", "guides", "is_closed", "order", ("owner", "deputy")]

    def get_queryset(self, request):
        newest_first = CollectionEdition.objects.select_related("author", "approver").order_by("-number")
        return super().get_queryset(request).prefetch_related(Prefetch("editions", newest_first, to_attr="seen"))

    @admin.display(description=_("public"))
    def public_state(self, collection):
        if not collection.seen:
            return gettext("Never")
        newest = collection.seen[0]
        if newest.ended_at:
            return gettext("Withdrawn")
        if newest.is_demonstration:
            return gettext("Edition %d (demonstration)") % newest.number
        return gettext("Edition %d") % newest.number

    @admin.display(description=_("check"))
    def next_check(self, collection):
        """When what is public must be checked, or was to be, and whether nobody looks after the collection."""
        live = next((edition for edition in collection.seen if edition.ended_at is None), None)
        said = [check_says(live)] if live and live.review_on else []
        said += [] if collection.owner_id else [gettext("no owner")]
        return "; ".join(said) or "–"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": who_can_look_after()})

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        merge = self.admin_site.admin_view(require_POST(self.merge))
        return [
            path("<int:pk>/merge/", merge, name="guides_collection_merge"),
            *collection_signing.urls(self),
            *super().get_urls(),
        ]

    def merge(self, request, pk):
        return collection_saving.save_together(self, request, get_object_or_404(Collection, pk=pk))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= collection_signing.beside(request, obj)
            context["draft_seen"] = request.POST.get("draft_seen", "") or collection_saving.seen_now(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Save on top of what was read, or else put both changes together. The lock makes two savers take turns."""

        def show():
            return super(CollectionAdmin, self)._changeform_view(request, object_id, form_url, extra_context)

        if request.method != "POST" or not (object_id and object_id.isdecimal()):
            return show()
        now = Collection.objects.select_for_update().filter(pk=object_id).first()
        if now is None or not self.has_change_permission(request, now):
            return show()
        if collection_saving.seen(request)[0] == collection_draft.read(now):
            return show()
        return collection_saving.put_together(self, request, now, show)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.save()
            signing.edited(obj, person=request.user)
            return
        before = Collection.objects.get(pk=obj.pk)
        collection_draft.keep(obj, collection_draft.read(before), person=request.user)
        if before.is_waiting and not Collection.objects.get(pk=obj.pk).is_waiting:
            messages.warning(request, gettext("It waited for a second person and does not any more. Send it anew."))
