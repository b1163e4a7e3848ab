from django import forms
from django.contrib import admin
from django.core import signing
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import photo_files, photos
from guides.models import Photo
from guides.models.photo import MOST_PHOTOS
from guides.photos import WIDTHS

from .part import PartOfGuide, RowFormSet

KEPT = "guides.photo"


class PhotoInput(forms.FileInput):
    """A field to choose a file, with the photo that is there already above it."""

    digest = ""

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, None, attrs, renderer)
        return format_html("{}{}", preview(self.digest), field) if self.digest else field


def preview(digest):
    """The small picture of a photo, from the desk's own address: nobody else may see it before it is published."""
    address = reverse("admin:guides_guide_picture", args=[digest, WIDTHS[0], "jpg"])
    return format_html('<img class="photo-preview" src="{}" alt="{}">', address, gettext("The photo that is kept"))


class PhotoForm(forms.ModelForm):
    """A photo with its upload. A good upload is kept at once, so that a mistake in another field does not cost it: the
    page that comes back knows it by a signed name."""

    upload = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        help_text=_("JPEG, PNG, WebP or AVIF, at most 15 MB, at least 480 pixels wide. Place and camera are removed."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Photo
        fields = ["upload", "words", "credit", "licence", "shows_people", "people_agreed", "order", "kept"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3, "cols": 40})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.show(self.instance.digest or self.kept_before().get("digest", ""))

    def show(self, digest):
        self.fields["upload"].widget.digest = digest

    def kept_before(self):
        """What an earlier try of this form left: digest, width and height; nothing when there was none."""
        try:
            return signing.loads(self.data.get(self.add_prefix("kept"), ""), salt=KEPT)
        except signing.BadSignature:
            return {}

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        found = self.kept_before() if upload is None else cleaned(upload)
        if not found and not self.instance.digest:
            raise forms.ValidationError(gettext("Choose a photo."))
        for field, value in found.items():
            setattr(self.instance, field, value)
        if upload is not None:
            self.remember(found)
        return upload

    def remember(self, found):
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = signing.dumps(found, salt=KEPT)
        self.show(found["digest"])

    def clean(self):
        super().clean()
        if self.cleaned_data.get("shows_people") and not self.cleaned_data.get("people_agreed"):
            self.add_error(
                "people_agreed", gettext("Tick this only when it is so. Without it the photo cannot be used.")
            )
        if self.cleaned_data.get("licence") not in (None, Photo.Licence.CC0) and not self.cleaned_data.get("credit"):
            self.add_error("credit", gettext("Say who made the photo. Only CC0 or public domain needs no name."))


def cleaned(upload):
    """Check an upload and keep its files; digest, width and height for its row. Raises ValidationError with the why."""
    try:
        photos.check_bytes(upload.size)
        photo = photos.clean(upload.read())
    except photos.UnusablePhoto as refusal:
        raise forms.ValidationError(str(refusal)) from None
    return {"digest": photo_files.keep(photo), "width": photo.width, "height": photo.height}


class PhotoFormSet(RowFormSet):
    """The photos of one guide, each once."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.instance.digest:
                continue
            if form.instance.digest in seen:
                form.add_error("upload", gettext("This guide has this photo already."))
            seen.add(form.instance.digest)


class PhotoInline(PartOfGuide, admin.StackedInline):
    model = Photo
    part = "pictures"
    form = PhotoForm
    formset = PhotoFormSet
    max_num = MOST_PHOTOS
    fields = ["upload", "words", "credit", "licence", "shows_people", "people_agreed", "order", "kept"]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)
