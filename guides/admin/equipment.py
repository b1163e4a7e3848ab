from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple

from guides.models import Collection, CollectionEdition, ContentVersion, Edition, Equipment, Need

from .part import PartOfGuide, RowFormSet
from .record import OnRecord


@admin.register(Equipment)
class EquipmentAdmin(OnRecord, admin.ModelAdmin):
    """The filters offer the equipment at once, so each change counts the content version."""

    list_display = ["name", "slug", "substitutes", "order"]
    search_fields = ["slug", "name"]

    def get_readonly_fields(self, request, obj=None):
        # Editions name it by its slug, and so do the addresses that visitors kept.
        return ["slug"] if obj else []

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        """Never what a guide needs or needed: a need with nothing left in it would look as if nothing was needed. Nor
        what the filter of a collection names: it could not be read any more."""
        if obj and (obj.needs.exists() or Edition.objects.filter(needs__contains=obj.slug).exists()):
            return False
        if obj and is_named_by_a_collection(obj.slug):
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        ContentVersion.advance()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        ContentVersion.advance()


def is_named_by_a_collection(slug):
    """Whether the filter of a collection asks for this equipment, as the curators or as the public read it."""
    kit = f"kit={slug}"
    live = CollectionEdition.objects.live().filter(document__filter__icontains=kit)
    return live.exists() or Collection.objects.filter(filter__contains=kit).exists()


class NeedInline(PartOfGuide, admin.StackedInline):
    model = Need
    part = "needs"
    formset = RowFormSet
    fields = ["alternatives", "order"]
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
