"""The finder's questions, one a page. Answers live in the address alone, under the names that the list reads.

`told` is the one name the list does not know: whether there is cancer in the bones. It leads to the next page and turns
into an answer of `bones` there. "Yes" alone says nothing about places, so it never reaches the list.
"""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.filters import PLACES
from guides.listing import LEVEL_WORDS
from guides.selection import MINUTES
from guides.terms import Level

TOLD = ("", "yes", "no", "unsure", "unstable")
QUESTIONS = range(1, 6)
THE_LIST = "guides:list"


@dataclass(frozen=True)
class Option:
    """One line to choose. `icon` is a name in the sprite."""

    value: str
    words: str
    hint: str = ""
    icon: str = ""
    is_chosen: bool = False


def address(name, choices, told=""):
    """The address of a page of the finder, or of the list, with these answers."""
    query = choices.address().removeprefix("?")
    parts = [part for part in (f"told={told}" if told else "", query) if part]
    return f"{reverse(name)}?{'&'.join(parts)}" if parts else reverse(name)


def places_in(choices):
    """The places in the bones that were named."""
    return tuple(answer for answer in choices.bones if answer in PLACES)


def told_by(choices):
    """What was said about bones, as the question whether there is cancer in them puts it."""
    if "unsure" in choices.bones:
        return "unsure"
    return "yes" if choices.bones and choices.bones != ("none",) else "no" if choices.bones else ""


class Question:
    """A page with one question. Subclasses say what is asked; the template guides/find_question.html shows it."""

    number = 0
    field = ""  # the choice it asks for
    kind = "radio"
    is_required = False
    has_self_check = False
    title = lead = use = ""
    continue_words = _("Continue")
    nothing = ()  # the value of the choice when the question is skipped

    def __init__(self, choices, catalogue):
        self.choices = replace(choices, page=1)
        self.catalogue = catalogue

    numbers = QUESTIONS
    name = property(lambda self: self.field)

    @property
    def carried(self):
        """The answers to all other questions, for hidden inputs."""
        return [pair for pair in self.choices.parameters() if pair[0] != self.field]

    @property
    def is_for_nothing(self):
        """Whether the answer about bones leaves no guide, whatever is answered here."""
        return bool(self.choices.sites) and not self.catalogue.suiting(self.choices.sites)

    @property
    def is_answered(self):
        return bool(getattr(self.choices, self.field))

    @property
    def not_shown(self):
        """In words, a choice from the list that this page has no line for; empty when there is none."""
        return ""

    @property
    def action(self):
        return reverse(self.next)

    @property
    def skip(self):
        return address(self.next, replace(self.choices, **{self.field: self.nothing}))

    @property
    def keep(self):
        return address(self.next, self.choices)

    def _options(self, rows):
        chosen = {str(value) for value in self._chosen}
        return [Option(str(value), words, hint, icon, str(value) in chosen) for value, words, hint, icon in rows]

    @property
    def _chosen(self):
        return getattr(self.choices, self.field)


class Feeling(Question):
    number, field, next = 1, "level", "guides:find_told"
    has_self_check = True
    title = _("How do you feel today?")
    lead = _("Choose the line that sounds like you. You can choose again each day.")
    use = _("Each line stands for one level of exercise. You get the guides of that level.")

    @property
    def options(self):
        rows = [(level.value, LEVEL_WORDS[level], level.label, f"level-{level.value}") for level in Level]
        gentlest = _("Then you get the gentlest guides, for sitting or lying.")
        return [*self._options(rows), Option("1", _("I am not sure"), gentlest)]

    @property
    def _chosen(self):
        return self.choices.level if len(self.choices.level) == 1 else ()

    @property
    def not_shown(self):
        levels = self.choices.level
        return gettext(" or ").join(f"“{Level(level).label}”" for level in levels) if len(levels) > 1 else ""

    @property
    def back(self):
        return address(THE_LIST, self.choices) if self.choices.parameters() else reverse("home")


class Told(Question):
    number, field, next = 2, "bones", "guides:find_kit"
    is_required = True
    name = "told"
    title = _("Has cancer spread to your bones?")
    lead = _("This may be called bone metastases or secondary bone cancer.")
    use = _("Name a place, and every guide rated “ask your team first” for it is left out.")

    def __init__(self, choices, catalogue, told=""):
        super().__init__(choices, catalogue)
        self.told = told or told_by(choices)

    @property
    def options(self):
        rows = [
            ("yes", _("Yes"), _("A scan or your team has told you so. We ask where on the next page."), ""),
            ("no", _("No"), "", ""),
            ("unsure", _("I am not sure"), _("Then it could be any bone. We show you what to ask your team."), ""),
            (
                "unstable",
                _("I was told my bones are unstable, or I am waiting to hear"),
                _("Then we show you what to ask your team, and no list."),
                "",
            ),
        ]
        return self._options(rows)

    @property
    def carried(self):
        return super().carried + [("bones", place) for place in places_in(self.choices)]

    @property
    def _chosen(self):
        return (self.told,)

    action = property(lambda self: reverse("guides:find_bones"))
    back = property(lambda self: address("guides:find", self.choices))


class Kit(Question):
    number, field, next, kind = 4, "kit", "guides:find_time", "checkbox"
    title = _("What do you have at hand?")
    lead = _("Choose all that you have. You get guides that need no more than that.")
    use = _("You get the guides that need nothing, or only what you chose.")

    @property
    def options(self):
        return self._options([("none", _("Nothing at all"), "", "none"), *self._things])

    @property
    def _things(self):
        return [(slug, name, uses, slug) for slug, name, uses in self.catalogue.kit]

    @property
    def back(self):
        if places_in(self.choices) and "unsure" not in self.choices.bones:
            return address("guides:find_bones", self.choices, "yes")
        return address("guides:find_told", self.choices)


class Time(Question):
    number, field, next, nothing = 5, "minutes", THE_LIST, None
    title = _("How long would you like to move?")
    lead = _("A few minutes count. You can stop at any time.")
    use = _("You get the guides that take no longer than that.")
    continue_words = _("Show guides")

    @property
    def options(self):
        rows = [(minutes, gettext("%s minutes or less") % minutes, "", "") for minutes in MINUTES]
        any_time = Option("", _("I am not sure"), _("Then you get guides of any length."))
        return [*self._options(rows), any_time]

    @property
    def _chosen(self):
        return (self.choices.minutes,)

    @property
    def not_shown(self):
        minutes = self.choices.minutes
        return gettext("%s minutes or less") % minutes if minutes and minutes not in MINUTES else ""

    back = property(lambda self: address("guides:find_kit", self.choices))


def after_told(told, choices):
    """Where the answer to "is there cancer in your bones?" leads, unless it is the question where."""
    if told == "unstable":
        return address("guides:find_team", choices)
    if told == "yes":
        return ""
    return address("guides:find_kit", replace(choices, bones=("none",) if told == "no" else ("unsure",)))


def places_only(choices):
    """The answers without what contradicts a "yes"."""
    return replace(choices, bones=places_in(choices), page=1)
