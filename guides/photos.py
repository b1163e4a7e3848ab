"""From an upload to files that can be shown: looks at what the file really is, and makes new pictures of its pixels.

Nothing of the upload itself is kept or sent on: no name, no place, no camera, no comment, no bytes behind the picture.
"""

import warnings
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO

from django.utils.translation import gettext
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000
WIDTHS = (480, 960, 1600)
MOST_STRETCHED = 3  # how many times longer the long side may be
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ENCODINGS = {
    "avif": ("AVIF", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SRGB = ImageCms.createProfile("sRGB")

# Pillow only warns between its limit and twice its limit. Here nobody would read a warning.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class UnusablePhoto(ValueError):
    """The upload cannot become a photo. The message says to a person what is wrong and what to do."""


@dataclass(frozen=True)
class CleanPhoto:
    """New pictures of one photo. `width` and `height` are pixels of the largest; `files` is its bytes by what follows
    the digest in a name, like `480.avif`."""

    width: int
    height: int
    files: dict[str, bytes]

    @property
    def digest(self):
        """What the files are named by: 32 hexadecimal digits of their contents."""
        digest = blake2b(digest_size=16)
        for ending, content in sorted(self.files.items()):
            digest.update(f"{ending} {len(content)}\n".encode() + content)
        return digest.hexdigest()


def clean(content):
    """The photo in these bytes, upright, in sRGB, at each width the original allows, as AVIF, WebP and JPEG.

    `content` must be one JPEG, PNG, WebP or AVIF picture of at most 15 MB and 50 megapixels, at least 480 pixels wide.
    Raises UnusablePhoto otherwise. Touches no file and no database.
    """
    check_bytes(len(content))
    try:
        with opened(content) as image:
            image.verify()
        with opened(content) as image:
            picture = upright(image)
            check_shape(picture)
            return encoded(picture, image.info.get("icc_profile"))
    except UnusablePhoto:
        raise
    except Exception as error:  # decoders fail in many ways when the bytes are hostile; each means the same to a person
        raise UnusablePhoto(gettext("This picture is damaged. Save or export it again, then try once more.")) from error


def check_bytes(size):
    """Raise UnusablePhoto for a file of this many bytes that is empty or too large."""
    if not size:
        raise UnusablePhoto(gettext("This file is empty. Choose the photo again."))
    if size > MOST_BYTES:
        raise UnusablePhoto(gettext("This file is larger than 15 MB. Save the photo smaller, then try again."))


def opened(content):
    """The picture with only its head read, when it is one of ours, single and not too large."""
    try:
        image = Image.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise UnusablePhoto(_what_it_is_not(content)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusablePhoto(_too_many_pixels()) from None
    if image.width * image.height > MOST_PIXELS:
        raise UnusablePhoto(_too_many_pixels())
    # Telephones put a second picture behind a JPEG (a preview, or one for bright screens). Only the first is read.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise UnusablePhoto(gettext("This picture moves. Choose a still photo; for movement, link a video."))
    return image


def _what_it_is_not(content):
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1"):
        return gettext("This is an HEIC photo, which browsers cannot show. Export it as JPEG, then try again.")
    return gettext("This is not a JPEG, PNG, WebP or AVIF picture, whatever its name says. Export the photo as JPEG.")


def _too_many_pixels():
    return gettext("This picture has more than 50 megapixels. Save it smaller, then try again.")


def upright(image):
    """All of the picture decoded, turned as the camera was held, with nothing transparent."""
    image.draft(None, (WIDTHS[-1], WIDTHS[-1]))  # a large JPEG is decoded at a fraction of its size, still all of it
    image.load()
    return flattened(ImageOps.exif_transpose(image))


def flattened(image):
    """The picture as RGB, L or CMYK: palettes resolved, 16 bits scaled to 8, what is transparent on white."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")  # convert() alone would clip all to white
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(see_through, mask=see_through.getchannel("A"))
        return flat
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def check_shape(image):
    """Raise UnusablePhoto for a picture too narrow to be seen or too long to be laid out."""
    if image.width < WIDTHS[0]:
        raise UnusablePhoto(
            gettext("This picture is only %d pixels wide. It needs at least 480, or nothing can be seen.") % image.width
        )
    if max(image.size) > MOST_STRETCHED * min(image.size):
        raise UnusablePhoto(gettext("This picture is too long and thin. Cut it so that the person fills it."))


def encoded(image, profile):
    """The finished photo of an upright picture with this colour profile (bytes or None)."""
    widths = [width for width in WIDTHS if width <= image.width]
    largest = pixels_alone(in_srgb(resized(image, widths[-1]), profile))
    files = {}
    for width in widths:
        picture = resized(largest, width)
        for ending, (name, options) in ENCODINGS.items():
            file = BytesIO()
            picture.save(file, name, **options)
            files[f"{width}.{ending}"] = file.getvalue()
    return CleanPhoto(largest.width, largest.height, files)


def endings_of(photo):
    """What follows the digest in the names of a photo's files. `photo` is as documents keep it."""
    return [f"{width}.{ending}" for width in photo["sizes"] for ending in ENCODINGS]


def resized(image, width):
    size = (width, max(1, round(image.height * width / image.width)))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def in_srgb(image, profile):
    """The picture in the colours that browsers expect. A profile that cannot be read is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert("RGB")
    return image.convert("RGB")


def pixels_alone(image):
    """The same pixels in a picture that knows nothing else: Pillow would write comments and profiles out again."""
    return Image.frombytes("RGB", image.size, image.tobytes())
