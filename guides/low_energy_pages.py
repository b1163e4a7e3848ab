"""The pages of a low-energy day: what stands in for one guide, and for a collection."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from guides.listing import Listing
from guides.low_energy import InsteadOfCollection, InsteadOfGuide
from guides.terms import Kind


class LowEnergyListing(Listing):
    """What the two pages have in common. Subclasses say what was done and why, and where the visitor came from."""

    former_title = former_address = why = ""

    def __init__(self, selection, said):
        super().__init__(selection, said)
        self.back = self.former_address + self.choices.bones_query

    @property
    def headline(self):
        return ngettext("%s gentle guide", "%s gentle guides", self.count) % self.count

    @property
    def every_gentle_guide(self):
        return reverse("guides:list") + self.choices.address()


class GuideLowEnergy(LowEnergyListing):
    """What stands in for one guide."""

    address = property(lambda self: reverse("guides:gentler", args=[self.edition.guide.slug]))
    former_address = property(lambda self: reverse("guides:detail", args=[self.edition.guide.slug]))
    former_title = property(lambda self: self.edition.title)

    def __init__(self, kept, edition, said):
        self.edition = edition
        super().__init__(InsteadOfGuide(kept, edition, said), said)

    @property
    def says(self):
        """What was done, and why, in sentences."""
        words = {"title": self.edition.title, "kind": Kind(self.edition.kind).label.lower()}
        if self.is_unsure and not self.count:
            return gettext("You are not sure where cancer is in your bones. So we cannot name a gentler guide.")
        if self.selection.is_easier:
            return (
                gettext("Here is an easier version of “%(title)s”. You can do it sitting or lying. It takes no longer.")
                % words
            )
        if self.selection.is_gentle_already:
            first = gettext("“%(title)s” is one of the gentlest guides already. You can do less of it, too.") % words
        else:
            first = gettext("“%(title)s” has no easier version that fits a low-energy day and suits you.") % words
        if self.count:
            return f"{first} {gettext('Here are other gentle guides of its kind: %(kind)s.') % words}"
        return f"{first} {gettext('There is no other gentle guide of its kind: %(kind)s.') % words}"

    @property
    def why(self):
        return gettext("We look through the easier versions that each guide names, the nearest first.")


class CollectionLowEnergy(LowEnergyListing):
    """A collection with each guide swapped."""

    address = property(lambda self: reverse("guides:collection_gentler", args=[self.collection.slug]))
    former_address = property(lambda self: self.collection.address)
    former_title = property(lambda self: self.collection.title)

    def __init__(self, kept, shown, said):
        self.collection = shown
        super().__init__(InsteadOfCollection(kept, shown, said), said)

    @property
    def says(self):
        parts = [
            gettext("Each guide of “%s” is swapped for an easier version, where one suits.") % self.collection.title
        ]
        if self.stayed:
            parts.append(ngettext("%s guide is gentle already, and stays.", "%s guides are gentle already, and stay.",
                                  self.stayed) % self.stayed)  # fmt: skip
        if self.without:
            parts.append(ngettext("%s guide is left out: it has no gentle version that suits.",
                                  "%s guides are left out: they have no gentle version that suits.",
                                  self.without) % self.without)  # fmt: skip
        return " ".join(parts)

    @property
    def why(self):
        return gettext("We look through the easier versions that each guide names, the nearest first. Each shows once.")

    @cached_property
    def _swaps(self):
        return self.selection.swaps(self.selection.fits["bones"])

    @property
    def stayed(self):
        return sum(guide == there for guide, there in self._swaps.items())

    @property
    def without(self):
        return sum(there is None for there in self._swaps.values())

    @property
    def swaps(self):
        """What was swapped for what, as pairs of titles."""
        title = self.selection.catalogue.title_at
        pairs = self._swaps.items()
        return [(title(guide), title(there)) for guide, there in pairs if there not in (None, guide)]
