from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from guides import bone_grid, unsigned_rules
from guides.models import BoneRating, BoneRule, RuleChange
from guides.terms import Column

from . import rule_proposal
from .part import PartOfGuide

RIGHTS = ("guides.view_bonerule", "guides.propose_bonerule", "guides.approve_bonerule")


def may_see_rules(person):
    return any(map(person.has_perm, RIGHTS))


@admin.register(BoneRule)
class BoneRuleAdmin(admin.ModelAdmin):
    """The bone table to read. Nobody changes it here: a change is proposed, and a second person approves it."""

    list_display = ["requires", "site", "verdict", "concern", "confidence", "inference", "version"]
    list_filter = ["site", "verdict", "confidence", "inference"]
    search_fields = ["requires", "concern", "reason"]

    def has_view_permission(self, request, obj=None):
        return may_see_rules(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("list/", guarded(self.plain_list), name="guides_bonerule_list"),
            path("propose/", guarded(rule_proposal.propose_new), name="guides_bonerule_propose_new"),
            path("<int:pk>/propose/", guarded(rule_proposal.propose_change), name="guides_bonerule_propose"),
            path("<int:pk>/remove/", guarded(rule_proposal.propose_removal), name="guides_bonerule_remove"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """The rules as a grid, as the paper prints them."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        waiting = {(site, requires): pk for pk, site, requires in waiting_cells()}
        context = self.admin_site.each_context(request) | {
            "title": _("Bone table"),
            "grid": bone_grid.grid(marked_rows(waiting), waiting),
            "published": len(bone_grid.PUBLISHED),
            "own": len(Column) - len(bone_grid.PUBLISHED),
            "waiting": len(waiting),
            "may_propose": request.user.has_perm("guides.propose_bonerule"),
        }
        return TemplateResponse(request, "admin/guides/bone_grid.html", context)

    def plain_list(self, request):
        """The rules as a list, to search and to filter."""
        return super().changelist_view(request, {"title": _("Bone rules as a list")})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One rule with all its words and its record."""
        rule = self.get_object(request, object_id)
        if request.method != "GET" or rule is None or not self.has_view_permission(request, rule):
            return super().change_view(request, object_id, form_url, extra_context)
        record = list(RuleChange.objects.of_cell(rule.site, rule.requires).select_related("proposed_by", "decided_by"))
        was_made_here = any(change.state == RuleChange.State.APPROVED and not change.before for change in record)
        context = self.admin_site.each_context(request) | {
            "title": f"{rule.get_site_display()}: {bone_grid.words(rule.requires)}",
            "rule": rule,
            "record": [(change, rule_proposal.compared(change.before, change.after)) for change in record],
            "is_unsigned": unsigned_rules.is_unsigned(rule.site, rule.requires),
            "came_with_library": not was_made_here,
            "waiting": next((change for change in record if change.is_waiting), None),
            "may_propose": request.user.has_perm("guides.propose_bonerule"),
        }
        return TemplateResponse(request, "admin/guides/bone_rule.html", context)


def waiting_cells():
    return RuleChange.objects.waiting().values_list("pk", "site", "requires")


def marked_rows(waiting):
    """All rules, each with its words and with what the grid marks it for: a proposal that waits, and that no clinician
    stands behind its last change."""
    unsigned = set(unsigned_rules.in_force().values_list("site", "requires"))
    rows = list(BoneRule.objects.select_related("source"))
    for row in rows:
        row.proposed = waiting.get((row.site, row.requires))
        row.is_demonstration = (row.site, row.requires) in unsigned
        row.words = bone_grid.words(row.requires)
        row.movement_words = bone_grid.movement_words(row.requires)
    return rows


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
