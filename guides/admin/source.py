from django.contrib import admin
from django.db import models
from django.forms import Textarea

from guides.models import Citation, Source

from .part import PartOfGuide, RowFormSet


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["key", "kind", "year", "citation"]
    list_filter = ["kind"]
    search_fields = ["key", "citation", "doi", "year"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request, obj=None):
        # The starter library and the reasons of bone ratings go by the key.
        return ["key"] if obj else []


class CitationInline(PartOfGuide, admin.StackedInline):
    model = Citation
    formset = RowFormSet
    part = "sources"
    fields = ["source", "supports", ("checked_on", "order")]
    autocomplete_fields = ["source"]
    formfield_overrides = {models.CharField: {"widget": Textarea(attrs={"rows": 2, "cols": 40})}}
