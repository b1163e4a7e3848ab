from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ONE_A_LINE = _("One a line.")


def lines(text):
    """The non-empty lines of a field, without the space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def pairs(text):
    """Lines of the form `first | second` as pairs; the second part may be missing and is then empty."""
    return [tuple(part.strip() for part in (*line.split("|", 1), "")[:2]) for line in lines(text)]


def languages():
    """The hub's languages as choices. A function, so that no migration knows which they are."""
    return settings.LANGUAGES


class GuideText(models.Model):
    """A guide's wording in one language."""

    guide = models.ForeignKey("guides.Guide", models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=languages, default="en")
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("summary"), max_length=120, help_text=_("One line for the card."))
    what = models.TextField(_("what it is"))
    why = models.TextField(_("why it helps"))
    for_whom = models.TextField(_("who it is for"), blank=True, help_text=_("In a sentence or two."))
    not_for = models.TextField(
        _("who should leave it out"), blank=True, help_text=_("One a line. The bone table says the rest.")
    )
    helps_with = models.CharField(_("everyday thing it helps with"), max_length=120, blank=True)
    set_up = models.TextField(_("set-up"), help_text=ONE_A_LINE, blank=True)
    steps = models.TextField(_("steps"), help_text=_("One a line. After a bar ( | ) a tip for that step."))
    tips = models.TextField(_("tips"), help_text=ONE_A_LINE, blank=True)
    easier = models.TextField(_("make it easier"), help_text=ONE_A_LINE, blank=True)
    harder = models.TextField(_("make it harder"), help_text=ONE_A_LINE, blank=True)
    watch_for = models.TextField(_("what to watch for"), help_text=_("One a line: problem | what to do"), blank=True)
    stop_signs = models.TextField(
        _("stop signs of this exercise"), help_text=_("One a line. Those for every exercise are added."), blank=True
    )
    effort = models.CharField(_("effort"), max_length=160, help_text=_("In talk-test words."))
    first_week = models.CharField(_("first week"), max_length=240, blank=True)
    build_up = models.CharField(_("how to build up"), max_length=240, blank=True)
    tired_day = models.CharField(_("on a tired day"), max_length=160, blank=True)
    start_picture = models.CharField(_("picture of the start, in words"), max_length=300, blank=True)
    end_picture = models.CharField(_("picture of the end, in words"), max_length=300, blank=True)
    reading_reason = models.CharField(
        _("why it may be harder to read"),
        max_length=300,
        blank=True,
        help_text=_("Only when the reading age is above 11 or a sentence has more than 20 words."),
    )
    lay_words = models.TextField(_("words people search with"), blank=True, help_text=_("With commas between."))
    # Of a translation: the edition of the main language that somebody last compared it with, and its last translator
    translated_from = models.ForeignKey(
        "guides.Edition", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["language"]
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language"],
                name="text_is_once_per_language",
                violation_error_message=_("This guide already has wording in that language."),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="text_has_a_title"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if not 1 <= len(lines(self.steps)) <= 8:
            raise ValidationError({"steps": _("Write between one and eight steps, one a line.")})
        unanswered = [first for first, second in pairs(self.watch_for) if not second]
        if unanswered:
            raise ValidationError({"watch_for": _("Say what to do, after a bar, for: %s") % "; ".join(unanswered)})
