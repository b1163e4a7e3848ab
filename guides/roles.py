"""Who may do what at the desk: one table of roles, and the groups that are made from it."""

from fnmatch import fnmatchcase

from django.contrib.auth.models import Group, Permission


def rights(verbs, models):
    """Permissions by name: `rights("view add", "guide source")` are four of them."""
    return {f"guides.{verb}_{model}" for verb in verbs.split() for model in models.split()}


GUIDE_AND_PARTS = "guide guidetext bonerating citation need photo rung video"
WHAT_GUIDES_SHARE = "equipment source"
TO_READ = "bonerule collection edition fieldcomment formerslug revision rulechange submission"

AUTHOR = (
    rights("view", f"{GUIDE_AND_PARTS} {WHAT_GUIDES_SHARE} {TO_READ}")
    | rights("add change", f"{GUIDE_AND_PARTS} {WHAT_GUIDES_SHARE}")
    | rights("submit import export", "guide")
    | rights("add change", "collection")
)
REVIEWER = (
    AUTHOR
    | rights("sign_off withdraw", "edition")
    | rights("propose approve", "bonerule")
    | rights("view answer", "feedback")
)

# A star stands for anything. A permission that no migration has made yet is left out until one does.
ROLES = {
    "Author": AUTHOR,
    "Clinical reviewer": REVIEWER,
    "Publisher of last resort": REVIEWER | rights("publish_alone", "edition"),
    # Wording only, and only of other languages than the main one: whoever shows it for editing must ask both. Who may
    # change wording may send a translation to a second person (guides.admin.pages.to_send).
    "Translator": rights("view", "guide guidetext") | rights("add change", "guidetext"),
    "Partner manager": rights("view", "guide"),
    "Auditor (read only)": {"guides.view_*", "guides.export_guide", "admin.view_logentry"},
}


def set_roles(groups=Group, permissions=Permission):
    """Make each role's group and give it exactly the permissions of the table, whatever it had before.

    Operators who want other combinations make groups of their own. A migration passes its own models.
    """
    known = {
        f"{each.content_type.app_label}.{each.codename}": each
        for each in permissions.objects.select_related("content_type")
    }
    for role, patterns in ROLES.items():
        group, _ = groups.objects.get_or_create(name=role)
        group.permissions.set(
            each for name, each in known.items() if any(fnmatchcase(name, pattern) for pattern in patterns)
        )
