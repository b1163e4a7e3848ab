from django.utils.text import Truncator
from django.utils.translation import gettext

LONGEST = 300


class OnRecord:
    """For ModelAdmins whose rows have no history of their own: the log says before and after of each field."""

    def construct_change_message(self, request, form, formsets, add=False):
        if add or not form.changed_data:
            return super().construct_change_message(request, form, formsets, add)
        return "; ".join(self._change(form, name) for name in form.changed_data)

    def _change(self, form, name):
        field = form.fields[name]
        before, after = (shown(field, value) for value in (form.initial.get(name), form.cleaned_data.get(name)))
        return gettext("%(field)s: “%(before)s” became “%(after)s”") % {
            "field": field.label or name,
            "before": before,
            "after": after,
        }


def shown(field, value):
    """A value of a form field as people read it."""
    if isinstance(value, (list, tuple)):
        return Truncator(", ".join(map(str, value))).chars(LONGEST)
    choices = getattr(field, "queryset", None)
    if choices is not None and value is not None and not hasattr(value, "pk"):
        value = choices.filter(pk=value).first() or value
    named = dict(getattr(field, "choices", ()) if choices is None else ())
    return Truncator(str(named.get(value, "" if value is None else value))).chars(LONGEST)
