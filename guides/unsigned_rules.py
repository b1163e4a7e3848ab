"""Bone rules that no clinician stands behind, because a demonstration account made their last change.

They serve to try the desk with. What a clinician signs must not rest on them: a guide that one of them bears on cannot
be signed off until two people with accounts of their own approve the rule anew, as it is or otherwise.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext

from guides import bone_grid
from guides.models import BoneRule, RuleChange


def in_force():
    """The approved changes that say what a cell of the bone table says now, and that a demonstration account made. One
    that emptied its cell counts too, as long as nobody has filled the cell again."""
    approved = RuleChange.objects.approved()
    later = Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    here = {"site": OuterRef("site"), "requires": OuterRef("requires")}
    filled_again = Q(after__isnull=True) & Exists(BoneRule.objects.filter(**here))
    newest = approved.filter(is_demonstration=True).exclude(Exists(approved.filter(later, **here)))
    return newest.exclude(filled_again).order_by("site", "requires", "pk")


def is_unsigned(site, requires):
    """Whether the rule of this cell, or that it has none, is the doing of a demonstration account."""
    return in_force().filter(site=site, requires=requires).exists()


def bearing_on(marks):
    """Those whose rule applies to an exercise with these marks, as `guides.bones.derive` reads them."""
    marked = {str(mark) for mark in marks}
    return [change for change in in_force() if set(change.requires.split("+")) <= marked]


def refusal(marks):
    """Why nobody can sign off a guide with these marks, and what to do; empty when its rules have clinicians."""
    found = bearing_on(marks)
    if not found:
        return ""
    why = ngettext(
        "A demonstration account approved a bone rule that this guide goes by (%(rules)s).",
        "A demonstration account approved bone rules that this guide goes by (%(rules)s).",
        len(found),
    ) % {"rules": "; ".join(f"{each.get_site_display()}: {bone_grid.words(each.requires)}" for each in found)}
    what_to_do = gettext(
        "No clinician stands behind that. Ask a clinician to propose it anew in the bone table, as it is or "
        "changed, and a second one to approve it."
    )
    return f"{why} {what_to_do}"
