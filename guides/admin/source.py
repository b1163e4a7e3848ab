from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.forms import Textarea
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.models import Citation, Source, SourceCheck

from .part import PartOfGuide, RowFormSet
from .record import OnRecord


@admin.register(Source)
class SourceAdmin(OnRecord, admin.ModelAdmin):
    list_display = ["key", "kind", "year", "citation", "is_it_there", "asked_on"]
    list_filter = ["kind"]
    search_fields = ["key", "citation", "doi", "year"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        newest = Prefetch("checks", SourceCheck.objects.newest(), to_attr="newest_checks")
        return super().get_queryset(request).prefetch_related(newest)

    @admin.display(description=_("still there?"))
    def is_it_there(self, source):
        """What the last check of this link found; a link that was written anew was not checked."""
        check = last_check(source)
        if check is None:
            return gettext("Not asked yet")
        more = check.leads_to if check.outcome == SourceCheck.Outcome.MOVED else check.note
        return f"{check.get_outcome_display()}: {more}" if more else check.get_outcome_display()

    @admin.display(description=_("asked on"), empty_value="–")
    def asked_on(self, source):
        check = last_check(source)
        return date_format(check.checked_at, "j F Y") if check else None

    def get_readonly_fields(self, request, obj=None):
        # The starter library and the reasons of bone ratings go by the key.
        return ["key"] if obj else []


def last_check(source):
    return next((check for check in source.newest_checks if check.asked == source.link), None)


class CitationInline(PartOfGuide, admin.StackedInline):
    model = Citation
    formset = RowFormSet
    part = "sources"
    fields = ["source", "supports", ("checked_on", "order")]
    autocomplete_fields = ["source"]
    formfield_overrides = {models.CharField: {"widget": Textarea(attrs={"rows": 2, "cols": 40})}}
