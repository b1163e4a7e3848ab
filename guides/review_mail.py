"""Mails about the review clock: who is told, and when, that a guide or a collection must be checked.

Safe to run twice and on two machines at once. What a mail says is put on record before it is sent, and a unique
constraint lets one process do that; when the mail fails, the record is taken back. No transaction waits for the mail
server. The cost: what a process that dies between the two had on record is not sent, and the next stage is.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext

from guides import review
from guides.models import CollectionEdition, CollectionReminder, Edition, Reminder
from guides.review import Standing


@dataclass(frozen=True)
class ToCheck:
    """One guide or collection in a reminder. `record` is the model of what was sent about it, Reminder or
    CollectionReminder. `is_orphan` when neither its owner nor its deputy can be reached."""

    record: type
    edition: int
    title: str
    address: str
    review_on: date
    stage: int
    is_orphan: bool


@dataclass
class Report:
    """What a run did: the mails it sent, the mails that failed, and how many guides and collections nobody could be
    told about."""

    mails: list = field(default_factory=list)
    failed: int = 0
    unreachable: int = 0

    def note(self, mail, is_sent):
        if is_sent:
            self.mails.append(mail)
        else:
            self.failed += 1


@dataclass(frozen=True)
class Mail:
    person: object
    subject: str
    body: str


def who_may_sign_off():
    """Everyone with an address who may sign off a guide or a collection."""
    people = get_user_model().objects.with_perm(
        "guides.sign_off_edition", backend="django.contrib.auth.backends.ModelBackend"
    )
    return list(people.exclude(email="").order_by("pk"))


def called_for(today):
    """The reminders that the clock calls for, sent or not: ({person: list of ToCheck}, how many guides and collections
    nobody can be told about)."""
    lines, fallback, unreachable = defaultdict(list), who_may_sign_off(), 0
    for looked_after, review_on, named in soon(today):
        people = [person for person in (looked_after.owner, looked_after.deputy) if can_be_reached(person)]
        stage = review.stage(review_on, today)
        line = ToCheck(**named, review_on=review_on, stage=stage, is_orphan=not people)
        for person in people or fallback:
            lines[person].append(line)
        unreachable += not (people or fallback)
    return lines, unreachable


def soon(today):
    """What is public and must be checked soon or should have been: the guide or collection that has an owner, the day
    of the check, and what a ToCheck says of it. Guides first, then by their day."""
    by = {"review_on__lte": review.reminders_from(today)}
    guides = Edition.objects.live().filter(**by).select_related("guide__owner", "guide__deputy")
    for edition in guides.defer("document", "bones", "words", "concerns").order_by("review_on", "pk"):
        named = {"title": edition.title, "address": desk_address(edition.guide_id)}
        yield edition.guide, edition.review_on, named | {"record": Reminder, "edition": edition.pk}
    collections = CollectionEdition.objects.shown().filter(**by)
    collections = collections.select_related("collection__owner", "collection__deputy")
    for edition in collections.order_by("review_on", "pk"):
        named = {"title": edition.document["title"], "address": desk_address(edition.collection_id, "collection")}
        yield edition.collection, edition.review_on, named | {"record": CollectionReminder, "edition": edition.pk}


def can_be_reached(person):
    return person is not None and person.is_active and bool(person.email)


def remind(today, *, dry_run=False):
    """Send each person one mail with the guides and collections they must be told about now. Returns a Report."""
    lines, unreachable = called_for(today)
    sent = set(sent_about_public())
    report = Report(unreachable=unreachable)
    for person, theirs in lines.items():
        new = [line for line in theirs if (line.record, line.edition, line.stage, person.pk) not in sent]
        records = [] if dry_run else claim(person, new)
        if not dry_run:
            claimed = {(type(record), record.edition_id) for record in records}
            new = [line for line in new if (line.record, line.edition) in claimed]
        if new:
            mail = Mail(person, *reminder_words(person, new, today))
            report.note(mail, dry_run or post(mail, records))
    return report


def sent_about_public():
    """What is on record about editions that are public now: (model, edition, stage, person)."""
    public = (
        (Reminder, {"edition__state": Edition.State.LIVE}),
        (CollectionReminder, {"edition__ended_at__isnull": True}),
    )
    for record, those in public:
        for row in record.objects.filter(**those).values_list("edition", "stage", "person"):
            yield (record, *row)


@transaction.atomic
def claim(person, lines):
    """Put reminders on record and return the rows that no other process had on record already."""
    rows = [
        line.record.objects.get_or_create(edition_id=line.edition, stage=line.stage, person=person) for line in lines
    ]
    return [row for row, is_new in rows if is_new]


def post(mail, records):
    """Send a mail and return whether that worked. If not, its records are taken back, so the next run tries again."""
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.person.email]).send()
    except Exception:  # whatever it was, the other people's mails go out; its text may hold an address
        for record in records:
            record.delete()
        return False
    return True


def day_in_words(day):
    return format_date(day, "j F Y")


def desk_address(key, model="guide"):
    return settings.PUBLIC_URL + reverse(f"admin:guides_{model}_change", args=[key])


def greeting(person):
    return gettext("Hello %s,") % person


def reminder_words(person, lines, today):
    """Subject and body of a reminder."""
    paragraphs = [greeting(person), what_to_do(lines)]
    for line in lines:
        says = [f"{line.title}: {check_says(line, today)}"]
        says += [gettext("Nobody who looks after it can be reached.")] if line.is_orphan else []
        paragraphs.append("\n".join([" ".join(says), line.address]))
    return subject(lines), "\n\n".join(paragraphs) + "\n"


def subject(lines):
    guides = sum(line.record is Reminder for line in lines)
    if guides == len(lines):
        return ngettext("%d guide to check", "%d guides to check", guides) % guides
    if guides:
        return gettext("%d guides and collections to check") % len(lines)
    return ngettext("%d collection to check", "%d collections to check", len(lines)) % len(lines)


def what_to_do(lines):
    if any(line.record is CollectionReminder for line in lines):
        return gettext(
            "Please look whether each of these is still right, and say so at the desk: send a collection to a second "
            "person as it is, or changed. If you cannot, please ask somebody who can."
        )
    return gettext(
        "Please look whether each of these guides is still right, and say so at the desk. If you cannot, please ask "
        "somebody who can."
    )


def check_says(line, today):
    """Where a guide or a collection stands, as a sentence after its title."""
    said = {"day": day_in_words(line.review_on), "leaves": day_in_words(review.leaves_lists_on(line.review_on))}
    if line.review_on == today:
        return gettext("check it today.")
    match review.standing(line.review_on, today), line.record is CollectionReminder:
        case Standing.CURRENT, _:
            return gettext("check it by %(day)s.") % said
        case Standing.DUE, False:
            return gettext("its check was due by %(day)s. It leaves the lists on %(leaves)s.") % said
        case Standing.DUE, True:
            return gettext("its check was due by %(day)s. It is not shown any more from %(leaves)s.") % said
        case _, False:
            return gettext("its check was due by %(day)s. It is not in the lists any more.") % said
        case _:
            return gettext("its check was due by %(day)s. It is not shown any more.") % said
