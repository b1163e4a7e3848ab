"""The picture of a shared link, 1200 by 630: the guide's name and its end position on the panel's colour."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from shapely import affinity

from guides.figures.inks import PANELS
from guides.figures.outlines import polygons

SIZE, FINE = (1200, 630), 3  # drawn three times as large, then made smaller: soft edges
FONTS = Path(__file__).parents[2] / "static" / "fonts"
INK, QUIET = "#15302e", "#3c5351"
HILLS = (("#cbdfd8", 500, 60), ("#a3c3b4", 560, 30))
NAME = "Physical Activity Resource Hub"
NOTE = "Ask your team first. Stop signs and bones are in the guide."
COLOURS = 96


def share_image(scene, title, kind):
    """The PNG as bytes. `scene` is the Scene of the end position."""
    panel = PANELS[kind][0]
    image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), panel)
    _landscape(image)
    _figure(image, scene, panel)
    image = image.resize(SIZE, Image.Resampling.LANCZOS)
    _words(image, title)
    file = BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _landscape(image):
    """Two hills along the foot of the picture."""
    draw = ImageDraw.Draw(image)
    for colour, top, rise in HILLS:
        places = [(x * FINE, (top - rise * (1 - ((x - 700) / 700) ** 2)) * FINE) for x in range(0, SIZE[0] + 1, 20)]
        draw.polygon([(0, SIZE[1] * FINE), *places, (SIZE[0] * FINE, SIZE[1] * FINE)], fill=colour)


def _figure(image, scene, panel):
    """The scene on the right, as large as fits, on the ground."""
    left, top, right, bottom = scene.box
    scale = min(540 / (right - left), 520 / (bottom - top)) * FINE
    across = (890 * FINE) - (left + right) / 2 * scale
    down = 585 * FINE - bottom * scale
    for _layer, shape, colour, opacity in sorted(scene.shapes, key=lambda part: part[0]):
        shape = affinity.affine_transform(shape, (scale, 0, 0, scale, across, down))
        _paint(image, shape, panel if colour == "panel" else colour, round(255 * opacity))


def _paint(image, shape, colour, strength):
    """Fill a shape, its holes left open, through a mask no larger than it."""
    left, top, right, bottom = (round(edge) for edge in shape.bounds)
    mask = Image.new("L", (right - left + 2, bottom - top + 2), 0)
    draw = ImageDraw.Draw(mask)
    for polygon in polygons(shape):
        for ring, fill in ((polygon.exterior, strength), *((hole, 0) for hole in polygon.interiors)):
            draw.polygon([(x - left, y - top) for x, y in ring.coords], fill)
    image.paste(colour, (left, top), mask)


def _words(image, title):
    draw = ImageDraw.Draw(image)
    large = ImageFont.truetype(FONTS / "literata-600.woff2", 68, layout_engine=ImageFont.Layout.BASIC)
    small = ImageFont.truetype(FONTS / "atkinson-next.woff2", 28, layout_engine=ImageFont.Layout.BASIC)
    draw.text((72, 64), NAME, QUIET, small)
    draw.multiline_text((72, 150), _lines(title, large, 520), INK, large, spacing=14)
    draw.multiline_text((72, 530), _lines(NOTE, small, 480), INK, small, spacing=8)


def _lines(words, font, width):
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
