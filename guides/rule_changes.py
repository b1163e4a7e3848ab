"""Changing the bone table takes two people: propose, approve, refuse, take back. Each is one transaction.

Only an approval writes a bone rule (and `load_library`, which adds rules). It counts for all guides in the same
transaction: what is stricter in public at once, what is looser after a new sign-off of each guide.
"""

import json
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from guides import bones, derive, editions, rule_preview, unsigned_rules
from guides.models import BoneRating, BoneRule, ContentVersion, Edition, Guide, GuideText, RuleChange, Source
from guides.terms import Rating

PLAIN = ("concern", "reason", "change", "locator", "confidence", "inference", "version")


class CannotChangeRule(ValueError):
    """A change of a bone rule is refused. The message says why, for the person at the desk."""


def values_of(row):
    """A bone rule's row as plain JSON without its cell, as proposals keep it; None for no row.

    `{"verdict": "ok", "change" or "ask", "source": key or "", "concern", "reason", "change", "locator", "confidence",
    "inference", "version"}`
    """
    if row is None:
        return None
    named = {"verdict": Rating(row.verdict).name.lower(), "source": row.source.key if row.source else ""}
    return named | {field: getattr(row, field) for field in PLAIN}


def cell(site, requires):
    """The row of a cell as it stands; None when the cell is empty."""
    return BoneRule.objects.select_related("source").filter(site=site, requires=requires).first()


def rule_of(site, requires, values):
    """Values as the pure rules read them; None for an empty cell."""
    if values is None:
        return None
    named = {"verdict": Rating[values["verdict"].upper()], "source": values["source"]}
    plain = {field: values[field] for field in PLAIN}
    return bones.Rule(site=site, requires=frozenset(requires.split("+")), **named, **plain)


def preview_of(site, requires, after):
    """What it would do to write `after` (values, or None to empty the cell) now. Costs five queries, and loads no
    document however many guides there are."""
    before = derive.current_rules()
    changed = rule_preview.with_cell(before, site, frozenset(requires.split("+")), rule_of(site, requires, after))
    return rule_preview.preview(site, before, changed, working_copies(site), public_copies(site))


def working_copies(site):
    """Every guide at the desk with its marks and a clinician's override at the site, in the order of their numbers."""
    titles = dict(GuideText.objects.filter(language=settings.LANGUAGE_CODE).values_list("guide", "title"))
    overrides = BoneRating.objects.filter(site=site, override__isnull=False).order_by()
    override = {guide: Rating(value) for guide, value in overrides.values_list("guide", "override")}
    rows = Guide.objects.values_list("pk", "slug", "columns", "movements")
    return [
        rule_preview.WorkingCopy(pk, titles.get(pk, slug), frozenset(columns) | frozenset(movements), override.get(pk))
        for pk, slug, columns, movements in rows
    ]


def public_copies(site):
    """Every live edition with its own marks and its ratings at the site, by title. Three parts of each document are
    read where they lie, in the database."""
    parts = ("document__columns", "document__movements", f"document__bones__{site}__derived")
    rows = Edition.objects.filter(state=Edition.State.LIVE).order_by("title", "pk")
    rows = rows.values_list("guide", "title", "language", "is_demonstration", f"bone_{site}", *parts)
    return [
        rule_preview.PublicCopy(
            guide=guide,
            title=title,
            language=language,
            marks=frozenset(columns) | frozenset(movements),
            signed=Rating[derived.upper()],
            today=Rating(today),
            is_listed=settings.SHOW_DEMONSTRATION_EDITIONS or not is_demonstration,
        )
        for guide, title, language, is_demonstration, today, columns, movements, derived in rows
    ]


def seen(before, preview):
    """What a person has seen who looked at a rule as it stands and at a preview: the same text for the same sight."""
    return sha256(f"{json.dumps(before, sort_keys=True)} {preview.digest}".encode()).hexdigest()[:32]


@transaction.atomic
def propose(*, proposer, site, requires, after, note, what_was_seen):
    """Record a proposal for a second person and return it. `after` is values, or None to remove the rule.

    A rule that only a demonstration account approved may be proposed as it is, so that two clinicians stand behind it.
    Raises CannotChangeRule when nothing else would change, another proposal waits, no reason is given, or the proposer
    saw another rule or preview than there is now (`what_was_seen`, as `seen` gives it).
    """
    check_demonstration(proposer)
    row = cell(site, requires)
    before = values_of(row)
    if before == after and not may_confirm(proposer, site, requires):
        raise CannotChangeRule(gettext("Nothing is different from the rule as it stands."))
    check_seen(before, preview_of(site, requires, after), what_was_seen)
    change = RuleChange(
        rule=row, site=site, requires=requires, before=before, after=after, note=note.strip(), proposed_by=proposer,
        is_demonstration=editions.is_demonstration_account(proposer),
    )  # fmt: skip
    try:
        if after is not None:
            row_of(change)
        change.full_clean()
        with transaction.atomic():
            change.save()
    except ValidationError as mistakes:
        raise CannotChangeRule(" ".join(mistakes.messages)) from mistakes
    except IntegrityError as race:
        raise CannotChangeRule(gettext("Another change of this rule waits for a second person already.")) from race
    return change


