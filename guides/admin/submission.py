from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guides.models import Submission


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    """What was sent for sign-off, to find and to read. Deciding has a page of its own."""

    list_display = ["name", "language", "state", "submitted_by", "submitted_at", "decided_by", "decided_at"]
    list_filter = ["state", "language"]
    list_select_related = ["guide", "submitted_by", "decided_by"]
    search_fields = ["guide__slug", "guide__texts__title"]
    date_hierarchy = "submitted_at"

    @admin.display(description=_("guide"), ordering="guide__slug")
    def name(self, submission):
        return submission.guide.slug

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One that is open leads to its decision, any other to what happened to the guide."""
        submission = self.get_object(request, object_id)
        if submission is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission.state in (Submission.State.WAITING, Submission.State.APPROVED):
            review = reverse("admin:guides_guide_review", args=[submission.guide_id])
            return redirect(f"{review}?language={submission.language}")
        return redirect("admin:guides_guide_history", submission.guide_id)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
