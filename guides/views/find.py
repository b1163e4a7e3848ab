from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guides import catalogue, filters
from guides.views.lists import unreadable

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


@require_safe
def find_bones(request):
    """Where in the bones? A list to tick and a drawn body that shows the same. Ends at the list of guides."""
    asked = filters.read(request.GET, catalogue.current(request))
    if not asked.is_valid():
        return unreadable(request, asked)
    chosen = {SITES.get(answer, answer) for answer in asked.choices.bones}
    kept = [pair for pair in asked.choices.parameters() if pair[0] not in ("bones", "page")]
    context = {
        "on_the_map": [(site, value, words, value in chosen) for site, value, words in ON_THE_MAP],
        "beside_the_map": [(site, value, words, False) for site, value, words in BESIDE_THE_MAP],
        "is_unsure": "unsure" in chosen, "kept": kept, "without_bones": asked.choices.address(bones=()),
    }  # fmt: skip
    return render(request, "guides/find_bones.html", context)
