"""Guides in bulk at the desk: take them out as a spreadsheet or a library file, and bring them in again.

Bringing in has two steps. The file is kept for an hour; the preview shows all that it would do; the confirmation reads
the same file again and does it only when it would still do exactly that.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from guides import importing, library_file, library_import, sheets, spreadsheet
from guides.models import ImportFile, Provenance

from .part import PartOfGuide

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = "admin:guides_guide_changelist"


def urls(desk):
    """The addresses of this file, for the desk of guides."""
    view = desk.admin_site.admin_view
    return [
        path("import/", view(upload), name="guides_guide_import"),
        path("import/<int:pk>/", view(preview), name="guides_guide_import_preview"),
        path("export/", view(export), name="guides_guide_export"),
        path("export/library/", view(export_library), name="guides_guide_export_library"),
    ]


class ProvenanceInline(PartOfGuide, admin.TabularInline):
    """Where an imported guide came from. Nobody writes it."""

    model = Provenance
    part = "care"
    fields = readonly_fields = ["said", "exported_on", "notes", "imported_by", "imported_at"]
    verbose_name_plural = _("where it was imported from")

    @admin.display(description=_("signature"))
    def said(self, origin):
        return str(origin)

    def get_queryset(self, request):
        return Provenance.objects.all()  # Django's asks for the right to view without saying for which guide

    def has_view_permission(self, request, obj=None):
        """Only a guide that was imported has this part at all."""
        return super().has_view_permission(request, obj) and obj is not None and obj.provenance.exists()

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _must_be_allowed(request, permission):
    if not request.user.has_perm(f"guides.{permission}"):
        raise PermissionDenied


def attachment(content, content_type, name):
    """A file to save that no cache keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


# Taking out


@require_safe
def export(request):
    """All guides as they stand at the desk, as XLSX or with ?format=csv as CSV."""
    _must_be_allowed(request, "export_guide")
    today = timezone.now().date().isoformat()
    try:
        sheet = importing.export_sheet()
        if request.GET.get("format") == "csv":
            return attachment(sheets.as_csv(sheet), "text/csv; charset=utf-8", f"guides-{today}.csv")
        return attachment(sheets.as_xlsx([sheet, spreadsheet.legend()]), XLSX, f"guides-{today}.xlsx")
    except sheets.UnreadableFile as refusal:
        messages.error(request, str(refusal))
        return redirect(LIST)


@require_safe
def export_library(request):
    """The whole library as one file."""
    _must_be_allowed(request, "export_guide")
    return attachment(library_file.export(), "application/zip", library_file.name_of_today())


# Bringing in


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.zip"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
        help_text=_("A spreadsheet (XLSX or CSV, at most 5 MB and 2,000 rows), or the library file of a hub (ZIP)."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > library_file.MOST_BYTES:
            raise forms.ValidationError(gettext("This file is larger than 60 MB. Ask who runs the hub to import it."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Choose a file. One without mistakes leads to its preview; for another every mistake is listed, and it is gone."""
    _must_be_allowed(request, "import_guide")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    problems = []
    if form.is_bound and form.is_valid():
        kept, problems = keep(form.cleaned_data["file"], request.user)
        if kept:
            return redirect("admin:guides_guide_import_preview", kept.pk)
    context = {"title": gettext("Import guides"), "form": form, "problems": problems}
    return _page(request, "admin/guides/import.html", context, status=422 if problems or form.errors else 200)


def keep(upload, person):
    """Keep an upload for its hour, when it can be imported: the ImportFile, or else None and every problem."""
    ImportFile.objects.forgotten().delete()
    content = upload.read()
    file = ImportFile(
        kind=ImportFile.Kind.LIBRARY if library_file.is_library(content) else ImportFile.Kind.SPREADSHEET,
        name=get_valid_filename(upload.name)[-100:],
        content=content,
        uploaded_by=person,
    )
    if file.kind == ImportFile.Kind.LIBRARY:
        try:
            file.photos = library_import.clean_photos(content)
        except library_file.UnusableFile as refusal:
            return None, refusal.problems
    if problems := plan_of(file).problems:
        return None, problems
    file.save()
    return file, []


def plan_of(file):
    """What a kept file would do now."""
    content = bytes(file.content)
    if file.kind == ImportFile.Kind.LIBRARY:
        return library_import.plan_library(content, file.photos)
    return importing.plan_spreadsheet(content)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """All that a kept file would do, and the button that does it."""
    _must_be_allowed(request, "import_guide")
    file = ImportFile.objects.waiting(request.user).filter(pk=pk).first()
    if file is None:
        messages.warning(request, gettext("That file is gone: it was imported, or its hour is over. Choose it again."))
        return redirect("admin:guides_guide_import")
    problems = []
    if request.method == "POST":
        try:
            plan = confirm(request, file)
        except importing.ImportRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, landed(plan))
            return redirect(LIST)
    plan = plan_of(file)
    context = {
        "title": gettext("Import: look at every change"),
        "file": file,
        "plan": plan,
        "problems": [*problems, *(problem for problem in plan.problems if problem not in problems)],
        "can_confirm": not (plan.problems or plan.does_nothing),
    }
    return _page(request, "admin/guides/import_preview.html", context, status=409 if problems else 200)


def confirm(request, file):
    """Do what was looked at, and forget the file. Returns the Plan."""
    with transaction.atomic():
        get_object_or_404(ImportFile.objects.select_for_update(), pk=file.pk)
        plan = importing.confirm(lambda: plan_of(file), seen=request.POST.get("seen", ""), by=request.user)
        file.delete()
    return plan


def landed(plan):
    counts = (
        ngettext("%d new guide", "%d new guides", len(plan.new)) % len(plan.new),
        ngettext("%d changed guide", "%d changed guides", len(plan.changed)) % len(plan.changed),
    )
    return gettext("Landed as drafts: %s and %s. What the public sees did not change.") % counts


def _page(request, template, context, status=200):
    page = TemplateResponse(request, template, admin.site.each_context(request) | context, status=status)
    page["Cache-Control"] = "no-store"
    return page
