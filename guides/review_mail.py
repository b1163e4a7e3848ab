"""Mails about the review clock: who is told, and when, that a guide must be checked.

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
from guides.models import Edition, Reminder
from guides.review import Standing


@dataclass(frozen=True)
class ToCheck:
    """One guide in a reminder. `is_orphan` when neither its owner nor its deputy can be reached."""

    edition: int
    guide: int
    title: str
    review_on: date
    stage: int
    is_orphan: bool


@dataclass
class Report:
    """What a run did: the mails it sent, the mails that failed, and the guides that nobody could be told about."""

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
    """Everyone with an address who may sign a guide off."""
    people = get_user_model().objects.with_perm(
        "guides.sign_off_edition", backend="django.contrib.auth.backends.ModelBackend"
    )
    return list(people.exclude(email="").order_by("pk"))


def called_for(today):
    """The reminders that the clock calls for, sent or not: ({person: list of ToCheck}, how many guides nobody can be
    told about)."""
    soon = Edition.objects.live().filter(review_on__lte=review.reminders_from(today))
    soon = soon.select_related("guide__owner", "guide__deputy").defer("document", "bones", "words", "concerns")
    lines, fallback, unreachable = defaultdict(list), who_may_sign_off(), 0
    for edition in soon.order_by("review_on", "pk"):
        people = [person for person in (edition.guide.owner, edition.guide.deputy) if can_be_reached(person)]
        stage = review.stage(edition.review_on, today)
        line = ToCheck(edition.pk, edition.guide_id, edition.title, edition.review_on, stage, is_orphan=not people)
        for person in people or fallback:
            lines[person].append(line)
        unreachable += not (people or fallback)
    return lines, unreachable


def can_be_reached(person):
    return person is not None and person.is_active and bool(person.email)


def remind(today, *, dry_run=False):
    """Send each person one mail with the guides they must be told about now. Returns a Report."""
    lines, unreachable = called_for(today)
    live = Reminder.objects.filter(edition__state=Edition.State.LIVE)
    sent = set(live.values_list("edition", "stage", "person"))
    report = Report(unreachable=unreachable)
    for person, theirs in lines.items():
        new = [line for line in theirs if (line.edition, line.stage, person.pk) not in sent]
        records = [] if dry_run else claim(person, new)
        if not dry_run:
            claimed = {record.edition_id for record in records}
            new = [line for line in new if line.edition in claimed]
        if new:
            mail = Mail(person, *reminder_words(person, new, today))
            report.note(mail, dry_run or post(mail, records))
    return report


@transaction.atomic
def claim(person, lines):
    """Put reminders on record and return the rows that no other process had on record already."""
    rows = [Reminder.objects.get_or_create(edition_id=line.edition, stage=line.stage, person=person) for line in lines]
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


def desk_address(guide):
    return settings.PUBLIC_URL + reverse("admin:guides_guide_change", args=[guide])


def greeting(person):
    return gettext("Hello %s,") % (person.get_short_name() or person.get_username())


def reminder_words(person, lines, today):
    """Subject and body of a reminder."""
    subject = ngettext("%d guide to check", "%d guides to check", len(lines)) % len(lines)
    intro = gettext(
        "Please look whether each of these guides is still right, and say so at the desk. If you cannot, please ask "
        "somebody who can."
    )
    paragraphs = [greeting(person), intro]
    for line in lines:
        says = [f"{line.title}: {check_says(line.review_on, today)}"]
        says += [gettext("Nobody who looks after it can be reached.")] if line.is_orphan else []
        paragraphs.append("\n".join([" ".join(says), desk_address(line.guide)]))
    return subject, "\n\n".join(paragraphs) + "\n"


def check_says(review_on, today):
    """Where a guide stands, as a sentence after its title."""
    said = {"day": day_in_words(review_on), "leaves": day_in_words(review.leaves_lists_on(review_on))}
    if review_on == today:
        return gettext("check it today.")
    match review.standing(review_on, today):
        case Standing.CURRENT:
            return gettext("check it by %(day)s.") % said
        case Standing.DUE:
            return gettext("its check was due by %(day)s. It leaves the lists on %(leaves)s.") % said
        case _:
            return gettext("its check was due by %(day)s. It is not in the lists any more.") % said
