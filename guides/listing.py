"""A list as its page shows it: filter groups, chips, cards, what was left out, and where to go on."""

from functools import cached_property
from types import SimpleNamespace

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guides import cards, collection, low_energy
from guides.catalogue import positions_in
from guides.filters import BONE_ANSWERS, PLACES, REGIONS
from guides.selection import MINUTES, places
from guides.slots import forget_while_debugging, joined, kept, slotted
from guides.terms import Kind, Level, Position

CARDS_A_PAGE = 24
NOINDEX = SafeString('<meta name="robots" content="noindex, follow">')
NO_RULE_FOR_ALL = _("suit the places that have a published rule, but no rule covers every bone")

LEVEL_WORDS = {
    Level.SEATED: _("I need to sit or lie down most of the time"),
    Level.GENTLE: _("I can stand if I hold on to something"),
    Level.STANDING: _("I can walk for 10 minutes and stand without holding on"),
    Level.CHALLENGING: _("I am active most days and want more"),
}


@kept(2048)
def _option(_language, name, value, label, hint, icon, is_checked, gives_none):
    return slotted(
        "components/filter_option.html",
        ("count",),
        name=name,
        value=value,
        label=label,
        hint=hint,
        icon=icon,
        is_checked=is_checked,
        gives_none=gives_none,
    )


@kept(64)
def _group(_language, legend, hint, has_self_check, has_any_time):
    return slotted(
        "components/filter_group.html",
        ("options",),
        legend=legend,
        hint=hint,
        has_self_check=has_self_check,
        has_any_time=has_any_time,
    )


@kept(4)
def _chip(_language):
    return slotted("components/chip.html", ("label", "address"))


@kept(4)
def _left_out_row(_language, has_where):
    return slotted("components/left_out_row.html", ("count", "address", "says", "where"), has_where=has_where)


@kept(4)
def _demonstration_notice(_language):
    return render_to_string("components/demonstration_notice.html")


@kept(4)
def _page(_language):
    """The list page without what differs from visitor to visitor."""
    path = reverse("guides:list")
    request = SimpleNamespace(path=path, resolver_match=resolve(path))
    places_ = ("robots", "question", "groups", "words", "headline", "results")
    return slotted("guides/guide_list.html", places_, request=request, public_url=settings.PUBLIC_URL)


@kept(4)
def _questions(_language):
    """The groups of the filters in words: (name, legend, options as (value, label, hint, icon), hint)."""
    anything = [("none", _("Nothing at all"), "", "")]
    times = [(minutes, gettext("%s minutes or less") % minutes, "", "") for minutes in MINUTES]
    questions = [
        ("level", _("How you are today"), [(v, LEVEL_WORDS[v], v.label, f"level-{v}") for v in Level], ""),
        (
            "bones",
            _("Cancer in your bones"),
            _plain((*BONE_ANSWERS[:2], *REGIONS)),
            _("Tick every place you were told about."),
        ),
        ("kit", _("What you have"), anything, _("You get guides that need only what you tick.")),
        ("position", _("Position"), _plain(Position.choices), ""),
        ("minutes", _("Time"), times, ""),
        ("kind", _("Kind of movement"), _plain(Kind.choices), ""),
    ]
    return [
        (name, str(legend), tuple((value, str(label), str(more), icon) for value, label, more, icon in rows), str(hint))
        for name, legend, rows, hint in questions
    ]


def _plain(choices):
    return [(value, label, "", "") for value, label in choices]


