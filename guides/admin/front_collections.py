"""The collections on the front page of the desk."""

from django.urls import reverse
from django.utils.translation import gettext

from guides.models import Collection, CollectionEdition

from .todo import SHOWN, Row, Section, changelist, day


def collections_by_their_day(today):
    """What is overdue, due or soon due among the collections."""
    public = CollectionEdition.objects
    kinds = (
        ("overdue", gettext("Collections overdue: not shown any more"), public.overdue(today), "stop"),
        ("due", gettext("Collections due for a check"), public.due(today), "change"),
        ("soon", gettext("Collections due within 30 days"), public.due_within(30, today), "ask"),
    )
    for name, title, those, tone in kinds:
        rows = those.order_by("review_on", "pk").values_list("document__title", "collection", "review_on")
        yield section(
            title,
            tone,
            f"?check={name}",
            [Row(named, page("change", key), gettext("check by %s") % day(on)) for named, key, on in rows],
        )


def collections_on_their_way(person):
    """The collections that this person may decide about, and those that came back to them."""
    those = Collection.objects.select_related("sent_by", "answered_by").order_by("sent_at", "pk")
    if person.has_perm("guides.sign_off_edition"):
        said = gettext("from %(person)s, %(day)s")
        waiting = [
            Row(each.title, page("review", each.pk), said % {"person": each.sent_by, "day": day(each.sent_at)})
            for each in those.filter(state=Collection.State.WAITING).exclude(sent_by=person)
        ]
        yield section(gettext("Collections to check"), "ask", "?state__exact=waiting", waiting)
    if person.has_perm("guides.change_collection"):
        said = gettext("by %(person)s: %(answer)s")
        came_back = [
            Row(each.title, page("change", each.pk), said % {"person": each.answered_by, "answer": each.answer[:120]})
            for each in those.filter(state=Collection.State.SENT_BACK, sent_by=person)
        ]
        yield section(gettext("Collections sent back to me"), "change", "?state__exact=sent-back", came_back)


def section(title, tone, query, rows):
    return Section(title, len(rows), changelist("collection", query), tone, rows[:SHOWN])


def page(name, key):
    return reverse(f"admin:guides_collection_{name}", args=[key])
