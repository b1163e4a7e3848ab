from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides import videos

from .text import lines

FEWEST_LINES = 3


class Video(models.Model):
    """The video elsewhere that a guide links: which host, and the video's key there. Nothing of it is kept here."""

    guide = models.OneToOneField("guides.Guide", models.CASCADE, related_name="video")
    host = models.CharField(max_length=8, choices=[(key, host.name) for key, host in videos.HOSTS.items()])
    key = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("spoken language"), max_length=10, choices=settings.LANGUAGES, default="en")
    transcript = models.TextField(
        _("transcript"),
        help_text=_("All that is said and what is shown, at least three lines. Many people read it instead."),
    )
    has_captions = models.BooleanField(
        _("It has captions that a person checked"),
        default=False,
        help_text=_("Captions made by a machine do not count."),
    )

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("video")
        constraints = [
            models.CheckConstraint(condition=Q(host__in=["youtube", "vimeo"]), name="video_host_is_known"),
            models.CheckConstraint(condition=~Q(key=""), name="video_names_one_video"),
            models.CheckConstraint(condition=~Q(title=""), name="video_has_a_title"),
            models.CheckConstraint(condition=~Q(transcript=""), name="video_has_a_transcript"),
            models.CheckConstraint(
                condition=Q(has_captions=True),
                name="video_has_captions",
                violation_error_message=_("Only a video with captions can be linked: some people cannot hear it."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if len(lines(self.transcript)) < FEWEST_LINES:
            raise ValidationError({"transcript": _("Write the transcript in at least three lines.")})

    @property
    def address(self):
        """Where people watch it, without anything else that was in the address somebody pasted."""
        return videos.watch_address(self.host, self.key)

    def as_document(self):
        """What an edition keeps of the video."""
        return {
            "host": self.host,
            "address": self.address,
            "title": self.title,
            "language": self.language,
            "transcript": self.transcript,
            "captions": self.has_captions,
        }
