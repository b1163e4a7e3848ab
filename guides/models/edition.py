from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides import review
from guides.terms import BoneSite, Kind, Level, Rating


class EditionIsImmutable(TypeError):
    """Somebody tried to change or delete what the public has seen."""


class EditionQuerySet(models.QuerySet):
    def live(self):
        """What the public may see: live editions; demonstration editions only where the operator asked for them."""
        live = self.filter(state=Edition.State.LIVE)
        return live if settings.SHOW_DEMONSTRATION_EDITIONS else live.filter(is_demonstration=False)

    def listed(self, today):
        """What lists, searches and the sitemap show: the live editions that are neither overdue for their check nor
        stale translations. Those keep their address."""
        return self.live().filter(review_on__gte=review.oldest_listed(today), stale_since=None)

    def current(self, today):
        """The live editions whose check is today or later."""
        return self.live().filter(review_on__gte=today)

    def due_within(self, days, today):
        """The live editions whose check is today or in so many days at most."""
        return self.live().filter(review_on__range=(today, today + timedelta(days=days)))

    def due(self, today):
        """The live editions that were not checked by their day and are still in the lists."""
        return self.listed(today).filter(review_on__lt=today)

    def overdue(self, today):
        """The live editions that nobody checked for so long that they left the lists."""
        return self.live().filter(review_on__lt=review.oldest_listed(today))

    def stale(self):
        """The live translations whose guide has changed in the main language, in what bears on safety."""
        return self.live().exclude(stale_since=None)

    def waiting_for_second_check(self):
        """The live editions that one person published alone in an emergency."""
        return self.live().exclude(emergency_reason="")

    def newest_of(self, slug, language):
        """What a guide's address shows: its live edition, or the withdrawn one with its reason; None for neither."""
        seen = self.select_related("guide").filter(guide__slug=slug, language=language)
        return seen.shown().order_by("-number").first()

    def shown(self):
        """What has an address: live editions and withdrawn ones, for these say why they are gone."""
        seen = self.exclude(state=Edition.State.SUPERSEDED)
        return seen if settings.SHOW_DEMONSTRATION_EDITIONS else seen.filter(is_demonstration=False)

    def suiting(self, sites):
        """Editions that no rating says to ask about at any of `sites`. A rating of *ask* leaves an edition out."""
        return self.filter(**{f"bone_{site}__lt": Rating.ASK for site in sites})

    def doable_with(self, kit):
        """Editions all of whose needs are met by the equipment slugs in `kit`. Asks the database once for the
        different sets of needs there are (a few dozen at most)."""
        needs = self.order_by().values_list("needs", flat=True).distinct()
        return self.filter(needs__in=[need for need in needs if can_do(need, kit)])

    def in_position(self, positions):
        """Editions that can be done in any of `positions`."""
        wanted = Q()
        for position in positions:
            wanted |= Q(positions__contains=position)
        return self.filter(wanted)

    def delete(self):
        raise EditionIsImmutable("Editions are never deleted. Withdraw the guide instead.")


def can_do(needs, kit):
    """Whether the needs text (`chair/worktop band`: a blank is *and*, a slash is *or*) is met by a set of slugs."""
    return all(any(thing in kit for thing in need.split("/")) for need in needs.split())


class Edition(models.Model):
    """A complete snapshot of one guide in one language: all that the public sees of it.

    `document` is the whole guide as published. The columns beside it are what lists filter on. Nothing of it ever
    changes, except that the state moves forward once, that a translation gets stale once and that a rating can get
    stricter; the database holds that with a trigger (guides.immutable), so `update()` cannot get round it either.
    """

    class State(models.TextChoices):
        LIVE = "live", _("Live")
        SUPERSEDED = "superseded", _("Replaced by a newer edition")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    guide = models.ForeignKey("guides.Guide", models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=10, default="en")
    number = models.PositiveSmallIntegerField(_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LIVE)
    is_demonstration = models.BooleanField(_("demonstration edition"))
    document = models.JSONField(_("document"))

    # Columns for filters
    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    positions = models.CharField(_("positions"), max_length=40)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    needs = models.CharField(_("needs"), max_length=200, blank=True)
    words = models.TextField(_("words to search"), blank=True)

    # Of a translation
    translated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translated from"),
        help_text=_("The edition of the main language it was last compared with."),
    )
    stale_since = models.DateTimeField(_("the main language changed"), null=True, blank=True)

    # Ratings as they count today: those of the document, or stricter
    bones = models.JSONField(_("bone ratings"))
    concerns = models.TextField(_("why to ask"), blank=True)
    bone_pelvis = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_lumbar = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_thoracic = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_femur = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_humerus = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_cervical = models.PositiveSmallIntegerField(choices=Rating.choices)
    bone_other = models.PositiveSmallIntegerField(choices=Rating.choices)

    # Signatures
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="editions_written"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="editions_signed"
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="editions_edited_last"
    )
    approver_role = models.CharField(_("the approver’s profession and register"), max_length=160, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    emergency_reason = models.CharField(
        _("why one person published it alone"),
        max_length=300,
        blank=True,
        help_text=_("The public sees that the second check is still to come."),
    )
    revision = models.PositiveIntegerField(_("change of the working copy"), null=True, blank=True)
    is_minor = models.BooleanField(_("minor change"), default=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    review_on = models.DateField(_("next check"))
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)

    ended_at = models.DateTimeField(_("replaced or withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("public reason for withdrawing"), max_length=300, blank=True)
    changed_in = models.PositiveBigIntegerField(_("content version"), db_index=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["guide", "language", "-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        permissions = [
            ("sign_off_edition", "Can sign off a guide that somebody else wrote"),
            ("withdraw_edition", "Can withdraw a guide from the public"),
            ("publish_alone_edition", "Can publish without a second person in an emergency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["guide", "language", "number"], name="edition_number_is_once_per_guide"),
            models.UniqueConstraint(
                fields=["guide", "language"], condition=Q(state="live"), name="edition_is_the_only_live_one"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(approver__isnull=True) | ~Q(author=F("approver")),
                name="edition_author_is_not_approver",
                violation_error_message=_("The person who wrote a guide cannot sign it off."),
            ),
            models.CheckConstraint(
                condition=Q(last_editor__isnull=True) | Q(approver__isnull=True) | ~Q(last_editor=F("approver")),
                name="edition_last_editor_is_not_approver",
                violation_error_message=_("The person who last changed a guide cannot sign it off."),
            ),
            models.CheckConstraint(
                condition=Q(is_demonstration=True)
                | Q(author__isnull=False, approver__isnull=False, signed_at__isnull=False, emergency_reason="")
                | (Q(author__isnull=False, approver__isnull=True) & ~Q(emergency_reason="")),
                name="edition_is_signed_or_a_demonstration",
                violation_error_message=_("Two people stand behind everything the public sees."),
            ),
            models.CheckConstraint(
                condition=Q(state="live", ended_at__isnull=True, withdrawn_reason="")
                | Q(state="superseded", ended_at__isnull=False, withdrawn_reason="")
                | (Q(state="withdrawn", ended_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="edition_state_is_complete",
                violation_error_message=_("Withdrawing needs a public reason."),
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="edition_level_is_one_to_four"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="edition_kind_is_known"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"bone_{site}__in": Rating.values}), name=f"edition_bone_{site}_is_known"
                )
                for site in BoneSite.values
            ),
        ]
        indexes = [models.Index(fields=["state", "language", "level", "title"], name="edition_live_in_order")]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def save(self, *args, **kwargs):
        if self.pk is not None and not self._state.adding:
            raise EditionIsImmutable("Editions never change. Publish a new edition, or withdraw this one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EditionIsImmutable("Editions are never deleted. Withdraw the guide instead.")

    def rating(self, site):
        """The rating at one site as it counts today; a site without one is *ask*."""
        value = getattr(self, f"bone_{site}", None)
        return Rating.ASK if value is None else Rating(value)
