"""The pages of collections: one collection as a list, what it leaves out, and all of them."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from guides import collection, review
from guides.filters import Choices
from guides.listing import LeftOutListing, Listing
from guides.selection import Selection


def selection_of(kept, shown, said):
    """The guides of a collection for a visitor with these answers."""
    return Selection(kept, shown.with_answers(said), shown)


class CollectionListing(Listing):
    """One collection, filtered by the visitor's bone answers like the list."""

    address = property(lambda self: self.collection.address)
    left_out_address = property(lambda self: reverse("guides:collection_left_out", args=[self.collection.slug]))

    def __init__(self, kept, shown, said):
        self.collection = shown
        super().__init__(selection_of(kept, shown, said), said)

    @property
    def standing(self):
        """Whether the collection was checked in time, as a guides.review.Standing."""
        day = self.collection.review_on
        return review.standing(day, self.selection.catalogue.today) if day else review.Standing.CURRENT

    @property
    def of_all(self):
        """The guides of the collection, whatever the visitor's bones."""
        return self.selection.others("bones").bit_count()

    @property
    def headline(self):
        if not self.count:
            return gettext("No guide to show")
        if self.count == self.of_all:
            return ngettext("%s guide", "%s guides", self.count) % self.count
        return super().headline

    @property
    def rule_says(self):
        return collection.rule_says(self.collection.choices, self.selection.catalogue.kit)

    @property
    def order_says(self):
        """The order of the guides, in words."""
        first = [gettext("usually suitable before suitable with a change")] if self.sites else []
        first += [gettext("first those that this collection puts first")] if self.collection.first else []
        rest = [] if self.collection.is_closed else [gettext("gentler levels first"), gettext("then A to Z")]
        return gettext("In this order: %s.") % ", ".join([*first, *rest])

    @property
    def all_collections(self):
        return reverse("guides:collections") + self.choices.bones_query

    @property
    def same_filter(self):
        """The address of the list with this filter and the visitor's answers."""
        return reverse("guides:list") + self.choices.address()


class CollectionLeftOut(LeftOutListing):
    """The guides that a bone answer leaves out of a collection."""

    left_out_address = property(lambda self: reverse("guides:collection_left_out", args=[self.collection.slug]))
    list_address = property(lambda self: self.collection.address)
    list_title = property(lambda self: self.collection.title)

    def __init__(self, kept, shown, said, reason):
        self.collection = shown
        super().__init__(selection_of(kept, shown, said), reason, said)


class CollectionsListing(Listing):
    """All collections, each with the number of guides it shows to this visitor."""

    address = property(lambda self: reverse("guides:collections"))

    def __init__(self, kept, said):
        super().__init__(Selection(kept, Choices(bones=said.bones)), said)

    @cached_property
    def rows(self):
        kept = self.selection.catalogue
        return [self._row_of(selection_of(kept, shown, self.said)) for shown in collection.every(kept)]

    def _row_of(self, selection):
        shown, all_of_it = selection.collection, selection.others("bones").bit_count()
        says = ngettext("%s guide", "%s guides", selection.count) % selection.count
        if selection.count < all_of_it:
            says = gettext("%(count)s of %(all)s guides, because of your answer about bones") % {
                "count": selection.count,
                "all": all_of_it,
            }
        address = shown.address + self.said.bones_query
        return {"title": shown.title, "words": shown.words, "address": address, "says": says}

    @property
    def has_demonstrations(self):
        return any(row["is_demonstration"] for row in self.selection.catalogue.collections.values())
