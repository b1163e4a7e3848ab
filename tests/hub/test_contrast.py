"""The contrast that the accessibility page promises, measured on the tokens themselves (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from hub.stylesheet import CSS_DIR

TOKENS = (CSS_DIR / "parts" / "tokens.css").read_text()
PAIRS = [
    *[("ink", ground, 7) for ground in ("paper", "card", "tint", "tint-sky", "hover", "sky-line")],
    *[("ink", f"{status}-ground", 7) for status in ("ok", "change", "ask", "stop")],
    *[("ink-2", ground, 7) for ground in ("paper", "card")],
    *[("ink-2", ground, 4.5) for ground in ("tint", "ok-ground", "change-ground", "ask-ground", "stop-ground")],
    *[("link", ground, 7) for ground in ("paper", "card")],
    *[
        ("link", ground, 4.5)
        for ground in ("tint", "tint-sky", "ask-ground", "stop-ground", "change-ground", "ok-ground")
    ],
    ("on-brand", "brand", 7),
    ("on-brand", "brand-2", 7),
    *[("brand", ground, 4.5) for ground in ("paper", "card", "hover")],
    *[(status, "card", 4.5) for status in ("ok", "change", "ask", "stop")],
    *[(status, f"{status}-ground", 4.5) for status in ("ok", "change", "ask", "stop")],
    *[("panel-ink", panel, 7) for panel in ("sage", "apricot", "heather", "sky", "sun")],
    *[("arrow", panel, 3) for panel in ("sage", "apricot", "heather", "sky")],
    *[("edge", ground, 3) for ground in ("paper", "card")],
    ("on-spruce", "spruce", 7),
    ("on-spruce", "spruce-2", 7),
    ("on-spruce-2", "spruce", 7),
    ("sun", "spruce-2", 4.5),
]


def colour(token, theme):
    """The token's colour as (red, green, blue), each 0 to 1; theme 0 is light, 1 is dark."""
    value = re.search(rf"--{token}: (.*?);", TOKENS)[1]
    digits = re.findall(r"#([0-9a-f]+)", value)[theme if value.startswith("light-dark") else 0]
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def luminance(channels):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground", "needed"), PAIRS)
def test_contrast_is_enough(mark, ground, needed, theme):
    assert contrast(colour(mark, theme), colour(ground, theme)) >= needed
