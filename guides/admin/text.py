from django.conf import settings
from django.contrib import admin

from guides.models import GuideText

from .part import PartOfGuide


class WordingInline(PartOfGuide, admin.StackedInline):
    model = GuideText
    min_num = 1
    max_num = len(settings.LANGUAGES)

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def has_delete_permission(self, request, obj=None):
        return False
