"""What a booklet holds: the week and the guides that somebody asked for, if all of them may be shown today.

The hub is told slugs and weekdays and nothing else, and keeps nothing of it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from guides import review
from guides.models import Edition

MOST_GUIDES = 12
MOST_BYTES = 8_000  # twelve guides on seven days need half of it
WEEKDAYS = range(7)  # 0 is Monday


class CannotBeMadeError(ValueError):
    """Why there is no booklet: a sentence for each thing that is wrong, as `problems`."""

    def __init__(self, *problems):
        super().__init__(*problems)
        self.problems = list(problems)


@dataclass(frozen=True)
class Booklet:
    """`editions` in the order of the week, each once; `week` has the slugs of each weekday that has any."""

    week: dict[int, list[str]]
    editions: list[Edition]

    @property
    def is_demonstration(self):
        return any(edition.is_demonstration for edition in self.editions)


def ask(parameters, language):
    """The Booklet that the fields of a form ask for: `0=walking&0=sway` are two guides on a Monday. Asks the database
    once. Raises CannotBeMadeError for anything else, and when a guide may not be shown."""
    week = _week(parameters)
    slugs = list(dict.fromkeys(slug for weekday in sorted(week) for slug in week[weekday]))
    if not slugs:
        raise CannotBeMadeError(gettext("There is no guide in this plan."))
    if len(slugs) > MOST_GUIDES:
        raise CannotBeMadeError(gettext("A booklet holds %(most)s guides at most.") % {"most": MOST_GUIDES})
    return Booklet(week, _editions(slugs, language))


def _week(parameters):
    days = {str(weekday): weekday for weekday in WEEKDAYS}
    if any(name not in days for name in parameters):
        raise CannotBeMadeError(gettext("This plan names a day that is not in a week."))
    return {days[name]: list(dict.fromkeys(slugs)) for name, slugs in parameters.lists()}


def _editions(slugs, language):
    seen = Edition.objects.filter(guide__slug__in=slugs, language=language).select_related("guide")
    newest = {edition.guide.slug: edition for edition in seen.shown().order_by("number")}
    problems = [problem for slug in slugs if (problem := _problem(slug, newest.get(slug)))]
    if problems:
        raise CannotBeMadeError(*problems)
    return [newest[slug] for slug in slugs]


def _problem(slug, edition):
    """Why a guide cannot be in a booklet, as a sentence; empty when it can."""
    if edition is None:
        return gettext("There is no guide “%(name)s”.") % {"name": slug[:80]}
    said = {"name": edition.title, "reason": edition.withdrawn_reason}
    if edition.state == Edition.State.WITHDRAWN:
        return gettext("The guide “%(name)s” was withdrawn: %(reason)s") % said
    is_overdue = review.standing(edition.review_on, review.today()) == review.Standing.OVERDUE
    if is_overdue or edition.stale_since:
        return gettext("The guide “%(name)s” waits for a check. It is not in the lists until then.") % said
    return ""