def may_confirm(person, site, requires):
    """Whether this person may propose the rule of a cell as it stands: no clinician stands behind it yet."""
    return unsigned_rules.is_unsigned(site, requires) and not editions.is_demonstration_account(person)


@transaction.atomic
def approve(change, *, approver, what_was_seen, answer=""):
    """Write the proposed rule, let it count, and return the live editions that got stricter.

    Raises CannotChangeRule when the approver is the proposer, it was decided already, the rule has moved since, or the
    approver saw another preview than it has now.
    """
    # Locks out sign-offs until this is decided, so that none counts on a rule that is about to change.
    ContentVersion.advance()
    change = waiting_row(change)
    check_second_person(change, approver)
    check_demonstration(change.proposed_by, approver)
    if moved(change):
        raise CannotChangeRule(gettext("The rule has changed since this was proposed. It must be proposed anew."))
    check_seen(change.before, preview_of(change.site, change.requires, change.after), what_was_seen)
    rule = write(change)
    demonstration = change.is_demonstration or editions.is_demonstration_account(approver)
    decide(change, RuleChange.State.APPROVED, approver, answer, rule=rule, is_demonstration=demonstration)
    return editions.apply_rules([change.site])


@transaction.atomic
def refuse(change, *, approver, answer):
    """Turn a proposal down, for a reason its proposer can read. Raises CannotChangeRule without one."""
    change = waiting_row(change)
    check_second_person(change, approver)
    check_demonstration(approver)
    if not answer.strip():
        raise CannotChangeRule(gettext("Say why it is refused."))
    decide(change, RuleChange.State.REFUSED, approver, answer)


@transaction.atomic
def take_back(change, *, proposer):
    """Let a proposer withdraw their own proposal. Raises CannotChangeRule for anybody else."""
    change = waiting_row(change)
    if change.proposed_by != proposer:
        raise CannotChangeRule(gettext("Only the person who proposed a change can take it back."))
    decide(change, RuleChange.State.TAKEN_BACK, proposer, "")


def waiting_row(change):
    """The proposal as it is now, locked. Raises CannotChangeRule when somebody decided already."""
    found = RuleChange.objects.select_for_update().get(pk=change.pk)
    if not found.is_waiting:
        raise CannotChangeRule(gettext("This was decided already: %s.") % found.get_state_display())
    return found


def decide(change, state, person, answer, **fields):
    RuleChange.objects.filter(pk=change.pk).update(
        state=state, decided_by=person, decided_at=timezone.now(), answer=answer.strip(), **fields
    )


def check_second_person(change, person):
    if change.proposed_by == person:
        raise CannotChangeRule(gettext("You proposed this. A second person must decide."))


def check_seen(before, preview, what_was_seen):
    if what_was_seen != seen(before, preview):
        raise CannotChangeRule(gettext("What it would change is different now. Look at it again, then decide."))


def check_demonstration(*people):
    """Keep demonstration accounts from the rules once a clinician has signed anything: rules belong to all guides.

    Stricter ones too, since they count in public at once and only a new sign-off of each guide undoes them.
    """
    if any(map(editions.is_demonstration_account, people)) and clinicians_signed():
        raise CannotChangeRule(
            gettext("Clinicians have signed guides here. A demonstration account can no longer change rules.")
        )


def clinicians_signed():
    """Whether any edition was ever signed by two real people."""
    return Edition.objects.filter(is_demonstration=False).exists()


def moved(change):
    """What became different in the rule since it was proposed: (field, then, now), empty when nothing did. The field is
    empty when the whole rule came or went."""
    now = values_of(cell(change.site, change.requires))
    return differences(change.before, now)


def differences(before, after):
    """The fields in which two sets of values differ, as (field, before, after). One of them may be None: no rule."""
    if before is None or after is None:
        return [] if before == after else [("", before, after)]
    return [(field, before[field], value) for field, value in after.items() if before[field] != value]


def row_of(change):
    """The row that a proposal asks for, checked and not yet written. Raises CannotChangeRule for an unknown source and
    ValidationError for what a bone rule cannot be."""
    values = change.after
    source = Source.objects.filter(key=values["source"]).first()
    if values["source"] and source is None:
        raise CannotChangeRule(gettext("The source %s is no longer there.") % values["source"])
    row = cell(change.site, change.requires) or BoneRule(site=change.site, requires=change.requires)
    row.verdict, row.source = Rating[values["verdict"].upper()], source
    for field in PLAIN:
        setattr(row, field, values[field])
    row.full_clean()
    return row


def write(change):
    """Bring the cell to what was proposed and return its row; None when it was emptied."""
    if change.after is None:
        BoneRule.objects.filter(site=change.site, requires=change.requires).delete()
        return None
    try:
        row = row_of(change)
    except ValidationError as mistakes:
        raise CannotChangeRule(" ".join(mistakes.messages)) from mistakes
    row.save(update_fields=["verdict", "source", *PLAIN] if row.pk else None)
    return row
