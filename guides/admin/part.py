from django.forms import CheckboxSelectMultiple
from django.forms.models import BaseInlineFormSet


class PartOfGuide:
    """For inlines: whoever may change a guide may add, change and take away its parts. `part` is where in the form of
    guides.admin.editing it stands."""

    extra = 0
    part = ""

    def _may_change_guide(self, request):
        return request.user.has_perm("guides.change_guide") or request.user.has_perm("guides.add_guide")

    def has_view_permission(self, request, obj=None):
        return self._may_change_guide(request) or request.user.has_perm("guides.view_guide")

    def has_add_permission(self, request, obj=None):
        return self._may_change_guide(request)

    def has_change_permission(self, request, obj=None):
        return self._may_change_guide(request)

    def has_delete_permission(self, request, obj=None):
        return self._may_change_guide(request)


class RowFormSet(BaseInlineFormSet):
    """For inlines that are tables: each field names itself, because a screen reader does not tie it to its heading."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = getattr(field.widget, "widget", field.widget)
            if field.label and not isinstance(widget, CheckboxSelectMultiple):
                widget.attrs["aria-label"] = str(field.label)
