"""Reminders to the desk about messages that wait, for a timer: running it twice, or on two machines, mails once.

What was mailed is remembered before it is sent, under a lock, and forgotten again when nobody could be reached. No mail
holds what a visitor wrote: mail lies on other computers for years.
"""

from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max, Q
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from guides.models import Feedback

# An hour less than a day and a week: a timer that is a little early must not wait for its next turn.
REPORTS_AGAIN_AFTER = timedelta(hours=23)
OTHERS_AGAIN_AFTER = timedelta(days=7) - timedelta(hours=1)
WHO_CHECKS_PASSWORDS = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Reminder:
    """What one run has to say: safety reports (Feedback with the title of its edition), and other messages."""

    reports: list
    others: list

    def __bool__(self):
        return bool(self.reports or self.others)


@dataclass(frozen=True)
class Sent:
    """How a run ended: the Reminder, how many people got it, and what went wrong for each of the others, by the name of
    its error: the message of one can hold addresses."""

    reminder: Reminder
    reached: int
    failures: list


def remind(now=None):
    """Mail everyone who may answer about safety reports (a new one at once, then daily) and, once a week, about other
    open messages. Returns Sent. With nobody to mail or nobody reached, all of it stays due."""
    people = list(who_may_answer())
    reminder = claim(now or timezone.now()) if people else due(now or timezone.now())
    if not (reminder and people):
        return Sent(reminder, 0, [])
    failures = [failure for person in people if (failure := mail(person, reminder))]
    reached = len(people) - len(failures)
    if not reached:
        give_back(reminder)
    return Sent(reminder, reached, failures)


def who_may_answer():
    """Active staff with the permission to answer and an address."""
    may = get_user_model().objects.with_perm("guides.answer_feedback", backend=WHO_CHECKS_PASSWORDS)
    return may.filter(is_staff=True).exclude(email="").order_by("pk")


def due(now):
    """The Reminder of what is due, under a lock when within a transaction of PostgreSQL."""
    is_due = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - REPORTS_AGAIN_AFTER)
    waiting = Feedback.objects.open().order_by("received_at", "pk")
    waiting = waiting.select_related("edition").only("reminded_at", "received_at", "verdict", "state", "edition__title")
    reports = waiting.safety_reports().filter(is_due)
    others = waiting.exclude(verdict=Feedback.Verdict.HURT)
    return Reminder(list(reports), list(others) if were_others_long_ago(now) else [])


def were_others_long_ago(now):
    others = Feedback.objects.exclude(verdict=Feedback.Verdict.HURT)
    newest = others.aggregate(newest=Max("reminded_at"))["newest"]
    return newest is None or newest <= now - OTHERS_AGAIN_AFTER


@transaction.atomic
def claim(now):
    """What is due, marked as mailed at `now`."""
    # The lock on every open message makes a second machine wait here; SQLite lets one write at a time anyway.
    list(Feedback.objects.open().order_by("pk").select_for_update().values_list("pk"))
    reminder = due(now)
    keys = [message.pk for message in (*reminder.reports, *reminder.others)]
    Feedback.objects.filter(pk__in=keys).update(reminded_at=now)
    return reminder


@transaction.atomic
def give_back(reminder):
    """Forget the claim, so that the next run tries again."""
    for message in (*reminder.reports, *reminder.others):
        Feedback.objects.filter(pk=message.pk).update(reminded_at=message.reminded_at)


def mail(person, reminder):
    """Mail one person. Returns the name of the error when that failed, else nothing."""
    try:
        send_mail(subject(reminder), body(reminder), None, [person.email])
    except (SMTPException, OSError) as error:
        return type(error).__name__
    return ""


def subject(reminder):
    if count := len(reminder.reports):
        return ngettext("%d safety report waits for an answer", "%d safety reports wait for an answer", count) % count
    count = len(reminder.others)
    return ngettext("%d message about the guides is open", "%d messages about the guides are open", count) % count


def body(reminder):
    parts = []
    if reminder.reports:
        parts.append(gettext("Visitors told us that these guides hurt them. Please look and answer at the desk."))
        parts += map(about_report, reminder.reports)
    if count := len(reminder.others):
        words = ngettext("%d other message is open:", "%d other messages are open:", count) % count
        parts.append(f"{words}\n{desk_address('guides_feedback_changelist')}?state__exact=open")
    parts.append(gettext("You may answer messages from visitors, so you get this. What they wrote stays at the desk."))
    return "\n\n".join(parts) + "\n"


def about_report(report):
    said = {"title": report.edition.title, "day": date(report.received_at, "j F Y")}
    return gettext("%(title)s, since %(day)s") % said + "\n" + desk_address("guides_feedback_change", report.pk)


def desk_address(name, *args):
    return settings.PUBLIC_URL + reverse(f"admin:{name}", args=args)
