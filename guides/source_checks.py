"""Whether the sources are still there: what a check found, and which of them somebody should look at.

Asks no network by itself: `manage.py check_sources` brings an `ask` (guides.asking).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from guides.models import Citation, Source, SourceCheck

AGAIN_AFTER = timedelta(days=7)
# Pages differ a little from day to day (dates, counts, adverts). A fifth of the text is no such difference.
OTHER_LENGTH = 0.2
GONE, REFUSED = (404, 410), (401, 403, 429)
Outcome = SourceCheck.Outcome


def due(now):
    """The sources whose present link was not asked within seven days, each with its last check that read something
    under that link (`before`, or None). Two queries."""
    reads = SourceCheck.objects.order_by("-checked_at", "-pk")
    for source in Source.objects.prefetch_related(Prefetch("checks", reads)):
        same = [check for check in source.checks.all() if check.asked == source.link]
        if not same or same[0].checked_at <= now - AGAIN_AFTER:
            yield source, next((check for check in same if check.title_digest or check.length is not None), None)


def check_due(ask: Callable, unreachable: type[Exception]):
    """Ask every source that is due, keep what came of it, and yield each SourceCheck as it is kept. `ask` takes an
    address and gives a guides.asking.Answer, or raises `unreachable` with the reason."""
    for source, before in due(timezone.now()):
        try:
            found = judged(source, ask(source.link), before)
        except unreachable as reason:
            found = {"outcome": Outcome.UNREACHABLE, "note": str(reason)}
        yield SourceCheck.objects.create(source=source, asked=source.link, **found)


def judged(source, answer, before):
    """The columns of a SourceCheck for an answer. A DOI is made to lead elsewhere, so it never counts as moved."""
    said = {"code": answer.status}
    if answer.status in GONE:
        return {"outcome": Outcome.GONE, "note": gettext("It answers %(code)d: not there.") % said}
    if answer.status in REFUSED:
        note = gettext("The site lets no program in (%(code)d). Open it yourself.") % said
        return {"outcome": Outcome.UNREACHABLE, "note": note, "leads_to": answer.leads_to}
    if not 200 <= answer.status < 300:
        return {"outcome": Outcome.UNREACHABLE, "note": gettext("It answers %(code)d.") % said}
    read = {
        "leads_to": answer.leads_to,
        "title_digest": sha256(answer.title.encode()).hexdigest() if answer.title else "",
        "length": answer.length,
    }
    if before and is_other(read, before):
        return read | {"outcome": Outcome.CHANGED}
    if answer.moved_to and not source.doi:
        return read | {"outcome": Outcome.MOVED, "leads_to": answer.moved_to}
    return read | {"outcome": Outcome.OK}


def is_other(read, before):
    """Whether a page has another title than before, or a text that is longer or shorter by more than a fifth."""
    if read["title_digest"] != before.title_digest:
        return True
    was, now = before.length or 0, read["length"] or 0
    return None not in (before.length, read["length"]) and abs(now - was) > OTHER_LENGTH * max(was, now)


@dataclass(frozen=True)
class Trouble:
    """A source that is gone or changed, its check, the guides that cite it and were not read again since, and how many
    bone rules rest on it."""

    source: Source
    check: SourceCheck
    citations: list[Citation]
    rules: int


def troubles():
    """The sources to look at, those that are gone first. Whoever read a changed source again for a guide enters the
    day there, and the guide leaves this list. Four queries."""
    citations = Citation.objects.select_related("guide").order_by("guide__number")
    seen = SourceCheck.objects.filter(outcome__in=[Outcome.CHANGED]).order_by("-checked_at", "-pk")
    sources = Source.objects.annotate(rules=Count("bone_rules")).prefetch_related(
        Prefetch("citations", citations),
        Prefetch("checks", seen, to_attr="changes"),
        Prefetch("checks", SourceCheck.objects.newest(), to_attr="newest"),
    )
    found = [trouble for source in sources if (trouble := _trouble(source))]
    return sorted(found, key=lambda each: (each.check.outcome != Outcome.GONE, each.source.key))


def _trouble(source):
    newest = next((check for check in source.newest if check.asked == source.link), None)
    changed = next((check for check in source.changes if check.asked == source.link), None)
    if newest and newest.outcome == Outcome.GONE:
        return Trouble(source, newest, list(source.citations.all()), source.rules)
    if not changed:
        return None
    day = changed.checked_at.date()
    unread = [each for each in source.citations.all() if each.checked_on is None or each.checked_on < day]
    if unread or newest == changed:
        return Trouble(source, changed, unread, source.rules)
    return None
