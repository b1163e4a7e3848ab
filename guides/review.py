"""The review clock: when a guide must be checked again, what the public is told, and who is reminded when. All pure.

A guide is *current* through the day of its next check. From the next day it is *due*, and its page says so. When the
grace period has passed as well it is *overdue*: it leaves the lists and keeps its address, with a notice. Days are
those of UTC, so every process changes them at the same moment.
"""

from datetime import UTC, date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# NHS "Standard for creating health content": content is checked at least every three years, and what bears on safety
# every year. Every guide carries bone ratings, so for guides the year counts.
MONTHS_FOR_SAFETY = 12
MONTHS_AT_MOST = 36

# Our own choice: long enough for a clinician's holiday and a second person's, short enough for a rule that changed.
GRACE = timedelta(days=60)

# Days before (less than nothing) and after the day of the check on which people are reminded.
BEFORE = (-30, -7, 0)
AGAIN_EVERY = 30


class Standing(TextChoices):
    CURRENT = "current", _("Current")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")


def today():
    """The day it is in UTC."""
    return datetime.now(UTC).date()


def dated(stamp, today):
    """A content version's stamp together with the day, for what changes with either."""
    return f"{stamp} {today}"


def standing(review_on, today):
    """How a guide stands whose next check is on `review_on`, as a Standing."""
    if today <= review_on:
        return Standing.CURRENT
    return Standing.DUE if today <= review_on + GRACE else Standing.OVERDUE


def oldest_listed(today):
    """The earliest day of a check with which a guide is still in the lists."""
    return today - GRACE


def leaves_lists_on(review_on):
    """The first day on which a guide that nobody checked is not in the lists any more."""
    return review_on + GRACE + timedelta(days=1)


def latest_check(checked_on, *, is_about_safety=True):
    """The last day that may be set for the next check of what was checked on this day."""
    months = MONTHS_FOR_SAFETY if is_about_safety else MONTHS_AT_MOST
    year = checked_on.year + months // 12
    is_leap_day = (checked_on.month, checked_on.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day else checked_on.replace(year=year)


def stage(review_on, today):
    """The newest reminder that is called for, in days from the day of the check: -30, -7, 0, 30, 60 and so on. None
    while there is none. After missed days this is one reminder, not all that were missed."""
    late = (today - review_on).days
    if late >= AGAIN_EVERY:
        return late // AGAIN_EVERY * AGAIN_EVERY
    return max((day for day in BEFORE if day <= late), default=None)


def reminders_from(today):
    """The latest day of a check of which anybody is reminded on this day."""
    return today - timedelta(days=min(BEFORE))


def monday(today):
    """The Monday of this day's week."""
    return today - timedelta(days=today.weekday())
