from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import editions
from guides.models import BoneRating, BoneRule, Edition
from guides.terms import Column, Movement, Rating


class BoneRuleForm(forms.ModelForm):
    requires = forms.MultipleChoiceField(
        label=_("what it concerns"),
        choices=[(_("What it trains"), Column.choices), (_("How it moves"), Movement.choices)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The rule counts for a guide that has all the tags you tick."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["requires"] = self.instance.requires.split("+") if self.instance.requires else []

    def clean_requires(self):
        return "+".join(sorted(self.cleaned_data["requires"]))


@admin.register(BoneRule)
class BoneRuleAdmin(admin.ModelAdmin):
    """A stricter rule counts in public as soon as it is saved; a looser one with the next sign-off of each guide."""

    form = BoneRuleForm
    list_display = ["site", "requires", "verdict", "concern", "confidence", "inference"]
    list_display_links = ["site", "requires"]
    list_filter = ["site", "verdict", "concern", "inference"]
    search_fields = ["requires", "reason", "change"]
    autocomplete_fields = ["source"]
    readonly_fields = ["version"]  # counts the library's own rules: what was deleted here stays away until a newer one

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.apply(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.apply(request)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self.apply(request)

    def apply(self, request):
        """Rate everything again and tell what that changed for the public. The caller holds the transaction."""
        before = ratings_that_count()
        tightened = editions.apply_rules()
        after = ratings_that_count()
        looser = {guide for (guide, site), rating in after.items() if rating < before.get((guide, site), Rating.ASK)}
        waiting = Edition.objects.filter(state=Edition.State.LIVE, guide__in=looser)
        if tightened:
            told = gettext("Stricter for visitors at once: %s.") % titles(tightened)
            self.message_user(request, told, messages.WARNING)
        if waiting:
            told = gettext("Looser only after a new sign-off: %s. Until then visitors see the stricter rating.")
            self.message_user(request, told % titles(waiting), messages.INFO)
        if not tightened and not waiting:
            self.message_user(request, gettext("No public guide is rated differently."), messages.INFO)


def ratings_that_count():
    """What counts at the desk for each guide and site: the clinician's rating where there is one, else the rules'."""
    rows = BoneRating.objects.values_list("guide", "site", Coalesce("override", "derived"))
    return {(guide, site): rating for guide, site, rating in rows}


def titles(found):
    return ", ".join(sorted(edition.title for edition in found))
