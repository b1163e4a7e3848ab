from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guides.terms import Column, Kind, Level, Movement, Position

# Addresses below /guides/ that a guide can never take.
RESERVED_SLUGS = ("left-out", "feed", "print")
NONE_DECLARED = "None declared."


def check_words(values, allowed, field):
    """Refuse a tag list with anything in it that is not one of `allowed`."""
    strange = [value for value in values if value not in allowed.values] if isinstance(values, list) else [values]
    if strange:
        raise ValidationError({field: _("Not a known tag: %s") % ", ".join(map(str, strange))})


class Guide(models.Model):
    """One exercise as the curators work on it, without its wording. Editing it never changes what the public sees."""

    slug = models.SlugField(_("name in the address"), unique=True, max_length=60, help_text=_("Permanent once public."))
    number = models.PositiveSmallIntegerField(_("guide number"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    positions = models.JSONField(_("positions"), default=list, help_text=_("Any of: lying, seated, standing, moving."))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(240)], help_text=_("About how long it takes.")
    )
    columns = models.JSONField(_("what it trains"), default=list, help_text=_("Columns of the published bone table."))
    movements = models.JSONField(_("movement tags"), default=list, blank=True)
    sets = models.PositiveSmallIntegerField(_("rounds"), default=1, validators=[MinValueValidator(1)])
    repetitions = models.PositiveSmallIntegerField(
        _("times in a round"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    seconds = models.PositiveSmallIntegerField(
        _("seconds in a round"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    rest_seconds = models.PositiveSmallIntegerField(_("rest between rounds, in seconds"), default=60)
    days_a_week = models.PositiveSmallIntegerField(
        _("days a week"), default=2, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    # What the standards for health content ask about how it was made
    people_involved = models.TextField(
        _("who took part in making it"),
        blank=True,
        help_text=_(
            "Which patients or public members, and how: “Four women from a support group tried it and said …”."
        ),
    )
    people_involved_on = models.DateField(_("when they took part"), null=True, blank=True)
    conflicts = models.CharField(_("funding and conflicts of interest"), max_length=300, default=NONE_DECLARED)
    conflicts_declared = models.BooleanField(_("I asked everyone who wrote it, and this is complete"), default=False)
    # Who looks after it
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_guides",
        verbose_name=_("owner"),
        help_text=_("Is reminded when the guide must be checked again."),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputised_guides",
        verbose_name=_("deputy"),
    )
    # The working copy counts its changes; guides.models.Revision keeps each one whole
    revision = models.PositiveIntegerField(default=0, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True, editable=False)
    library_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        permissions = [
            ("submit_guide", "Can submit a guide for sign-off"),
            ("import_guide", "Can import guides from a file"),
            ("export_guide", "Can export guides and the evidence ledger"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(deputy__isnull=True) | ~Q(owner=F("deputy")),
                name="guide_owner_is_not_deputy",
                violation_error_message=_("Owner and deputy are two people."),
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="guide_kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="guide_level_is_one_to_four"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240), name="guide_minutes_are_one_to_240"),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="guide_slug_is_not_reserved",
                violation_error_message=_("That name is a page of the hub. Choose another."),
            ),
            models.CheckConstraint(
                # Without isnull two empty fields would pass: a check that comes to NULL holds in SQL.
                condition=Q(repetitions__isnull=False, repetitions__gte=1) | Q(seconds__isnull=False, seconds__gte=1),
                name="guide_dose_has_repetitions_or_seconds",
                violation_error_message=_("Say how many times, or for how many seconds."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.slug}"

    def clean(self):
        check_words(self.positions, Position, "positions")
        check_words(self.columns, Column, "columns")
        check_words(self.movements, Movement, "movements")
        if not self.positions:
            raise ValidationError({"positions": _("Choose at least one position.")})
        if FormerSlug.objects.filter(slug=self.slug).exclude(guide=self.pk).exists():
            raise ValidationError({"slug": _("Another guide had this name before, and its links still lead there.")})

    @property
    def marks(self):
        """The columns and movement tags together: all that the bone rules look at."""
        return frozenset(self.columns) | frozenset(self.movements)

    @property
    def was_ever_public(self):
        return self.editions.exists()


class FormerSlug(models.Model):
    """A name a guide had before. Its address leads to the guide for good."""

    slug = models.SlugField(unique=True, max_length=60)
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="former_slugs")

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.slug


class Need(models.Model):
    """One need of a guide. Any one of its alternatives will do; a guide can have several needs, and all count."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="needs")
    alternatives = models.ManyToManyField("guides.Equipment", related_name="needs", verbose_name=_("any one of these"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("need")
        verbose_name_plural = _("what it needs")

    def __str__(self):
        return f"{self.guide_id}/{self.order}"


class Rung(models.Model):
    """A step of the ladder: an easier or a harder version of a guide, the nearest first."""

    class Direction(models.TextChoices):
        EASIER = "easier", _("Easier")
        HARDER = "harder", _("Harder")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="rungs")
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    leads_to = models.ForeignKey(Guide, models.CASCADE, related_name="+", verbose_name=_("guide"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["direction", "order", "pk"]
        verbose_name = _("easier or harder guide")
        verbose_name_plural = _("easier and harder guides")
        constraints = [
            models.UniqueConstraint(fields=["guide", "leads_to"], name="rung_is_once_per_guide"),
            models.CheckConstraint(
                condition=~Q(guide=F("leads_to")),
                name="rung_leads_to_another_guide",
                violation_error_message=_("A guide cannot be easier or harder than itself."),
            ),
            models.CheckConstraint(condition=Q(direction__in=["easier", "harder"]), name="rung_direction_is_known"),
        ]

    def __str__(self):
        return f"{self.guide_id} {self.direction} {self.leads_to_id}"
