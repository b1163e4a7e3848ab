"""Proposing a change of a bone rule: the form, then a page that shows what it would do, then the second person."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import bone_grid, rule_changes
from guides.models import BoneRule
from guides.terms import BoneSite, Rating

from .rule_form import RemovalForm, RuleForm


def propose_new(request):
    """A rule for a cell that has none. `site` and `requires` in the address fill the form in."""
    start = {name: request.GET[name] for name in ("site", "requires") if name in request.GET}
    return _propose(request, RuleForm(request.POST or None, initial=start), _("Propose a new rule"))


def propose_change(request, pk):
    rule = get_object_or_404(BoneRule.objects.select_related("source"), pk=pk)
    return _propose(request, RuleForm(request.POST or None, instance=rule), _("Propose a change"))


def propose_removal(request, pk):
    rule = get_object_or_404(BoneRule.objects.select_related("source"), pk=pk)
    return _propose(request, RemovalForm(request.POST or None, instance=rule), _("Propose to remove the rule"))


def _propose(request, form, title):
    """The form; once it is right what the proposal would do; and once that was seen, the proposal."""
    if not request.user.has_perm("guides.propose_bonerule"):
        raise PermissionDenied
    step = request.POST.get("step")
    if not form.is_bound or not form.is_valid() or step == "edit":
        return _answer(request, "rule_propose.html", form, title)
    site, requires, after = form.instance.site, form.instance.requires, form.after()
    refusal = ""
    if step == "send":
        try:
            change = rule_changes.propose(
                proposer=request.user, site=site, requires=requires, after=after, note=form.cleaned_data["note"],
                what_was_seen=request.POST.get("seen", ""),
            )  # fmt: skip
        except rule_changes.CannotChangeRule as reason:
            refusal = str(reason)
        else:
            messages.success(request, gettext("Proposed. It counts when a second person approves it."))
            return redirect("admin:guides_rulechange_change", change.pk)
    preview = rule_changes.preview_of(site, requires, after)
    shown = {
        "refusal": refusal,
        "preview": preview,
        "seen": rule_changes.seen(form.before, preview),
        "compared": compared(form.before, after),
        "kept": [(name, value) for name, values in request.POST.lists() for value in values if name in form.fields],
    }
    return _answer(request, "rule_preview.html", form, title, **shown)


def _answer(request, template, form, title, **shown):
    cell = form.instance if form.instance.requires else None
    context = admin.site.each_context(request) | {
        "title": title,
        "form": form,
        "subject": in_words(cell.site, cell.requires) if (cell and cell.pk) or shown else "",
        "rule": cell if cell and cell.pk else None,
        **shown,
    }
    return TemplateResponse(request, f"admin/guides/{template}", context)


def in_words(site, requires):
    return f"{BoneSite(site).label}: {bone_grid.words(requires)}"


FIELDS = ("verdict", "change", "reason", "concern", "source", "locator", "confidence", "inference")


def compared(before, after):
    """Two sets of values side by side: a dict for each field with its label, both as a person reads them, and whether
    they differ. A missing side is empty."""
    old, new = readable(before), readable(after)
    labels = {field: BoneRule._meta.get_field(field).verbose_name for field in FIELDS}
    return [
        {
            "label": labels[field],
            "is_verdict": field == "verdict",
            "before": old.get(field, ""),
            "after": new.get(field, ""),
            "is_different": old.get(field) != new.get(field),
        }
        for field in FIELDS
    ]


def readable(values):
    """Values with words in place of codes; the verdict stays a Rating, which templates draw."""
    if values is None:
        return {}
    confidence = dict(BoneRule.Confidence.choices)
    return values | {
        "verdict": Rating[values["verdict"].upper()],
        "confidence": confidence.get(values["confidence"], values["confidence"]),
        "inference": gettext("Yes") if values["inference"] else gettext("No"),
    }