class Listing:
    """The list page of one selection."""

    address = property(lambda self: reverse("guides:list"))
    left_out_address = property(lambda self: reverse("guides:left_out"))

    def html(self):
        """The whole page."""
        context = {"listing": self}
        return _page(self.language).fill(
            robots=NOINDEX if self.is_any_chosen else "",
            question=render_to_string("guides/list_question.html", context),
            groups=joined(self.groups),
            words=self.choices.q,
            headline=self.headline,
            results=render_to_string("guides/list_results.html", context),
        )

    def __init__(self, selection, said=None, former=None):
        """`said` is what stands in the address, where that is less than all the choices; `former` are the choices
        before a low-energy day."""
        forget_while_debugging()
        self.selection = selection
        self.language = selection.catalogue.language
        self.choices = selection.choices
        self.said = said or self.choices
        self.former = former
        self.sites = self.choices.sites
        self.count = selection.count
        self.pages = max(1, -(-self.count // CARDS_A_PAGE))
        self.is_past_the_end = self.choices.page > self.pages

    @cached_property
    def cards(self):
        positions = self.selection.page(self.choices.page, CARDS_A_PAGE)
        pairs = cards.cards(self.selection.catalogue, positions)
        return joined(cards.filled(pairs, self.sites, self.choices.bones_query, self.language))

    @property
    def of_all(self):
        return self.selection.catalogue.size

    @property
    def headline(self):
        """The number of results in words, as it is shown and announced."""
        if not self.count:
            return gettext("No guide fits all your choices")
        return ngettext("%(count)s guide fits, of %(all)s", "%(count)s guides fit, of %(all)s", self.count) % {
            "count": self.count,
            "all": self.of_all,
        }

    @property
    def bones_unanswered(self):
        return not self.choices.bones

    @property
    def is_unsure(self):
        return "unsure" in self.choices.bones

    @property
    def collections_address(self):
        """Where the collections are, with the visitor's bone answers; empty when there are none."""
        address = reverse("guides:collections") + self.choices.bones_query
        return address if self.selection.catalogue.collections else ""

    @property
    def is_any_chosen(self):
        return bool(self.said.parameters())

    @property
    def told(self):
        """What the visitor said about bones, for a sentence; empty when nothing or no cancer in the bones."""
        named = [answer for answer in self.choices.bones if answer in PLACES]
        return "" if self.is_unsure else places(named) if named else ""

    demonstration_notice = property(lambda self: _demonstration_notice(self.language))

    @property
    def has_demonstrations(self):
        return bool(self.count) and self.selection.catalogue.has_demonstrations

    @property
    def order_says(self):
        """The order of the list, in words."""
        first = [gettext("best match for your words first")] if self.choices.q else []
        first += [gettext("usually suitable before suitable with a change")] if self.sites else []
        return gettext("In this order: %s.") % ", ".join(
            [*first, gettext("gentler levels first"), gettext("then A to Z")]
        )

    @property
    def rule(self):
        """What the list shows and leaves out, in sentences."""
        choices = self.choices
        parts = [part for part in [collection.rule_says(choices, self.selection.catalogue.kit)] if part]
        parts += [gettext("that match “%s”") % choices.q] if choices.q else []
        says = [gettext("This list shows guides %s.") % ", ".join(parts)] if parts else []
        if self.is_unsure:
            says.append(gettext("You are not sure about your bones, so every bone counts."))
        elif self.told:
            left_out = gettext("Guides to ask your team about first, for cancer in the %s, are left out.")
            says.append(left_out % self.told)
        elif choices.bones:
            says.append(gettext("You said that there is no cancer in your bones."))
        return " ".join(says)

    @property
    def questions(self):
        """Where the finder asks for the same choices, one by one."""
        return reverse("guides:find") + self.choices.address()

    @property
    def low_energy(self):
        """The address of the list for a low-energy day; empty when this is it."""
        query = low_energy.query(self.choices)
        return f"{reverse('guides:list')}{query}" if query else ""

    @property
    def way_back(self):
        """The address of what was chosen before a low-energy day; empty on any other."""
        return f"{reverse('guides:list')}{self.former.address()}" if self.former else ""

    say_none = property(lambda self: self.said.address(bones=("none",)))
    say_unsure = property(lambda self: self.said.address(bones=("unsure",)))
    without_words = property(lambda self: self.choices.address(q=""))
    first_page = property(lambda self: self.said.address(page=1))

    # Filters

    @cached_property
    def groups(self):
        """The fieldsets of the filters, in the order people ask themselves."""
        kit = tuple((slug, name, uses, "") for slug, name, uses in self.selection.catalogue.kit)
        return [
            self._group(name, legend, (*rows, *kit) if name == "kit" else rows, hint)
            for name, legend, rows, hint in _questions(self.language)
        ]

    @property
    def bones_group(self):
        """The fieldset about bones alone, for pages that ask nothing else."""
        return next(self._group(*question) for question in _questions(self.language) if question[0] == "bones")

    def _group(self, name, legend, rows, hint=""):
        chosen, counts = getattr(self.choices, name), self.selection.counts(name)
        chosen = chosen if isinstance(chosen, tuple) else (chosen,)
        options = []
        for value, label, more, icon in rows:
            count = counts[value]
            option = _option(self.language, name, str(value), label, more, icon, value in chosen, not count)
            options.append(option.fill(count=count))
        has_any_time = name == "minutes" and bool(self.choices.minutes)
        return _group(self.language, legend, hint, name == "level", has_any_time).fill(options=joined(options))

    @cached_property
    def chips(self):
        """Each active choice with the address of the list without it."""
        choices = self.choices
        chips = [(Level(value).label, choices.without("level", value)) for value in choices.level]
        chips += [(self._bone_label(value), choices.without("bones", value)) for value in choices.bones]
        chips += [(self._kit_label(slug), choices.without("kit", slug)) for slug in choices.kit]
        chips += [(Position(value).label, choices.without("position", value)) for value in choices.position]
        if choices.minutes:
            chips.append((gettext("%s minutes or less") % choices.minutes, choices.address(minutes=None)))
        chips += [(Kind(value).label, choices.without("kind", value)) for value in choices.kind]
        if choices.q:
            chips.append((f"“{choices.q}”", choices.address(q="")))
        chip = _chip(self.language)
        return [chip.fill(label=label, address=address) for label, address in chips]

    def _bone_label(self, value):
        return dict(BONE_ANSWERS)[value]

    def _kit_label(self, slug):
        names = {each: name for each, name, _uses in self.selection.catalogue.kit}
        return names.get(slug, gettext("Nothing at all"))

    # What was left out

    @cached_property
    def left_out_by_bones(self):
        """The rows of the left-out panel, each leading to the guides it counts."""
        return [self._row(row) for row in self.selection.left_out_by_bones]

    @cached_property
    def left_out_by_choice(self):
        return [self._row(row) for row in self.selection.left_out_by_choice]

    def _row(self, row):
        says = NO_RULE_FOR_ALL if self.is_unsure and row.key == "bones-no-rule" else row.says
        where = "" if self.is_unsure else row.where
        return _left_out_row(self.language, bool(where)).fill(
            count=row.count, address=self._because + row.key, says=says, where=where
        )

    @cached_property
    def _because(self):
        query = self.said.address()
        return f"{self.left_out_address}{query}{'&' if len(query) > 1 else ''}because="

    @property
    def left_out_count(self):
        return sum(row.count for row in self.selection.left_out_by_bones)

    @property
    def left_out_says(self):
        return (
            ngettext(
                "%s guide is left out because of your answer about bones.",
                "%s guides are left out because of your answer about bones.",
                self.left_out_count,
            )
            % self.left_out_count
        )

    @property
    def anything_left_out(self):
        return self.left_out_by_bones or self.left_out_by_choice

    @property
    def open_left_out(self):
        """The panel stands open where the list is empty: it is the answer then."""
        return not self.count

    # Words search

    @property
    def looked_for(self):
        found = self.selection.found
        return ", ".join(found.looked_for) if found else ""

    @property
    def unknown_words(self):
        found = self.selection.found
        return ", ".join(found.unknown) if found else ""

    # Pages

    @property
    def first_on_page(self):
        return (self.choices.page - 1) * CARDS_A_PAGE + 1

    @property
    def last_on_page(self):
        return min(self.count, self.choices.page * CARDS_A_PAGE)

    @property
    def next_page(self):
        page = self.choices.page + 1
        return self.said.address(page=page) if page <= self.pages else ""

    @property
    def previous_page(self):
        page = min(self.choices.page - 1, self.pages)
        return self.said.address(page=page) if page >= 1 else ""


class LeftOutListing(Listing):
    """The guides that one answer leaves out. Each card says to ask the team first, and why."""

    address = property(lambda self: self.left_out_address)
    list_address = property(lambda self: reverse("guides:list"))
    list_title = _("Guides for you")

    def __init__(self, selection, reason, said=None):
        super().__init__(selection, said)
        self.row = selection.because(reason)
        self.count = self.row.count if self.row else 0
        self.pages = max(1, -(-self.count // CARDS_A_PAGE))
        self.is_past_the_end = self.choices.page > self.pages
        self.back = f"{self.list_address}{self.said.address()}"

    @property
    def lifted(self):
        """The address of the list with the answer changed so that these guides are in it; empty for bones."""
        choices = self.selection.lifted(self.row) if self.row else None
        return f"{reverse('guides:list')}{choices.address()}" if choices else ""

    @cached_property
    def cards(self):
        start = (self.choices.page - 1) * CARDS_A_PAGE
        positions = positions_in(self.row.bits, start, CARDS_A_PAGE) if self.row else []
        pairs = cards.cards(self.selection.catalogue, positions)
        return joined(cards.to_ask_about(pairs, self.sites, self.choices.bones_query, self.language, self.row))

    def _page(self, page):
        return f"{self.said.address(page=page)}&because={self.row.key}"

    @property
    def next_page(self):
        page = self.choices.page + 1
        return self._page(page) if page <= self.pages else ""

    @property
    def previous_page(self):
        return self._page(self.choices.page - 1) if self.row and self.choices.page > 1 else ""
