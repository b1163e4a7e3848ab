"""The one stylesheet that pages link, joined from the parts in static/css/parts in the order of their layers."""

import re

from django.conf import settings

CSS_DIR = settings.BASE_DIR / "static" / "css"
STYLESHEET = CSS_DIR / "hub.css"
LAYERS = "@layer tokens, base, component, print;"


def joined():
    """The text that hub.css must hold: tokens and base first, print last, components by name in between."""
    names = ["tokens", "base"]
    components = sorted(path.stem for path in (CSS_DIR / "parts").glob("*.css"))
    names += [name for name in components if name not in {"tokens", "base", "print"}] + ["print"]
    parts = [(CSS_DIR / "parts" / f"{name}.css").read_text() for name in names]
    return small("\n".join([LAYERS, *parts])).replace("../../fonts/", "../fonts/") + "\n"


def small(css):
    """The same rules without comments and needless spaces. It knows the style of our parts, not all of CSS."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return css.replace(": ", ":").replace(";}", "}").strip()
