"""How guides stand by the review clock, on the desk's list."""

from functools import reduce
from itertools import product
from operator import or_

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import review
from guides.models import Collection, CollectionEdition, Edition, Guide
from guides.review import Standing

LOOKED_AFTER_BY = ("owner", "deputy")
SOON = -min(review.BEFORE)
NO_BREAK = "\N{NO-BREAK SPACE}"


class CheckFilter(admin.SimpleListFilter):
    title = _("check")
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [
            ("current", _("Current")),
            ("soon", _("Due within 30 days")),
            ("due", _("Due")),
            ("overdue", _("Overdue")),
            ("no-owner", _("No owner")),
        ]

    def editions(self):
        """Those of the row that is looked at."""
        return Edition.objects.filter(guide=OuterRef("pk"), language=settings.LANGUAGE_CODE)

    def queryset(self, request, queryset):
        today, editions = review.today(), self.editions()
        match self.value():
            case "current":
                return queryset.filter(Exists(editions.current(today)))
            case "soon":
                return queryset.filter(Exists(editions.due_within(SOON, today)))
            case "due":
                return queryset.filter(Exists(editions.due(today)))
            case "overdue":
                return queryset.filter(Exists(editions.overdue(today)))
            case "no-owner":
                return queryset.filter(owner=None)
        return queryset


class CollectionCheckFilter(CheckFilter):
    def editions(self):
        return CollectionEdition.objects.filter(collection=OuterRef("pk"))


@admin.display(description=_("check"))
def check_state(guide):
    """When the public edition must be checked, or was to be, and whether nobody looks after the guide."""
    said = [check_says(edition) for edition in guide.seen_editions[:1] if is_public(edition)]
    said += [] if guide.owner_id else [gettext("no owner")]
    return "; ".join(said) or "–"


def is_public(edition):
    shown = settings.SHOW_DEMONSTRATION_EDITIONS or not edition.is_demonstration
    return shown and edition.state == Edition.State.LIVE


def check_says(edition):
    day = format_date(edition.review_on, "j M Y").replace(" ", NO_BREAK)  # the column is narrow
    match review.standing(edition.review_on, review.today()):
        case Standing.CURRENT:
            return gettext("By %s") % day
        case Standing.DUE:
            return gettext("Due since %s") % day
        case _:
            return gettext("Overdue since %s") % day


def who_can_look_after():
    """The people to choose an owner or a deputy from: staff, and whoever is one now."""
    kinds = product((Guide, Collection), LOOKED_AFTER_BY)
    those_now = reduce(or_, (Q(pk__in=model.objects.values(name)) for model, name in kinds))
    people = get_user_model().objects.filter(Q(is_active=True, is_staff=True) | those_now)
    return people.order_by("first_name", "last_name", "username")
