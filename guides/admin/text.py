from django.conf import settings
from django.contrib import admin
from django.forms import Textarea
from django.utils.translation import gettext_lazy as _

from guides.models import GuideText

from .part import PartOfGuide

LONG_LINES = ("first_week", "build_up", "start_picture", "end_picture", "reading_reason")


GROUPS = (
    (_("In short"), ("title", "summary", "helps_with")),
    (_("What and for whom"), ("what", "why", "for_whom", "not_for")),
    (_("Doing it"), ("set_up", "steps", "tips", "easier", "harder", "watch_for", "stop_signs")),
    (_("How much, in words"), ("effort", "first_week", "build_up", "tired_day")),
    (_("The drawings in words"), ("start_picture", "end_picture")),
    (_("For the desk and the search"), ("reading_reason", "lay_words")),
)


class WordingInline(PartOfGuide, admin.StackedInline):
    model = GuideText
    part = "words"
    fieldsets = [
        (heading, {"fields": names if number else ("language", *names)})
        for number, (heading, names) in enumerate(GROUPS)
    ]
    min_num = 1

    def get_formset(self, request, obj=None, **kwargs):
        widgets = {name: Textarea(attrs={"rows": 2, "class": "vLargeTextField"}) for name in LONG_LINES}
        return super().get_formset(request, obj, validate_min=True, widgets=widgets, **kwargs)

    def get_max_num(self, request, obj=None, **kwargs):
        return len(settings.LANGUAGES)

    def has_delete_permission(self, request, obj=None):
        return False
