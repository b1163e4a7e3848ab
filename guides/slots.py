"""Templates rendered once and filled many times.

A list has forty filter options and twenty-four cards. Rendering each from its template on each request is most of the
cost of a list, though only a number or an address differs. So a template is rendered once with a mark in place of what
differs, cut at the marks, and kept as long as what it was rendered from stays the same.
"""

from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

MARK = "\ue000{}\ue000"  # private-use characters: escaping leaves them alone and no text of ours has them


class Slotted:
    """HTML with named places to fill. `fill` escapes what is not already marked safe."""

    __slots__ = ("parts",)

    def __init__(self, html, names):
        self.parts = html.split("\ue000")
        strange = set(self.parts[1::2]) - set(names)
        if strange:
            raise ValueError(f"The template has places that are not filled: {', '.join(strange)}.")

    def fill(self, **values):
        """The HTML with each place filled, safe to put into a page."""
        filled = {
            name: value if type(value) is SafeString else conditional_escape(value) for name, value in values.items()
        }
        parts = self.parts.copy()
        parts[1::2] = [filled[name] for name in parts[1::2]]
        return SafeString("".join(parts))


def joined(pieces):
    """Safe pieces of HTML as one. Pieces that are not safe are escaped."""
    return SafeString("".join(map(conditional_escape, pieces)))


def slotted(template, names, **context):
    """Render `template` with `context`, leaving the `names` open. Both come from the code, never from a visitor."""
    marks = {name: SafeString(MARK.format(name)) for name in names}
    return Slotted(render_to_string(template, {**context, **marks}), names)


_remembering = []


def kept(size):
    """Keep the results of a function that renders. What it renders depends on its arguments alone, so the language is
    one of them."""

    def decorate(function):
        remembered = lru_cache(maxsize=size)(function)
        _remembering.append(remembered)
        return remembered

    return decorate


def forget_while_debugging():
    """Render everything anew, so that an edited template shows at once. Without DEBUG this does nothing."""
    if settings.DEBUG:
        for remembered in _remembering:
            remembered.cache_clear()
