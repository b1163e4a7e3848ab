"""The contact sheet: every guide's drawings on one page, to look over before a release."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guides.figures import drawn
from guides.models import Edition, FormerSlug, Guide
from guides.terms import Kind

A_PAGE = 100
MOST_NAMED = 100  # guides without a drawing whose names are read out


@require_safe
def contact_sheet(request):
    """Each guide's frames with number, size and whether the live edition was signed with them."""
    if not request.user.has_perm("guides.view_guide"):
        raise PermissionDenied
    names = names_of_guides()
    missing = [slug for slug, *former in names.values() if drawn.drawing_of([slug, *former]) is None]
    page = Paginator(list(names), A_PAGE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": _("Drawings"),
        "page": page,
        "rows": [row(guide, names[guide.pk], live) for guide, live in guides_with_live(page.object_list)],
        "missing_count": len(missing),
        "missing": missing[:MOST_NAMED],
    }
    answer = TemplateResponse(request, "admin/guides/figures.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    return answer


def names_of_guides():
    """Of every guide, by number, the name it has and those it had before, by primary key."""
    names = {pk: [slug] for pk, slug in Guide.objects.order_by("number").values_list("pk", "slug")}
    for pk, slug in FormerSlug.objects.order_by("slug").values_list("guide", "slug"):
        names[pk].append(slug)
    return names


def guides_with_live(keys):
    """These guides by number, each with the document of its live edition in the main language, or None."""
    live = Edition.objects.filter(guide__in=keys, state=Edition.State.LIVE, language=settings.LANGUAGE_CODE)
    documents = dict(live.values_list("guide", "document"))
    return [(guide, documents.get(guide.pk)) for guide in Guide.objects.filter(pk__in=keys).order_by("number")]


def row(guide, names, document):
    """One guide on the sheet."""
    drawing = drawn.drawing_of(names)
    signed = signed_digests(document) if document else set()
    parts = drawing["frames"] if drawing else []
    film = drawing.get("film") if drawing else None
    return {
        "guide": guide,
        "kind": Kind(guide.kind),
        "is_live": document is not None,
        "frames": [on_sheet(frame, signed) for frame in parts],
        "film": on_sheet(film, signed) if film else None,
    }


def signed_digests(document):
    """The digests of all drawn files that a document holds. Older documents have words alone."""
    pictures = [each for each in document.get("pictures", []) if not isinstance(each, str)]
    figures = [each["figure"] for each in pictures if "figure" in each]
    return {each["digest"] for each in (*figures, *filter(None, [document.get("film")]))}


def on_sheet(figure, signed):
    """A drawn file as the sheet shows it. `kilobytes` is None and the address empty when the file is not there."""
    path = finders.find(figure["file"])
    there = {"kilobytes": Path(path).stat().st_size / 1000, "address": static(figure["file"])} if path else {}
    return {"kilobytes": None, "address": ""} | there | {**figure, "is_signed": figure["digest"] in signed}
