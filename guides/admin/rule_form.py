"""What a person fills in to propose a change of the bone table."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import rule_changes, unsigned_rules
from guides.models import BoneRule
from guides.terms import Column, Movement


class NoteForm(forms.Form):
    """Why. It is all that a removal asks for."""

    note = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the second person, and for the record: what you read, and where."),
        error_messages={"required": _("Say why the rule should change.")},
    )


class RuleForm(NoteForm, forms.ModelForm):
    """The whole rule. Its cell is chosen once: to move a rule, propose a new one and the removal of the old one."""

    requires = forms.MultipleChoiceField(
        label=_("What it concerns"),
        choices=[(_("What it trains"), Column.choices), (_("Movement tags"), Movement.choices)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The rule applies to an exercise that has all of these."),
    )

    class Meta:
        model = BoneRule
        fields = ["site", "requires", "verdict", "change", "reason", "concern", "source", "locator", "confidence"]
        fields += ["inference"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("change", "reason")}

    field_order = [*Meta.fields, "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = rule_changes.values_of(self.instance if self.instance.pk else None)
        if self.instance.pk:
            del self.fields["site"], self.fields["requires"]
        elif isinstance(self.initial.get("requires"), str):
            self.initial["requires"] = self.initial["requires"].split("+")

    def clean_requires(self):
        return "+".join(sorted(self.cleaned_data["requires"]))

    def after(self):
        """What is proposed, as values, once the form is valid."""
        return rule_changes.values_of(self.instance)

    def is_valid(self):
        valid = super().is_valid()
        cell = (self.instance.site, self.instance.requires)
        if valid and self.after() == self.before and not unsigned_rules.is_unsigned(*cell):
            self.add_error(None, gettext("Nothing is different from the rule as it stands."))
            return False
        return valid


class RemovalForm(NoteForm):
    """A removal names nothing but its reason."""

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.before = rule_changes.values_of(instance)

    def after(self):
        return None


class AnswerForm(forms.Form):
    """What the second person says. Refusing needs it; approving may do without."""

    answer = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Needed to refuse. Its proposer reads it, and it stays on record."),
    )
