from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import collection
from guides.models import Collection, ContentVersion, Equipment, Guide
from guides.models.text import lines


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
class CollectionAdmin(admin.ModelAdmin):
    """Visitors see a change at once, so each counts the content version. Collections are hidden, never deleted: their
    addresses stay, and the starter library would bring a deleted one back."""

    form = CollectionForm
    list_display = ["title", "slug", "filter", "is_closed", "is_shown", "is_demonstration", "order"]
    search_fields = ["slug", "title"]
    fields = ["slug", "title", "words", "filter", "guides", "is_closed", "is_shown", "order"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.edited_by, obj.edited_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)
        ContentVersion.advance()
