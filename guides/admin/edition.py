from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from guides.models import Edition


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """What the public has seen: to read, never to change. Guides are signed off and withdrawn on their own list."""

    list_display = ["title", "number", "language", "state", "is_demonstration", "author", "approver", "published_at"]
    list_filter = ["state", "is_demonstration", "language"]
    list_select_related = ["author", "approver"]
    search_fields = ["title"]
    ordering = ["title", "language", "-number"]
    fieldsets = [
        (None, {"fields": ["guide", "language", "number", "state", "is_demonstration", "withdrawn_reason"]}),
        (
            _("Signatures"),
            {
                "fields": [
                    ("author", "last_editor"),
                    ("approver", "approver_role"),
                    ("signed_at", "published_at", "review_on"),
                    "emergency_reason",
                    ("translated_from", "stale_since"),
                    ("change_note", "is_minor"),
                ]
            },
        ),
        (_("Bone ratings as they count today"), {"fields": ["ratings_today"]}),
        (_("The guide as it was signed"), {"fields": ["whole_document"]}),
    ]

    @admin.display(description=_("bone ratings"))
    def ratings_today(self, edition):
        return readable(edition.bones)

    @admin.display(description=_("document"))
    def whole_document(self, edition):
        return readable(edition.document)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document", "bones", "words")

    def view_on_site(self, edition):
        live = edition.state == Edition.State.LIVE
        return reverse("guides:detail", args=[edition.guide.slug]) if live else None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def readable(value):
    """A piece of a document as nested lists for people."""
    if isinstance(value, dict):
        rows = ((name.replace("_", " "), readable(part)) for name, part in value.items())
        return format_html('<dl class="document">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
    if isinstance(value, list):
        parts = format_html_join("", "<li>{}</li>", ((readable(part),) for part in value))
        return format_html('<ol class="document">{}</ol>', parts) if value else "–"
    return "–" if value in (None, "") else value
