from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from guides import videos
from guides.models import Video

from .part import PartOfGuide


class VideoForm(forms.ModelForm):
    """A video by the address that somebody copied; what is kept is the host and the video's name there."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text=_("The page of the video on YouTube or Vimeo, from the top of the browser."),
    )
    has_captions = forms.BooleanField(
        label=Video._meta.get_field("has_captions").verbose_name,
        help_text=Video._meta.get_field("has_captions").help_text,
        error_messages={"required": _("Only a video with captions can be linked: some people cannot hear it.")},
    )

    class Meta:
        model = Video
        fields = ["address", "title", "language", "transcript", "has_captions"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.key:
            self.initial["address"] = self.instance.address

    def clean_address(self):
        try:
            self.instance.host, self.instance.key = videos.read(self.cleaned_data["address"])
        except videos.UnusableVideo as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.instance.address


class VideoInline(PartOfGuide, admin.StackedInline):
    model = Video
    part = "pictures"
    form = VideoForm
    fields = ["address", "title", "language", "transcript", "has_captions"]
