"""Where a second person decides about proposed changes of the bone table, and where their record stays."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import rule_changes
from guides.models import RuleChange

from .bone import may_see_rules
from .rule_form import AnswerForm
from .rule_proposal import compared, in_words

A_PAGE = 50


@admin.register(RuleChange)
class RuleChangeAdmin(admin.ModelAdmin):
    """Proposals to decide about and those decided. Records are never edited."""

    list_select_related = ["proposed_by", "decided_by"]

    def has_view_permission(self, request, obj=None):
        return may_see_rules(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """All proposals, those that wait for whoever looks first."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        changes = RuleChange.objects.first_for(request.user).select_related("proposed_by", "decided_by")
        page = Paginator(changes, A_PAGE).get_page(request.GET.get("page"))
        for change in page:
            change.words = in_words(change.site, change.requires)
        context = self.admin_site.each_context(request) | {
            "title": _("Proposed changes of the bone table"),
            "page": page,
            "may_approve": request.user.has_perm("guides.approve_bonerule"),
        }
        return TemplateResponse(request, "admin/guides/rule_changes.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One proposal: while it waits with what it would do now, and with the buttons to decide."""
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            return decided(request, change)
        context = self.admin_site.each_context(request) | self.shown(request, change)
        return TemplateResponse(request, "admin/guides/rule_change.html", context)

    def shown(self, request, change):
        moved = rule_changes.moved(change) if change.is_waiting else []
        preview = None
        if change.is_waiting and not moved:
            preview = rule_changes.preview_of(change.site, change.requires, change.after)
        is_mine = change.proposed_by_id == request.user.pk
        return {
            "title": change.kind,
            "subject": in_words(change.site, change.requires),
            "change": change,
            "compared": compared(change.before, change.after),
            "moved": moved_words(change) if moved else [],
            "preview": preview,
            "seen": rule_changes.seen(change.before, preview) if preview else "",
            "form": AnswerForm(),
            "is_mine": is_mine,
            "may_decide": not is_mine and request.user.has_perm("guides.approve_bonerule"),
        }


def moved_words(change):
    """What the rule was when it was proposed and is now, where that differs."""
    now = rule_changes.values_of(rule_changes.cell(change.site, change.requires))
    return [row for row in compared(change.before, now) if row["is_different"]]


def decided(request, change):
    """Do what the button says, or say why not."""
    try:
        say = DECISIONS[request.POST.get("decision")]
    except KeyError:
        raise PermissionDenied from None
    try:
        say(request, change)
    except rule_changes.CannotChangeRule as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:guides_rulechange_change", change.pk)


def approve(request, change):
    may_decide(request)
    tightened = rule_changes.approve(
        change,
        approver=request.user,
        what_was_seen=request.POST.get("seen", ""),
        answer=request.POST.get("answer", ""),
    )
    messages.success(request, gettext("Approved. The rule counts from now on."))
    if tightened:
        titles = ", ".join(edition.title for edition in tightened)
        messages.warning(request, gettext("Stricter in public from now on: %s.") % titles)
    else:
        messages.info(request, gettext("No public guide got stricter. What got looser waits for a new sign-off."))


def refuse(request, change):
    may_decide(request)
    rule_changes.refuse(change, approver=request.user, answer=request.POST.get("answer", ""))
    messages.success(request, gettext("Refused. Nothing has changed."))


def take_back(request, change):
    rule_changes.take_back(change, proposer=request.user)
    messages.success(request, gettext("Taken back. Nothing has changed."))


def may_decide(request):
    if not request.user.has_perm("guides.approve_bonerule"):
        raise PermissionDenied


DECISIONS = {"approve": approve, "refuse": refuse, "take-back": take_back}
