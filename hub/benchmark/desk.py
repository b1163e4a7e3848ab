"""What the desk's pages cost: queries, bytes, and time beside an empty page of the desk for the same person."""

import gzip
import time
from dataclasses import asdict, dataclass
from itertools import islice
from urllib.parse import quote

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE
from allauth.account.internal.userkit import user_id_to_str
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guides.models import BoneRule, Collection, Edition, Feedback, Guide, RuleChange, Source, Submission

EMPTY = "/admin/benchmark/empty/"
ROUNDS = 3
MOST_CHOICES = 4  # of one filter: a filter with a choice for each row would cost the run its evening


@dataclass(frozen=True)
class Cost:
    """Queries, bytes of the page before and after compression, and its time in times of the empty page's."""

    queries: int
    plain: int
    bytes: int
    ratio: float


def costs(person, only=""):
    """What the pages of the desk whose names begin with `only` cost, by name, as plain dicts of Cost."""
    client = sign_in(Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip"), person)
    pages = {name: address for name, address in every_page(person) if name.startswith(only)}
    # The first request fills what a process keeps, the second is counted, and the quickest of the others is timed.
    answers = {name: look(client, address) for name, address in pages.items()}
    counted = {name: count_queries(client, address) for name, address in pages.items()}
    seconds, empty = dict.fromkeys(pages, float("inf")), float("inf")
    for _ in range(ROUNDS):
        for name, address in pages.items():
            empty = min(empty, seconds_for(client, EMPTY))
            seconds[name] = min(seconds[name], seconds_for(client, address))
    return {name: asdict(Cost(counted[name], *weight(answers[name]), seconds[name] / empty)) for name in sorted(pages)}


def sign_in(client, person):
    """Sign a person in with both factors, as the sign-in page leaves a session."""
    client.force_login(person)
    session, now = client.session, time.time()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": each, "at": now} for each in ("password", "mfa")]
    session[WHOSE] = user_id_to_str(person)
    session.save()
    return client


def look(client, address):
    """The answer of a page that must be there."""
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}.")
    return response


def count_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        look(client, address)
    return len(queries)


def seconds_for(client, address):
    """Processor seconds: whatever else the machine does in the meantime is not counted."""
    start = time.process_time()
    look(client, address)
    return time.process_time() - start


def weight(response):
    body = response.content
    is_packed = response.get("Content-Encoding") == "gzip"
    return len(gzip.decompress(body) if is_packed else body), len(body)


# Which pages there are


def every_page(person):
    """Each page to measure, as (name, address): the main ones, and each list with each of its filters and orders."""
    yield from main_pages(person)
    for desk in admin.site._registry.values():
        yield from lists(desk, person)


def main_pages(person):
    """The pages that are no plain lists. About one thing: the first of its kind, which comes from the starter
    library and is the same at each size."""
    guide, changed = first(Guide.objects.filter(submissions=None)), first(Guide.objects.filter(revision=1))
    edition, source, rule, proposal = map(
        first, (Edition.objects, Source.objects, BoneRule.objects, RuleChange.objects)
    )
    open_proposal = first(RuleChange.objects.waiting())
    message = first(Feedback.objects.safety_reports().open())
    waiting = first(Submission.objects.to_be_checked_by(person)).guide_id
    yield "front page", reverse("admin:index")
    yield "radar", reverse("admin:guides_guide_radar")
    yield "radar with answers", reverse("admin:guides_guide_radar") + "?bones=lumbar&kit=chair"
    yield "radar, one cell", reverse("admin:guides_guide_radar_cell") + "?level=1&kind=aerobic&position=seated"
    yield "drawings", reverse("contact_sheet")
    yield "guide, form", reverse("admin:guides_guide_change", args=[guide.pk])
    yield "guide, new", reverse("admin:guides_guide_add")
    yield "guide, search for a rung", search_for("rung", "leads_to", "chair")
    yield "guide, search for a source", search_for("citation", "source", "study")
    yield "guide, history", reverse("admin:guides_guide_history", args=[guide.pk])
    yield "guide, one change", reverse("admin:guides_guide_revision", args=[changed.pk, changed.revision])
    yield "guide, preview", reverse("admin:guides_guide_preview_frame", args=[guide.pk])
    yield "guide, to submit", reverse("admin:guides_guide_submit", args=[guide.pk])
    yield "guide, to review", reverse("admin:guides_guide_review", args=[waiting])
    yield "guide, to withdraw", reverse("admin:guides_guide_withdraw", args=[guide.pk])
    yield "guide, ledger", reverse("admin:guides_guide_ledger", args=[guide.pk]) + "?format=xlsx"
    yield "guide, import", reverse("admin:guides_guide_import")
    yield "edition", reverse("admin:guides_edition_change", args=[edition.pk])
    yield "message", reverse("admin:guides_feedback_change", args=[message.pk])
    yield "source", reverse("admin:guides_source_change", args=[source.pk])
    yield "collection", reverse("admin:guides_collection_change", args=[first(Collection.objects).pk])
    yield "bone rule", reverse("admin:guides_bonerule_change", args=[rule.pk])
    yield "bone rules as a list", reverse("admin:guides_bonerule_list")
    yield "bone rule, to propose", reverse("admin:guides_bonerule_propose_new")
    yield "proposal", reverse("admin:guides_rulechange_change", args=[proposal.pk])
    yield "proposal that waits", reverse("admin:guides_rulechange_change", args=[open_proposal.pk])


def first(rows):
    return rows.order_by("pk")[0]


def search_for(model, field, words):
    asked = f"?app_label=guides&model_name={model}&field_name={field}&term={quote(words)}"
    return reverse("admin:autocomplete") + asked


def lists(desk, person):
    """A model's list: as it opens, its last page, a search, each choice of each filter, and each order of its rows."""
    opts = desk.opts
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    name = f"list of {opts.verbose_name_plural}"
    yield name, address
    if "changelist_view" in vars(type(desk)):
        return  # it draws its list itself, without filters
    request = RequestFactory().get(address)
    request.user = person
    shown = desk.get_changelist_instance(request)
    yield f"{name}, last page", f"{address}?p={shown.paginator.num_pages}"
    if shown.search_fields:
        yield f"{name}, searched", f"{address}?q=chair"
    for each in shown.filter_specs:
        for choice in islice(each.choices(shown), 1, 1 + MOST_CHOICES):
            yield f"{name}, {each.title}: {choice['display']}", address + choice["query_string"]
    for place, column in enumerate(shown.list_display):
        if column in shown.sortable_by and shown.get_ordering_field(column):
            yield f"{name}, by {column}", f"{address}?o={place}"
