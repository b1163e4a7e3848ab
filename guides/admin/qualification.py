from django.contrib import admin

from guides.models import Qualification

from .record import OnRecord


@admin.register(Qualification)
class QualificationAdmin(OnRecord, admin.ModelAdmin):
    """Who may sign off guides and why. Administrators enter it after looking the person up in the register."""

    list_display = ["person", "profession", "register", "looked_up_on"]
    list_select_related = ["person"]
    search_fields = ["person__username", "person__first_name", "person__last_name", "register"]
    autocomplete_fields = ["person"]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []
