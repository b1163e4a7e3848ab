from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides import review

from .edition import EditionIsImmutable
from .guide import FormerSlug, Guide


class CollectionEditionQuerySet(models.QuerySet):
    def live(self):
        """Those that stand now: at most one for a collection."""
        return self.filter(ended_at__isnull=True)

    def shown(self):
        """Those that stand now, demonstrations only where the operator asked for them. One whose check is overdue is
        among them, though no page shows it."""
        return self.live() if settings.SHOW_DEMONSTRATION_EDITIONS else self.live().filter(is_demonstration=False)

    # By the day of the check, which a demonstration of the starter library does not have.

    def current(self, today):
        return self.shown().filter(review_on__gte=today)

    def due_within(self, days, today):
        return self.shown().filter(review_on__range=(today, today + timedelta(days=days)))

    def due(self, today):
        return self.shown().filter(review_on__lt=today, review_on__gte=review.oldest_listed(today))

    def overdue(self, today):
        """Those that nobody checked for so long that they are not shown any more."""
        return self.shown().filter(review_on__lt=review.oldest_listed(today))

    def delete(self):
        raise EditionIsImmutable("Editions of collections are never deleted. Withdraw the collection instead.")


class CollectionEdition(models.Model):
    """A collection as the public reads it, with its signatures.

    Nothing of it ever changes but `ended_at`, which is set once: when a newer one takes its place, or when the
    collection is withdrawn. The database holds that with a trigger (guides.immutable), so a withdrawn collection can
    only be shown again by a new edition, and that needs a new signature.
    """

    collection = models.ForeignKey("guides.Collection", models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    is_demonstration = models.BooleanField(_("demonstration edition"))
    document = models.JSONField(_("document"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approver_role = models.CharField(_("the approver’s profession and register"), max_length=160, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    review_on = models.DateField(_("next check"), null=True, blank=True)
    ended_at = models.DateTimeField(_("replaced or withdrawn"), null=True, blank=True)

    objects = CollectionEditionQuerySet.as_manager()

    class Meta:
        ordering = ["collection", "-number"]
        verbose_name = _("edition of a collection")
        verbose_name_plural = _("editions of collections")
        constraints = [
            models.UniqueConstraint(fields=["collection", "number"], name="collection_edition_number_is_once"),
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(ended_at__isnull=True),
                name="collection_edition_is_the_only_live_one",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(approver__isnull=True) | ~Q(author=F("approver")),
                name="collection_edition_author_is_not_approver",
                violation_error_message=_("The person who changed a collection last cannot sign it off."),
            ),
            models.CheckConstraint(
                condition=Q(is_demonstration=True)
                | (
                    Q(author__isnull=False, approver__isnull=False, signed_at__isnull=False, review_on__isnull=False)
                    & ~Q(approver_role="")
                ),
                name="collection_edition_is_signed_or_a_demonstration",
                violation_error_message=_("Two people stand behind everything the public sees."),
            ),
        ]

    def __str__(self):
        return f"{self.document['title']} ({self.number})"

    def save(self, *args, **kwargs):
        if self.pk is not None and not self._state.adding:
            raise EditionIsImmutable("Editions of collections never change. Sign off a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EditionIsImmutable("Editions of collections are never deleted. Withdraw the collection instead.")

    @classmethod
    def as_lists_read_them(cls):
        """The collections to show as plain JSON, with guides as primary keys. A guide that was renamed stays in."""
        live = cls.objects.live().select_related("author", "approver")
        shown = sorted(live, key=lambda edition: (edition.document["order"], edition.document["slug"]))
        named = {slug for edition in shown for slug in edition.document["guides"]}
        keys = dict(FormerSlug.objects.filter(slug__in=named).values_list("slug", "guide"))
        keys |= dict(Guide.objects.filter(slug__in=named).values_list("slug", "pk"))
        return [edition.as_list_reads_it(keys) for edition in shown]

    def as_list_reads_it(self, keys):
        """One collection for the lists. `keys` are the primary keys of guides by their names."""
        return {field: self.document[field] for field in ("slug", "title", "words", "filter", "is_closed")} | {
            "is_demonstration": self.is_demonstration,
            "review_on": self.review_on.isoformat() if self.review_on else "",
            "review": self.as_page_says_it(),
            "guides": [keys[slug] for slug in self.document["guides"] if slug in keys],
        }

    def as_page_says_it(self):
        """Who stands behind it, as plain JSON: names as they were at the sign-off, days in ISO 8601. `signed_on` is
        empty while nobody signed it."""
        return {
            "number": self.number,
            "published_on": self.published_at.date().isoformat(),
            "signed_on": self.signed_at.date().isoformat() if self.signed_at else "",
            "written_by": self.document.get("written_by") or str(self.author or ""),
            "checked_by": self.document.get("checked_by") or str(self.approver or ""),
            "role": self.approver_role,
        }
