"""Changing the bone table through the desk's own pages, as two people do."""

from django.contrib.auth.models import Permission
from django.forms import model_to_dict

from guides import rule_changes
from guides.models import RuleChange
from tests.desk import signed_in
from tests.factories import make_person

RULES = "/admin/guides/bonerule/"
CHANGES = "/admin/guides/rulechange/"


def clinician(name, *, without=()):
    """A client signed in as a person who may view, propose and approve."""
    person = make_person(name)
    rights = Permission.objects.filter(content_type__app_label="guides").exclude(codename__startswith="delete_")
    person.user_permissions.set(rights.exclude(codename__in=without))
    return signed_in(person)


def told(response):
    """The messages of the page that a button led to."""
    return [str(message) for message in response.context["messages"]]


def filled_in(row, **fields):
    """What a browser sends for the form of a rule."""
    sent = model_to_dict(row) | {"requires": row.requires.split("+"), "note": "I read the paper."} | fields
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def propose_at(desk, address, fields):
    """Fill in a form, look at what it would do, and send it. Returns the answer to the last button."""
    page = desk.post(address, fields | {"step": "preview"})
    assert "seen" in page.context, page.context["form"].errors
    return desk.post(address, fields | {"step": "send", "seen": page.context["seen"]}, follow=True)


def propose(desk, row, **fields):
    """Propose to change a rule, and return the proposal."""
    propose_at(desk, f"{RULES}{row.pk}/propose/", filled_in(row, **fields))
    return RuleChange.objects.waiting().get(site=row.site, requires=row.requires)


def propose_new(desk, **fields):
    propose_at(desk, f"{RULES}propose/", fields)
    return RuleChange.objects.waiting().get(before__isnull=True)


def propose_removal(desk, row):
    propose_at(desk, f"{RULES}{row.pk}/remove/", {"note": "It is not in the paper."})
    return RuleChange.objects.waiting().get(site=row.site, requires=row.requires)


def decide(desk, change, decision, answer=""):
    """Open a proposal, press a button and return what the desk said."""
    address = f"{CHANGES}{change.pk}/change/"
    sent = {"decision": decision, "answer": answer, "seen": desk.get(address).context["seen"]}
    return told(desk.post(address, sent, follow=True))


def edit(row, **fields):
    """Change a rule as two people would, and return what the second one was told."""
    return decide(clinician("Bo"), propose(clinician("Ada"), row, **fields), "approve")


def add(**fields):
    return decide(clinician("Bo"), propose_new(clinician("Ada"), **fields), "approve")


def remove(row):
    return decide(clinician("Bo"), propose_removal(clinician("Ada"), row), "approve")


def proposal(row, *, proposer, note="I read the paper.", **values):
    """A waiting proposal without the pages: the rule as it stands with other values."""
    after = rule_changes.values_of(row) | values
    return proposal_of(row.site, row.requires, after, proposer=proposer, note=note)


def proposal_of(site, requires, after, *, proposer, note="I read the paper."):
    before = rule_changes.values_of(rule_changes.cell(site, requires))
    sight = rule_changes.seen(before, rule_changes.preview_of(site, requires, after))
    return rule_changes.propose(
        proposer=proposer, site=site, requires=requires, after=after, note=note, what_was_seen=sight
    )


def sight_of(change):
    """What somebody sees who looks at a proposal now."""
    return rule_changes.seen(change.before, rule_changes.preview_of(change.site, change.requires, change.after))


def approve(change, *, approver):
    return rule_changes.approve(change, approver=approver, what_was_seen=sight_of(change))
