"""The contact sheet: every guide's drawings on one page, to look over before a release."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guides.figures import drawn
from guides.models import Edition, Guide
from guides.terms import Kind


@require_safe
def contact_sheet(request):
    """Each guide's frames with number, size and whether the live edition was signed with them."""
    if not request.user.has_perm("guides.view_guide"):
        raise PermissionDenied
    rows = [row(guide, live) for guide, live in guides_with_live()]
    context = admin.site.each_context(request) | {
        "title": _("Drawings"),
        "rows": rows,
        "missing": [each["guide"].slug for each in rows if not each["frames"]],
    }
    page = TemplateResponse(request, "admin/guides/figures.html", context)
    page["X-Robots-Tag"] = "noindex"
    page["Cache-Control"] = "no-store"
    return page


def guides_with_live():
    """Every guide by number, each with the document of its live edition in the main language, or None."""
    live = Edition.objects.filter(state=Edition.State.LIVE, language=settings.LANGUAGE_CODE)
    documents = dict(live.values_list("guide", "document"))
    guides = Guide.objects.prefetch_related("former_slugs")
    return [(guide, documents.get(guide.pk)) for guide in guides]


def row(guide, document):
    """One guide on the sheet."""
    drawing = drawn.drawing_of([guide.slug, *(former.slug for former in guide.former_slugs.all())])
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
