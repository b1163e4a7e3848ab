from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides.photos import WIDTHS

MOST_PHOTOS = 4


class Photo(models.Model):
    """A photo that a guide shows in place of the drawings. Its files are named by `digest`; they stay in storage when
    the photo is taken off the guide, because editions may show them."""

    class Licence(models.TextChoices):
        OWN = "own", _("Our own work, released under CC BY 4.0")
        CC_BY = "cc-by", _("Somebody else’s, under CC BY 4.0")
        CC0 = "cc0", _("CC0 or public domain")
        PERMISSION = "permission", _("We have written permission to show it here")

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="photos")
    order = models.PositiveSmallIntegerField(
        _("order"), default=1, choices=[(place, str(place)) for place in range(1, MOST_PHOTOS + 1)]
    )
    words = models.CharField(
        _("the photo in words"),
        max_length=300,
        help_text=_("For those who cannot see it: who, in which position, what moves, what they hold."),
    )
    credit = models.CharField(
        _("who made it"), max_length=120, blank=True, help_text=_("Shown under the photo. Only CC0 needs no name.")
    )
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices)
    shows_people = models.BooleanField(_("Somebody can be recognised in it"), default=True)
    people_agreed = models.BooleanField(_("Everyone in it agreed to be shown"), default=False)
    digest = models.CharField(max_length=32, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos, shown in place of the drawings")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "digest"],
                name="photo_is_once_per_guide",
                violation_error_message=_("This guide has this photo already."),
            ),
            models.CheckConstraint(
                condition=Q(order__gte=1, order__lte=MOST_PHOTOS), name="photo_order_is_one_to_four"
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="photo_is_told_in_words",
                violation_error_message=_("Say in words what the photo shows."),
            ),
            models.CheckConstraint(
                condition=Q(licence__in=["own", "cc-by", "cc0", "permission"]), name="photo_licence_is_known"
            ),
            models.CheckConstraint(
                condition=Q(licence="cc0") | ~Q(credit=""),
                name="photo_names_its_maker",
                violation_error_message=_("Say who made the photo. Only CC0 or public domain needs no name."),
            ),
            models.CheckConstraint(
                condition=Q(shows_people=False) | Q(people_agreed=True),
                name="photo_shows_nobody_unasked",
                violation_error_message=_("A photo can be used only when everyone in it agreed to be shown."),
            ),
            models.CheckConstraint(
                condition=Q(width__gte=WIDTHS[0], height__gte=1), name="photo_is_wide_enough_to_be_seen"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="photo_has_its_files"),
        ]

    def __str__(self):
        return self.words

    def as_document(self):
        """What an edition keeps of the photo. `sizes` are the widths in pixels in which it is there."""
        return {
            "digest": self.digest,
            "words": self.words,
            "credit": self.credit,
            "licence": self.licence,
            "width": self.width,
            "height": self.height,
            "sizes": [width for width in WIDTHS if width <= self.width],
        }


class EditionPhoto(models.Model):
    """That an edition shows a photo. It repeats the edition's document so that whether the public may have a file is
    one look into an index."""

    edition = models.ForeignKey("guides.Edition", models.PROTECT, related_name="shown_photos")
    digest = models.CharField(max_length=32, db_index=True)

    class Meta:
        ordering = ["edition", "digest"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="edition_photo_is_once_per_edition"),
        ]

    def __str__(self):
        return f"{self.edition_id}/{self.digest}"
