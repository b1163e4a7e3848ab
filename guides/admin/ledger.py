"""The evidence ledger at the desk, of one guide and of the library, as PDF or spreadsheet."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from guides import ledger, ledger_pdf, ledger_sheets, sheets
from guides.models import Guide

from .bulk import XLSX, attachment


def urls(desk):
    """The addresses of this file, for the desk of guides."""
    view = desk.admin_site.admin_view
    return [
        path("ledger/", view(of_library), name="guides_guide_library_ledger"),
        path("<int:pk>/ledger/", view(of_guide), name="guides_guide_ledger"),
    ]


@require_safe
def of_library(request):
    """?format=pdf (the default) or xlsx."""
    return _answer(request, "evidence-ledger", None)


@require_safe
def of_guide(request, pk):
    if not request.user.has_perm("guides.export_guide"):
        raise PermissionDenied
    guide = get_object_or_404(Guide, pk=pk)
    return _answer(request, f"evidence-ledger-{guide.slug}", guide)


def _answer(request, name, guide):
    if not request.user.has_perm("guides.export_guide"):
        raise PermissionDenied
    name = f"{name}-{timezone.now().date().isoformat()}"
    entries = ledger.entries(guide)
    match request.GET.get("format", "pdf"):
        case "pdf":
            return attachment(ledger_pdf.as_pdf(entries), "application/pdf", f"{name}.pdf")
        case "xlsx":
            return attachment(sheets.as_xlsx(ledger_sheets.as_sheets(entries)), XLSX, f"{name}.xlsx")
    raise Http404
