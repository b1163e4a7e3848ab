from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .guide import FormerSlug, Guide


class Collection(models.Model):
    """A filter with a name, a few words and an order. It chooses by tags, never by the person who looks.

    `guides` come first, in this order. With `is_closed` they are also the only ones, for what no filter can say ("with
    a band"). Either way a guide is shown only when it fits the filter and the visitor's bones, as in the list.

    Nobody can sign off a collection yet, so each one is a demonstration and shows only where demonstrations do.
    """

    slug = models.SlugField(_("name in the address"), unique=True, max_length=60, help_text=_("Permanent."))
    title = models.CharField(_("title"), max_length=80)
    words = models.CharField(_("a few words"), max_length=240, help_text=_("For whom or for when, in plain words."))
    filter = models.CharField(
        _("filter"),
        max_length=200,
        blank=True,
        help_text=_("As in the address of the list: level=1&kit=none. Never bones, words to search or a page."),
    )
    guides = models.JSONField(
        _("guides that come first"), default=list, blank=True, help_text=_("Their names in the address, one a line.")
    )
    is_closed = models.BooleanField(
        _("only these guides"), default=False, help_text=_("Leave out other guides, even if they fit the filter.")
    )
    is_shown = models.BooleanField(_("shown to visitors"), default=True)
    order = models.PositiveSmallIntegerField(_("place among the collections"), default=0)
    is_demonstration = models.BooleanField(_("demonstration"), default=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True, editable=False)
    library_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="collection_has_a_title_and_words"),
            models.CheckConstraint(
                condition=Q(is_demonstration=True),
                name="collection_is_a_demonstration_until_it_can_be_signed",
                violation_error_message=_("Nobody can sign off a collection yet."),
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def as_lists_read_them(cls):
        """The collections to show as plain JSON, with guides as primary keys. A guide that was renamed stays in."""
        shown = list(cls.objects.filter(is_shown=True))
        named = {slug for collection in shown for slug in collection.guides}
        keys = dict(FormerSlug.objects.filter(slug__in=named).values_list("slug", "guide"))
        keys |= dict(Guide.objects.filter(slug__in=named).values_list("slug", "pk"))
        fields = ("slug", "title", "words", "filter", "is_closed", "is_demonstration")
        return [
            {field: getattr(collection, field) for field in fields}
            | {"guides": [keys[slug] for slug in collection.guides if slug in keys]}
            for collection in shown
        ]
