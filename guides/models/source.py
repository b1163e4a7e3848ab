from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Something published that guides rest on."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("Trial")
        GUIDELINE = "guideline", _("Guideline")
        REVIEW = "review", _("Review")
        TABLE = "table", _("Programme table")
        ADVICE = "advice", _("Published advice")

    key = models.SlugField(_("key"), unique=True, max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    citation = models.CharField(_("citation"), max_length=300)
    doi = models.CharField("DOI", max_length=100, blank=True)
    address = models.URLField(_("web address"), blank=True, help_text=_("Only when there is no DOI."))

    class Meta:
        ordering = ["key"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=~Q(doi="") | ~Q(address=""),
                name="source_can_be_looked_up",
                violation_error_message=_("Give a DOI or a web address, so that readers can look it up."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["trial", "guideline", "review", "table", "advice"]), name="source_kind_is_known"
            ),
        ]

    def __str__(self):
        return self.citation

    @property
    def link(self):
        """The address a reader can open."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address


class Citation(models.Model):
    """What one source supports in one guide."""

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    supports = models.CharField(_("what it supports"), max_length=300)
    checked_on = models.DateField(
        _("read on"), null=True, blank=True, help_text=_("The day somebody last read the source for this guide.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("source of this guide")
        verbose_name_plural = _("sources of this guide")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "source"],
                name="citation_is_once_per_guide",
                violation_error_message=_("This guide already names that source."),
            ),
        ]

    def __str__(self):
        return self.supports
