"""The overview that everyone who may sign off gets by mail once a week."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from guides import review
from guides.models import Collection, CollectionEdition, Digest, Edition, Submission
from guides.review_mail import Mail, Report, day_in_words, desk_address, greeting, post, who_may_sign_off

LINES_A_SECTION = 20


def send(today, *, dry_run=False):
    """Send everyone who may sign off the overview of this week, once. Nothing is sent when there is nothing to say."""
    sections, report, week = sections_of(today), Report(), review.monday(today)
    told = set(Digest.objects.filter(week=week).values_list("person", flat=True))
    people = [person for person in who_may_sign_off() if person.pk not in told] if sections else []
    for person in people:
        mail = Mail(person, gettext("Guides: the week’s overview"), words(person, sections))
        if dry_run:
            report.note(mail, True)
            continue
        record, is_new = Digest.objects.get_or_create(person=person, week=week)
        if is_new:
            report.note(mail, post(mail, [record]))
    return report


def sections_of(today):
    """What the overview says, as (heading, lines, their model), without sections that have nothing to say."""
    editions, collections = Edition.objects, CollectionEdition.objects
    alone = editions.waiting_for_second_check()
    sections = [
        (gettext("Not in the lists any more, because nobody checked them"), checks(editions.overdue(today)), "guide"),
        (gettext("Due, and still in the lists"), checks(editions.due(today)), "guide"),
        (gettext("Waiting for a second person"), waiting(), "guide"),
        (gettext("Published by one person alone, second check to come"), checks(alone), "guide"),
        (gettext("Public, and nobody looks after them"), without_owner(), "guide"),
        (
            gettext("Collections that are not shown any more, because nobody checked them"),
            checks_of_collections(collections.overdue(today)),
            "collection",
        ),
        (
            gettext("Collections that are due, and still shown"),
            checks_of_collections(collections.due(today)),
            "collection",
        ),
        (gettext("Collections waiting for a second person"), waiting_collections(), "collection"),
    ]
    return [section for section in sections if section[1]]


def checks(editions):
    rows = editions.order_by("review_on", "pk").values_list("title", "guide", "review_on")
    return [_check(title, day, desk_address(guide)) for title, guide, day in rows]


def checks_of_collections(editions):
    rows = editions.order_by("review_on", "pk").values_list("document__title", "collection", "review_on")
    return [_check(title, day, desk_address(key, "collection")) for title, key, day in rows]


def _check(title, day, address):
    said = {"title": title, "day": day_in_words(day), "address": address}
    return gettext("%(title)s (check by %(day)s): %(address)s") % said


def waiting():
    rows = Submission.objects.waiting().order_by("submitted_at", "pk")
    return [_row(title, desk_address(guide)) for title, guide in rows.values_list("document__title", "guide")]


def waiting_collections():
    rows = Collection.objects.filter(state=Collection.State.WAITING).order_by("sent_at", "pk")
    return [_row(title, desk_address(key, "collection")) for title, key in rows.values_list("title", "pk")]


def without_owner():
    rows = Edition.objects.live().filter(guide__owner=None, language=settings.LANGUAGE_CODE)
    rows = rows.order_by("title", "pk").values_list("title", "guide")
    return [_row(title, desk_address(guide)) for title, guide in rows]


def _row(title, address):
    return gettext("%(title)s: %(address)s") % {"title": title, "address": address}


def words(person, sections):
    """The body of an overview. Long sections are cut, and say where the rest is."""
    paragraphs = [greeting(person), gettext("This is how the guides stand this week.")]
    for heading, lines, model in sections:
        shown, more = lines[:LINES_A_SECTION], len(lines) - LINES_A_SECTION
        rows = [f"{heading}: {len(lines)}", *(f"- {line}" for line in shown)]
        if more > 0:
            list_address = settings.PUBLIC_URL + reverse(f"admin:guides_{model}_changelist")
            rows.append(gettext("and %(more)d more: %(address)s") % {"more": more, "address": list_address})
        paragraphs.append("\n".join(rows))
    return "\n\n".join(paragraphs) + "\n"
