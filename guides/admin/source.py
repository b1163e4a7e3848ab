from django.contrib import admin

from guides.models import Citation, Source

from .part import PartOfGuide


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["key", "kind", "year", "citation"]
    list_filter = ["kind"]
    search_fields = ["key", "citation", "doi"]

    def get_readonly_fields(self, request, obj=None):
        # The starter library and the reasons of bone ratings go by the key.
        return ["key"] if obj else []


class CitationInline(PartOfGuide, admin.TabularInline):
    model = Citation
    fields = ["source", "supports", "order"]
