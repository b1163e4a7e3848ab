from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import editions
from guides.models import BoneRating, BoneRule
from guides.terms import Column, Movement

from .part import PartOfGuide


class BoneRuleForm(forms.ModelForm):
    requires = forms.MultipleChoiceField(
        label=_("What it concerns"),
        choices=[(_("What it trains"), Column.choices), (_("Movement tags"), Movement.choices)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The rule applies to an exercise that has all of these."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.requires:
            self.initial["requires"] = self.instance.requires.split("+")

    def clean_requires(self):
        return "+".join(sorted(self.cleaned_data["requires"]))


@admin.register(BoneRule)
class BoneRuleAdmin(admin.ModelAdmin):
    """Every change here counts for all guides in the same transaction."""

    form = BoneRuleForm
    list_display = ["requires", "site", "verdict", "concern", "confidence", "inference", "version"]
    list_filter = ["site", "verdict", "confidence", "inference"]
    search_fields = ["requires", "concern", "reason"]
    # The version is that of the library's file: a later one there says which rules are new.
    readonly_fields = ["version"]
    save_on_top = True

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.has_changed():
            self.apply(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.apply(request)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self.apply(request)

    def apply(self, request):
        tightened = ", ".join(edition.title for edition in editions.apply_rules())
        if tightened:
            self.message_user(request, gettext("Stricter in public from now on: %s.") % tightened, messages.WARNING)
        else:
            self.message_user(
                request, gettext("No public guide got stricter. What got looser waits for a new sign-off.")
            )


class BoneRatingInline(PartOfGuide, admin.StackedInline):
    """What the rules give, and folded below it what a clinician puts in its place."""

    model = BoneRating
    part = "trains"
    template = "admin/guides/guide/bones.html"
    fields = ["override", "override_change", "override_reason"]
    formfield_overrides = {models.CharField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})}}

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
