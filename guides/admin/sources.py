from django.contrib import admin

from guides.models import Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["key", "kind", "year", "citation"]
    list_filter = ["kind"]
    search_fields = ["key", "citation", "doi"]

    def get_readonly_fields(self, request, obj=None):
        """The library and the bone rules find a source by its key, so it stays."""
        return ["key"] if obj else []
