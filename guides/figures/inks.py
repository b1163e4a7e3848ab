"""The inks of the pictures (design system, section 10), and mixing them in OKLCH."""

from math import atan2, cos, hypot, sin

INKS = {
    # clothes
    "spruce": "#2c6663", "sea": "#3f7f9f", "marigold": "#e3a33a", "clay": "#c4633f", "plum": "#74496f",
    "leaf": "#6f9150", "stone": "#b9ab97", "night": "#3b4a63", "oat": "#ead9bb", "coral": "#dd8368", "mist": "#9dbdbb",
    # skin, light to deep
    "skin1": "#f3cfb4", "skin2": "#e6b48c", "skin3": "#cf9468", "skin4": "#a86d45", "skin5": "#7d4c2f",
    "skin6": "#5b3624",
    # hair
    "silver": "#c9c8c4", "white": "#ebe7df", "ash": "#8d8378", "brown": "#5b3a29", "dark": "#2e2523",
    "auburn": "#8c4a2b", "sand": "#b98d54",
    # things
    "wood": "#c08a55", "cushion": "#dcb98a", "wall": "#fbf8f0", "mat": "#8fb0ad", "metal": "#6f7f80",
    "band": "#c8463a", "bed": "#f4efe4", "pillow": "#fdfaf3", "water": "#7fb3c8", "rubber": "#2d3a3c",
}  # fmt: skip
SOLE = "#f7f1e4"
SHADE = "#0d2b2d"
GROUND = "#12383a"
ARROW = {"light": "#b8371f", "dark": "#8c220f"}
PANELS = {  # light, dark (design system, section 2)
    "aerobic": ("#e0ebf1", "#aec3ce"),
    "strength": ("#f9e7cd", "#d8c3a2"),
    "balance": ("#ebe5f0", "#c2bacd"),
    "flexibility": ("#e2ece7", "#adc3bb"),
    "breathing": ("#e2ece7", "#adc3bb"),
}


def ink(name):
    """The colour of an ink; a colour is itself."""
    return INKS.get(name, name)


def _linear(channel):
    channel /= 255
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel):
    channel = min(max(channel, 0), 1)
    return round(255 * (12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055))


def channels(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def to_oklch(colour):
    """Lightness (0 to 1), chroma and hue of a colour (Ottosson 2020)."""
    r, g, b = map(_linear, channels(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    across = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    along = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(across, along), atan2(along, across)


def from_oklch(lightness, chroma, hue):
    across, along = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * across + 0.2158037573 * along) ** 3
    medium = (lightness - 0.1055613458 * across - 0.0638541728 * along) ** 3
    short = (lightness - 0.0894841775 * across - 1.2914855480 * along) ** 3
    r = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    g = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    b = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return f"#{_gamma(r):02x}{_gamma(g):02x}{_gamma(b):02x}"


def darker(colour, by=0.075, chroma=0.96):
    """The same hue, printed darker: far limbs, folds."""
    lightness, colourful, hue = to_oklch(colour)
    return from_oklch(max(lightness - by * (0.55 + 0.6 * lightness), 0.06), colourful * chroma, hue)


def lighter(colour, by=0.06):
    lightness, colourful, hue = to_oklch(colour)
    return from_oklch(min(lightness + by, 0.985), colourful * 0.95, hue)


def mixed(first, second, part):
    """`part` of the way from the first colour to the second."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
