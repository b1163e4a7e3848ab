from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import collection
from guides import collection_signing as signing
from guides.models import Collection, CollectionEdition, Equipment, Guide
from guides.models.text import lines

from . import collection_signing
from .record import OnRecord


class CollectionForm(forms.ModelForm):
    guides = forms.CharField(
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
    list_display = ["title", "public_state", "state", "edited_by", "order"]
    list_select_related = ["edited_by"]
    list_filter = ["state"]
    search_fields = ["slug", "title"]
    fields = ["slug", "title", "words", "filter", "guides", "is_closed", "order"]

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

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [*collection_signing.urls(self), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= collection_signing.beside(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        before = Collection.objects.select_for_update().get(pk=obj.pk) if change else Collection()
        was, now = signing.document_of(before), signing.document_of(obj)
        changed = [name for name in now if now[name] != was[name]]
        if change and not changed:
            return
        # Only what the form changed: a second person may decide at the same moment.
        obj.save(update_fields=changed if change else None)
        signing.edited(obj, person=request.user)
        if before.is_waiting:
            messages.warning(request, gettext("It waited for a second person and does not any more. Send it anew."))
