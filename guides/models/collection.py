from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Collection(models.Model):
    """A filter with a name, a few words and an order, as the curators work on it. It chooses by tags, never by the
    person who looks.

    `guides` come first, in this order. With `is_closed` they are also the only ones, for what no filter can say ("with
    a band"). Either way a guide is shown only when it fits the filter and the visitor's bones, as in the list.

    This row is the draft. The public reads CollectionEdition, which a second person signed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent")
        WAITING = "waiting", _("Waiting for a second person")
        SENT_BACK = "sent-back", _("Sent back")
        OVERTAKEN = "overtaken", _("Changed or withdrawn after it was sent")
        SIGNED = "signed", _("Signed off as it is")

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
    order = models.PositiveSmallIntegerField(_("place among the collections"), default=0)

    # Who worked on it. `editors` are all who changed it since it was last signed: none of them can sign it off.
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(_("last edited"), null=True, blank=True, editable=False)
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True, editable=False)
    # Who is reminded of the next check. They are no part of what is signed.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"),
        help_text=_("Is reminded when the collection must be checked."),
    )  # fmt: skip
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy"),
        help_text=_("Is reminded too, for when the owner is away."),
    )  # fmt: skip
    library_digest = models.CharField(max_length=64, blank=True, editable=False)

    # Where it stands between draft and public
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    note = models.TextField(_("note to the second person"), blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answer = models.TextField(_("answer"), blank=True, editable=False)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="collection_has_a_title_and_words"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "waiting", "sent-back", "overtaken", "signed"]),
                name="collection_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(deputy__isnull=True) | ~Q(owner=F("deputy")),
                name="collection_owner_is_not_deputy",
                violation_error_message=_("Owner and deputy are two people."),
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="collection_that_waits_was_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent-back") | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="collection_sent_back_says_why",
                violation_error_message=_("Say what should be different."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    def live_edition(self):
        """What the public reads of it, or None."""
        return self.editions.live().first()
