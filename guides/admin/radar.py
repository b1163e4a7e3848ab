"""The radar at the desk: what patients cannot find yet, what contradicts itself, and which sources need a look."""

from itertools import groupby

from django.conf import settings
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guides import catalogue, checklist, filters, radar, radar_cells, source_checks
from guides.catalogue import positions_in
from guides.filters import BONE_ANSWERS, PLACES, Choices
from guides.models import Edition, Guide, GuideText
from guides.radar_near import near
from guides.selection import Selection
from guides.starter_fields import WORDING
from guides.terms import Position

from .pages import need, show

WORST = 8  # gaps that are read out before the rest is unfolded
MOST = 100  # guides in one list of the page, which says how many more there are
PARTS = {"sources": "citations-group", "pictures": "photos-group", "wording": "texts-group"}


def urls(desk):
    """The addresses of these pages, below the desk's guides."""
    pages = {"radar/": ("radar", overview), "radar/cell/": ("radar_cell", one_cell)}

    def page(view):
        @require_safe
        def with_desk(request):
            need(request, "view_guide")
            return view(desk, request)

        return desk.admin_site.admin_view(with_desk)

    return [path(address, page(view), name=f"guides_guide_{name}") for address, (name, view) in pages.items()]


def overview(desk, request):
    """The grid for bone and equipment answers, and everything else to look at. What cannot be read shows no grid."""
    kept = catalogue.current(request)
    asked = filters.read(request.GET, kept)
    grid = None
    if asked.is_valid():
        grid = radar.grid(kept, Choices(bones=asked.choices.bones, kit=asked.choices.kit))
    return show(
        desk,
        request,
        "radar",
        gettext("Radar: what patients cannot find yet"),
        problems=asked.problems,
        questions=questions(request, kept),
        **about_grid(kept, grid),
        **to_look_at(),
    )


def questions(request, kept):
    """The boxes to tick: (name, legend, [(value, label, is ticked), …])."""
    bones = [(answer, PLACES.get(answer) or dict(BONE_ANSWERS)[answer]) for answer in radar.BONES]
    kit = [("none", gettext("Nothing at all")), *((slug, name) for slug, name, *_more in kept.kit)]
    return [
        (name, legend, [(value, label, value in request.GET.getlist(name)) for value, label in rows])
        for name, legend, rows in (
            ("bones", gettext("Cancer in the bones"), bones),
            ("kit", gettext("Equipment they have"), kit),
        )
    ]


def about_grid(kept, grid):
    if grid is None:
        return {}
    live = live_editions(kept)
    nobody = radar.found_by_nobody(kept, live)
    left_out = radar.not_found_with(kept, grid.choices, live)
    said = dict(BONE_ANSWERS)
    return {
        "grid": grid,
        "positions": Position,
        "worst": grid.gaps[:WORST],
        "other_gaps": grid.gaps[WORST:],
        "bones": [(PLACES.get(answer) or said[answer], each) for answer, each in grid.by_bones()],
        "nobody": nobody[:MOST],
        "more_nobody": max(0, len(nobody) - MOST),
        "left_out_count": len(left_out),
        "left_out": left_out[:MOST],
        "more_left_out": max(0, len(left_out) - MOST),
        "closed": sorted(set(radar_cells.read().values())),
    }


def live_editions(kept):
    """Every live edition of the language, listed or not, as (pk, title, guide id, is a demonstration)."""
    live = Edition.objects.filter(state=Edition.State.LIVE, language=kept.language).order_by("title", "pk")
    return list(live.values_list("pk", "title", "guide_id", "is_demonstration"))


def to_look_at():
    """Findings about the drafts, by guide, and sources in trouble."""
    found = radar.findings()
    faults = by_guide(finding for finding in found if finding.is_fault)
    notes = by_guide(finding for finding in found if not finding.is_fault)
    shown = [*faults[:MOST], *notes[:MOST]]
    forms = forms_of_guides({slug for slug, _those in shown})
    return {
        "fault_count": sum(len(those) for _slug, those in faults),
        "faults": [with_ways(slug, those, forms) for slug, those in faults[:MOST]],
        "more_faults": max(0, len(faults) - MOST),
        "note_count": sum(len(those) for _slug, those in notes),
        "notes": [with_ways(slug, those, forms) for slug, those in notes[:MOST]],
        "more_notes": max(0, len(notes) - MOST),
        "troubles": source_checks.troubles(),
        "asks_sources": settings.CHECK_SOURCES,
    }


def by_guide(findings):
    """Findings under the guide they are about, as (slug, [finding, …])."""
    sort = sorted(findings, key=lambda finding: finding.guide)
    return [(slug, list(those)) for slug, those in groupby(sort, key=lambda finding: finding.guide)]


def forms_of_guides(slugs):
    """Of these guides by slug: its id, its title, and the place of its main wording among the wordings of its form."""
    wordings = {}
    rows = GuideText.objects.filter(guide__slug__in=slugs).order_by("language")
    for guide, language, title in rows.values_list("guide", "language", "title"):
        wordings.setdefault(guide, []).append((language, title))
    forms = {}
    for pk, slug in Guide.objects.filter(slug__in=slugs).values_list("pk", "slug"):
        rows = enumerate(wordings.get(pk, ()))
        main = ((place, title) for place, (language, title) in rows if language == settings.LANGUAGE_CODE)
        forms[slug] = (pk, *next(main, (0, slug)))
    return forms


def with_ways(slug, findings, forms):
    """The findings of one guide as (title, [(finding, address of the field), …])."""
    title = forms[slug][2] if slug in forms else slug or gettext("The library")
    return title, [(finding, field_address(finding, forms)) for finding in findings]


def field_address(finding, forms):
    """Where in the desk a finding can be mended; empty for what is in no form."""
    if finding.guide not in forms:
        return ""
    pk, place, _title = forms[finding.guide]
    return f"{reverse('admin:guides_guide_change', args=[pk])}#{anchor(finding, place)}"


def anchor(finding, place):
    # A ladder and a wording both have fields called easier and harder.
    if finding.check == checklist.LADDER:
        return "rungs-group"
    return f"id_texts-{place}-{finding.field}" if finding.field in WORDING else PARTS.get(finding.field, "")


def one_cell(desk, request):
    """One cell: the list it leads to, or what is close to it."""
    kept = catalogue.current(request)
    asked = filters.read(request.GET, kept)
    if not asked.is_valid() or not all(len(getattr(asked.choices, name)) == 1 for name in radar_cells.AXES):
        return redirect("admin:guides_guide_radar")
    chosen = asked.choices
    choices = Choices(chosen.level, chosen.kind, chosen.position, chosen.kit, bones=chosen.bones)
    key = (choices.level[0], choices.kind[0], choices.position[0])
    cell = radar.cell(kept, choices, radar_cells.read(), *key)
    return show(
        desk,
        request,
        "radar_cell",
        gettext("What is close"),
        cell=cell,
        back=Choices(bones=choices.bones, kit=choices.kit).address(),
        drafts=near(choices),
        rows=left_out(kept, Selection(kept, choices)),
    )


def left_out(kept, selection):
    """The guides that one answer leaves out of a cell, as (row, address that lists them, [(title, guide id), …])."""
    names = {pk: (title, guide) for pk, title, guide, _example in live_editions(kept)}
    return [
        (
            row,
            f"{reverse('guides:left_out')}{selection.choices.address()}&because={row.key}",
            [names[kept.pks[place]] for place in positions_in(row.bits, 0, kept.size) if kept.pks[place] in names],
        )
        for row in selection.left_out
    ]
