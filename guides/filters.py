"""Reads what a visitor typed into the address, and only that. What cannot be read lists nothing and says why."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import bones, catalogue
from guides.models import Edition
from guides.terms import BoneSite, Kind, Level, Position

LONGEST_QUERY = 100
# What mail programs and social networks hang on to a link. It is no choice of the visitor's.
TRACKING = ("utm_", "fbclid", "gclid", "dclid", "msclkid", "mc_", "igshid", "_hs", "ref")
WAS = "was"  # the choices before a low-energy day, as a query string: only for the way back, it filters nothing
NAMES = ("level", "kind", "position", "kit", "minutes", "bones", "q", "page")

# The places of the body as visitors name them. "Pelvis or hip" stands for two sites of the table.
REGIONS = (
    ("cervical", _("Neck")),
    ("thoracic", _("Ribs or middle of the back")),
    ("lumbar", _("Lower back")),
    ("hip", _("Pelvis or hip")),
    ("femur", _("Top of the thigh bone")),
    ("humerus", _("Shoulder or upper arm")),
    ("other", _("Somewhere else, such as skull, breastbone, lower arm, knee or lower leg")),
)
PLACES = {**dict(REGIONS), "pelvis": BoneSite.PELVIS.label}
BONE_ANSWERS = (("none", _("No cancer in my bones")), ("unsure", _("I am not sure")), *PLACES.items())


@dataclass(frozen=True)
class Choices:
    """What a visitor chose. Empty means not asked or not answered; values are those of the public addresses."""

    level: tuple[int, ...] = ()
    kind: tuple[str, ...] = ()
    position: tuple[str, ...] = ()
    kit: tuple[str, ...] = ()
    minutes: int | None = None
    bones: tuple[str, ...] = ()
    q: str = ""
    page: int = 1

    @property
    def sites(self):
        """The bone sites meant, as a frozenset: empty when there is no cancer in the bones or nothing was said."""
        return bones.sites_meant(self.bones)

    def parameters(self):
        """The choices as (name, value) pairs of an address, in one order: equal choices give equal addresses."""
        pairs = [(name, value) for name in ("level", "kind", "position", "kit") for value in getattr(self, name)]
        if self.minutes:
            pairs.append(("minutes", self.minutes))
        pairs += [("bones", value) for value in self.bones]
        if self.q:
            pairs.append(("q", self.q))
        if self.page > 1:
            pairs.append(("page", self.page))
        return pairs

    def address(self, **changes):
        """The query string for these choices with `changes`; a change of choice starts again at the first page."""
        changed = replace(self, **{"page": 1} | changes)
        pairs = changed.parameters()
        return f"?{urlencode(pairs)}" if pairs else "?"

    def without(self, name, value):
        """The query string with one value of one choice taken away."""
        kept = getattr(self, name)
        return self.address(**{name: tuple(other for other in kept if other != value)})

    def including(self, name, value):
        """The query string with one more value of one choice."""
        return self.address(**{name: tuple(dict.fromkeys((*getattr(self, name), value)))})

    @property
    def bones_query(self):
        """The query string that carries nothing but the bone choices, as links to guides do; may be empty."""
        return f"?{urlencode([('bones', value) for value in self.bones])}" if self.bones else ""


class ChoicesForm(forms.Form):
    """The form behind the filters. Refuses names it does not know, so that a misspelt filter never lists everything."""

    def clean(self):
        for name in self.data:
            if name not in (*NAMES, WAS) and not name.startswith(TRACKING):
                raise forms.ValidationError(unknown_name(name))
        chosen = super().clean()
        if chosen.get("bones"):
            try:
                bones.sites_meant(chosen["bones"])
            except ValueError as error:
                self.add_error("bones", str(error))
        if WAS in self.data:
            self._read_former(chosen.get(WAS, ""))
        return chosen

    def _read_former(self, text):
        former = type(self)(QueryDict(text))
        if WAS in former.data or not former.is_valid():
            self.add_error(WAS, gettext("The address does not say clearly what you had chosen before."))
        else:
            self.former = choices_of(former.cleaned_data)


def choices_of(chosen):
    """The choices in the cleaned data of a form."""
    return Choices(
        level=tuple(int(level) for level in chosen["level"]),
        kind=chosen["kind"],
        position=chosen["position"],
        kit=chosen["kit"],
        minutes=chosen["minutes"],
        bones=chosen["bones"],
        q=strip_nulls(chosen["q"]),
        page=chosen["page"] or 1,
    )


def unknown_name(name):
    """The message about a name in the address that is not one of ours, with the nearest name that is."""
    close = get_close_matches(name, NAMES, n=1)
    hint = gettext("Did you mean “%s”?") % close[0] if close else gettext("Known are: %s.") % ", ".join(NAMES)
    return gettext("The address asks for “%(name)s”, which the hub does not know. %(hint)s") % {
        "name": name[:40],
        "hint": hint,
    }


class SeveralNumbers(forms.TypedMultipleChoiceField):
    """Repeated whole numbers within bounds, of which the largest counts: *any of them* means *at most the largest*."""

    def __init__(self, *, lowest, highest, **options):
        self.bounds = (MinValueValidator(lowest), MaxValueValidator(highest))
        super().__init__(**options)

    def validate(self, value):
        pass

    def clean(self, value):
        number = forms.IntegerField(validators=self.bounds)
        numbers = [number.clean(each) for each in value or [] if each not in ("", None)]
        return max(numbers, default=None)


class SeveralWords(forms.MultipleChoiceField):
    """Repeated values of a list. Empty ones, as a plain HTML form sends them, say nothing."""

    default_error_messages = {"invalid_choice": _("“%(value)s” is not one of the answers we know here.")}

    def to_python(self, value):
        return tuple(dict.fromkeys(super().to_python([each for each in value or [] if each != ""])))


class AnyOf(django_filters.MultipleChoiceFilter):
    field_class = SeveralWords

    def __init__(self, *args, **options):
        super().__init__(*args, **{"distinct": False} | options)


class AtMost(django_filters.Filter):
    field_class = SeveralNumbers


def strip_nulls(text):
    return " ".join(text.replace("\x00", " ").split())


class GuideFilter(django_filters.FilterSet):
    """The listed editions that fit a visitor's choices. `choices` holds them once `is_valid()`; `qs` is the same
    question put to the database, for whoever needs a queryset."""

    level = AnyOf(choices=Level.choices)
    kind = AnyOf(choices=Kind.choices)
    position = AnyOf(choices=Position.choices, method="in_position")
    kit = AnyOf(method="doable_with")
    minutes = AtMost(lowest=1, highest=999, lookup_expr="lte")
    bones = AnyOf(choices=BONE_ANSWERS, method="suiting")
    q = django_filters.CharFilter(max_length=LONGEST_QUERY, method="saying")
    page = AtMost(lowest=1, highest=100_000, method="as_it_is")
    was = django_filters.CharFilter(max_length=600, method="as_it_is")

    class Meta:
        model = Edition
        form = ChoicesForm
        fields = ()

    def __init__(self, parameters, kept=None, queryset=None):
        self.catalogue = kept or catalogue.current()
        super().__init__(parameters, queryset)

    def get_form_class(self):
        # The equipment is data, so the choices of `kit` are known only now; a catalogue keeps the form for all lists.
        if self.catalogue.form_class is None:
            form = super().get_form_class()
            form.base_fields["kit"].choices = [
                ("none", "none"),
                *((thing[0], thing[1]) for thing in self.catalogue.kit),
            ]
            self.catalogue.form_class = form
        return self.catalogue.form_class

    @property
    def problems(self):
        """Why the address cannot be read, one sentence each, in words for the visitor."""
        return [str(message) for messages in self.form.errors.values() for message in messages]

    @property
    def ways(self):
        """Ways on from an address that cannot be read, as (words, query string). None of them drops a bone answer
        that could be read, and none lists anything by itself."""
        places = [value for value in self.data.getlist("bones") if value in PLACES]
        ways = []
        if places and "none" in self.data.getlist("bones"):
            ways.append((gettext("Keep the places in my bones"), Choices(bones=tuple(dict.fromkeys(places))).address()))
            ways.append((gettext("Keep “no cancer in my bones”"), Choices(bones=("none",)).address()))
        return ways

    @property
    def choices(self):
        """What was chosen. Only after `is_valid()` said yes."""
        return choices_of(self.form.cleaned_data)

    @property
    def former(self):
        """What was chosen before a low-energy day, with the bone answers of now; None when this is no such list."""
        before = getattr(self.form, "former", None)
        return before and replace(before, bones=self.choices.bones, page=1)

    def in_position(self, queryset, name, value):
        return queryset.in_position(value) if value else queryset

    def doable_with(self, queryset, name, value):
        return queryset.doable_with(frozenset(value)) if value else queryset

    def suiting(self, queryset, name, value):
        return queryset.suiting(bones.sites_meant(value)) if value else queryset

    def saying(self, queryset, name, value):
        if not strip_nulls(value):
            return queryset
        kept = self.catalogue
        found = catalogue.positions_in(kept.find(value).bits, 0, kept.size)
        return queryset.filter(pk__in=[kept.pks[position] for position in found])

    def as_it_is(self, queryset, name, value):
        return queryset


def read(parameters, kept=None):
    """The FilterSet for a request's query string (a QueryDict), over the editions that are listed on the
    catalogue's day."""
    kept = kept or catalogue.current()
    return GuideFilter(parameters, kept, Edition.objects.listed(kept.today).filter(language=kept.language))
