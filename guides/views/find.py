"""The finder: one plain question a page, ends at the list. Plain GET forms; nothing is kept but in the address."""

from dataclasses import replace
from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guides import catalogue, filters, finder

# The groups of bones on the body map, in the order of their numbers: name on the map, answer in the address, words.
ON_THE_MAP = (
    ("skull", "other", _("Skull")),
    ("neck", "cervical", _("Neck")),
    ("upper-back", "thoracic", _("Upper or middle back")),
    ("lower-back", "lumbar", _("Lower back")),
    ("arm", "humerus", _("Shoulder or upper arm")),
    ("ribs", "thoracic", _("Ribs")),
    ("hip", "hip", _("Pelvis or hip")),
    ("thigh", "femur", _("Top of the thigh bone")),
)
BESIDE_THE_MAP = (("elsewhere", "other", _("Somewhere else, such as breastbone, lower arm, knee or lower leg")),)
SITES = {"pelvis": "hip"}  # answers that the map knows by another name


def question(view):
    """A view of the finder: it gets the choices of the address, what was told about bones, and the catalogue. What
    cannot be read is not asked any further."""

    @require_safe
    @wraps(view)
    def answer(request):
        parameters = request.GET.copy()
        told = (parameters.pop("told", None) or [""])[-1]
        kept = catalogue.current(request)
        asked = filters.read(parameters, kept)
        problems = asked.problems if not asked.is_valid() else []
        if told not in finder.TOLD:
            problems = [*problems, gettext("“%s” is not one of the answers we know here.") % told[:40]]
        if problems:
            return _unreadable(request, asked, problems)
        return view(request, asked.choices, told, kept)

    return answer


def _unreadable(request, asked, problems):
    ways = [(label, request.path + query) for label, query in asked.ways]
    ways.append((gettext("Start again"), reverse("guides:find")))
    return render(request, "guides/unreadable.html", {"problems": problems, "ways": ways}, status=400)


def _ask(request, asking):
    return render(request, "guides/find_question.html", {"question": asking})


@question
def find(request, choices, told, kept):
    """How do you feel today?"""
    return _ask(request, finder.Feeling(choices, kept))


@question
def find_told(request, choices, told, kept):
    """Has cancer spread to your bones? Its form leads to `find_bones`, which sends on whoever need not say where."""
    return _ask(request, finder.Told(choices, kept, told))


@question
def find_bones(request, choices, told, kept):
    """Where in the bones? A list to tick and a drawn body that shows the same. The third question of the finder after
    a "yes"; else it was opened from the list, and leads back there."""
    if told not in ("", "yes"):
        return HttpResponseRedirect(finder.after_told(told, choices))
    if told:
        return _where(request, finder.places_only(choices), is_finder=True)
    return _where(request, choices)


def _where(request, choices, *, is_finder=False, problem=""):
    chosen = {SITES.get(answer, answer) for answer in choices.bones}
    kept = [pair for pair in choices.parameters() if pair[0] not in ("bones", "page")]
    context = {
        "on_the_map": [(site, value, words, value in chosen) for site, value, words in ON_THE_MAP],
        "beside_the_map": [(site, value, words, False) for site, value, words in BESIDE_THE_MAP],
        "is_unsure": "unsure" in chosen,
        "kept": kept,
        "problem": problem,
        "without_bones": choices.address(bones=()),
    }
    if is_finder:
        unsure = replace(choices, bones=("unsure",))
        context |= {
            "number": 3,
            "numbers": finder.QUESTIONS,
            "back": finder.address("guides:find_told", choices, "yes"),
            "skip": finder.address("guides:find_kit", unsure),
            "team": finder.address("guides:find_team", choices),
        }
    return render(request, "guides/find_bones.html", context)


@question
def find_kit(request, choices, told, kept):
    """What do you have at hand?"""
    return _ask_after_bones(request, choices, told, finder.Kit(choices, kept))


@question
def find_time(request, choices, told, kept):
    """How long would you like to move?"""
    return _ask_after_bones(request, choices, told, finder.Time(choices, kept))


def _ask_after_bones(request, choices, told, asking):
    """A question behind that about bones: not asked before a "yes" has its places, nor when no guide is left."""
    if told == "yes" and choices.bones in ((), ("none",)):
        problem = gettext("Choose at least one place, or “I do not know which bones”.")
        return _where(request, choices, is_finder=True, problem=problem)
    if asking.is_for_nothing:
        return HttpResponseRedirect(finder.address(finder.THE_LIST, asking.choices))
    return _ask(request, asking)


@question
def find_team(request, choices, told, kept):
    """For people whose bones are unstable, or who wait to hear: what to do and to ask, and no exercise."""
    back = finder.address("guides:find_told", choices, "unstable")
    return render(request, "guides/find_team.html", {"back": back})
