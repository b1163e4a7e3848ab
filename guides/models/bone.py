from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides import bones
from guides.terms import BoneSite, Column, Movement, Rating


class BoneRule(models.Model):
    """One cell of the published site table, or one movement precaution.

    It applies to an exercise that has every mark in `requires`; the strictest rule that applies gives the rating.
    """

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        GOOD = "good", _("Good")
        MEDIUM_LOW = "medium-low", _("Medium to low")
        LOW = "low", _("Low")

    site = models.CharField(_("bone site"), max_length=10, choices=BoneSite.choices)
    requires = models.CharField(
        _("what it concerns"),
        max_length=120,
        help_text=_("Columns and movement tags with + between; all must be there."),
    )
    verdict = models.PositiveSmallIntegerField(_("verdict"), choices=Rating.choices)
    concern = models.SlugField(
        _("concern"), max_length=40, help_text=_("Reasons with the same concern count together.")
    )
    reason = models.CharField(_("reason in plain words"), max_length=300)
    change = models.CharField(_("the change to make"), max_length=200, blank=True)
    source = models.ForeignKey(
        "guides.Source", models.PROTECT, null=True, blank=True, related_name="bone_rules", verbose_name=_("source")
    )
    locator = models.CharField(_("where in the source"), max_length=120, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    inference = models.BooleanField(_("an inference, not in the published table"), default=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)

    class Meta:
        ordering = ["site", "requires"]
        verbose_name = _("bone rule")
        verbose_name_plural = _("bone rules")
        permissions = [
            ("propose_bonerule", "Can propose a change of a bone rule"),
            ("approve_bonerule", "Can approve a change of a bone rule that somebody else proposed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "requires"],
                name="rule_is_once_per_site_and_marks",
                violation_error_message=_("There is already a rule for this site and these tags."),
            ),
            models.CheckConstraint(condition=Q(site__in=BoneSite.values), name="rule_site_is_known"),
            models.CheckConstraint(condition=Q(verdict__in=Rating.values), name="rule_verdict_is_known"),
            models.CheckConstraint(
                condition=~Q(verdict=Rating.CHANGE) | ~Q(change=""),
                name="rule_says_the_change",
                violation_error_message=_("“Suitable with a change” needs the change in words."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_gives_a_reason"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(inference=True),
                name="rule_has_a_source_or_is_an_inference",
                violation_error_message=_("Name the source, or say that it is an inference."),
            ),
        ]

    def __str__(self):
        return f"{self.site}: {self.requires}"

    def clean(self):
        if not self.requires:
            return  # the field says that it is required
        marks = [mark.strip() for mark in self.requires.split("+")]
        strange = [mark for mark in marks if mark not in (*Column.values, *Movement.values)]
        if strange:
            raise ValidationError({"requires": _("Not a column or movement tag: %s") % ", ".join(strange)})
        self.requires = "+".join(sorted(set(marks)))

    @property
    def rating(self):
        """The verdict as a Rating, which templates draw."""
        return Rating(self.verdict)

    def as_rule(self):
        """This row as the pure rules read it."""
        return bones.Rule(
            site=self.site,
            requires=frozenset(self.requires.split("+")),
            verdict=Rating(self.verdict),
            concern=self.concern,
            reason=self.reason,
            change=self.change,
            source=self.source.key if self.source else "",
            locator=self.locator,
            confidence=self.confidence,
            version=self.version,
            inference=self.inference,
        )


class BoneRating(models.Model):
    """How a guide stands at one bone site: what the rules give, and what a clinician put in its place and why."""

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="ratings")
    site = models.CharField(_("bone site"), max_length=10, choices=BoneSite.choices)
    derived = models.PositiveSmallIntegerField(_("by the rules"), choices=Rating.choices)
    derived_change = models.TextField(_("change by the rules"), blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    override = models.PositiveSmallIntegerField(
        _("instead of the rules"), choices=Rating.choices, null=True, blank=True
    )
    override_change = models.CharField(_("the change to make"), max_length=200, blank=True)
    override_reason = models.CharField(_("reason"), max_length=300, blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["guide", "site"]
        verbose_name = _("bone rating")
        verbose_name_plural = _("bone ratings")
        constraints = [
            models.UniqueConstraint(fields=["guide", "site"], name="rating_is_once_per_site"),
            models.CheckConstraint(condition=Q(site__in=BoneSite.values), name="rating_site_is_known"),
            models.CheckConstraint(condition=Q(derived__in=Rating.values), name="rating_derived_is_known"),
            models.CheckConstraint(
                condition=Q(override__isnull=True) | (Q(override__in=Rating.values) & ~Q(override_reason="")),
                name="rating_override_has_a_reason",
                violation_error_message=_("Say why you depart from the rules."),
            ),
            models.CheckConstraint(
                condition=~Q(override=Rating.CHANGE) | ~Q(override_change=""),
                name="rating_override_says_the_change",
                violation_error_message=_("“Suitable with a change” needs the change in words."),
            ),
            models.CheckConstraint(
                condition=Q(override__isnull=True) | Q(overridden_by__isnull=False),
                name="rating_override_has_a_person",
            ),
        ]

    def __str__(self):
        return f"{self.guide_id} {self.site}"

    def clean(self):
        if self.override is None and (self.override_reason or self.override_change):
            raise ValidationError({"override": _("Choose a rating, or leave the reason and the change empty.")})
        if self.override not in (None, Rating.CHANGE) and self.override_change:
            raise ValidationError({"override_change": _("Only “suitable with a change” has a change to make.")})
