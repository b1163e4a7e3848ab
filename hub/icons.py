"""The logo as the icons of an installed hub, drawn from the same shapes as static/img/logo.svg."""

from itertools import pairwise

from django.conf import settings
from PIL import Image, ImageDraw

IMG_DIR = settings.BASE_DIR / "static" / "img"
FILES = (("icon-192.png", 192, False), ("icon-512.png", 512, False), ("icon-maskable.png", 512, True))
SPRUCE, SUN, HILL, NEAR = "#0e5450", "#f6c15a", "#dfebe8", "#8fbdab"
SIDE = 46  # of the logo's own grid
CORNER = 10
SMOOTH = 4  # drawn so many times larger, then made smaller

# Tops of the hills, from left to right, as points of cubic curves
FAR_HILL = [(0, 33.5), (9, 25.5), (17, 24.6), (25, 29), (33, 33.4), (39, 32.6), (46, 28)]
NEAR_HILL = [(0, 38.5), (8, 35.1), (15, 35.5), (22.5, 38.1), (30, 40.7), (38, 40), (46, 35.5)]


def icon(pixels, *, is_maskable=False):
    """The logo as a square picture. A maskable one has no corners of its own, and all that matters in its middle:
    a device cuts its own shape from it (https://www.w3.org/TR/appmanifest/#icon-masks)."""
    side = pixels * SMOOTH
    scale = side / SIDE
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, side, side), SPRUCE)
    draw.ellipse([(28.5 - 8.6) * scale, (18.5 - 8.6) * scale, (28.5 + 8.6) * scale, (18.5 + 8.6) * scale], SUN)
    for hill, colour in ((FAR_HILL, HILL), (NEAR_HILL, NEAR)):
        top = [(x * scale, y * scale) for x, y in _line(hill)]
        draw.polygon([*top, (side, side), (0, side)], colour)
    if not is_maskable:
        mask = Image.new("L", (side, side))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), CORNER * scale, 255)
        picture.putalpha(mask)
    return picture.resize((pixels, pixels), Image.Resampling.LANCZOS)


def _line(points):
    """A line of cubic curves, two for seven points, as many short straight pieces."""
    for start in range(0, len(points) - 1, 3):
        for step in range(65):
            yield _along(points[start : start + 4], step / 64)


def _along(points, share):
    while len(points) > 1:
        points = [
            tuple(a + (b - a) * share for a, b in zip(one, other, strict=True)) for one, other in pairwise(points)
        ]
    return points[0]
