"""Movement arrows: a tapering curve with a head and a halo in the panel's colour."""

import numpy as np
from shapely.geometry import Polygon

from guides.figures.geometry import between, unit
from guides.figures.inks import ARROW
from guides.figures.outlines import chain, united
from guides.figures.paths import path

WIDTH, HEAD, HALO = 2.7, 8.0, 1.15


def draw_arrow(scene, places, layer=200):
    """An arrow along a smooth curve through points of the world, at least three."""
    curve = _smooth([scene.camera(place) for place in places])
    shaft, head = _with_head(curve)
    picks = np.linspace(0, len(shaft) - 1, max(6, min(16, len(shaft)))).round().astype(int)
    last = len(picks) - 1
    body = chain(*((shaft[i], between(0.55, WIDTH / 2, min(1, k / last * 1.25))) for k, i in enumerate(picks)))
    whole = united(body, head)
    halo = whole.buffer(HALO)
    scene.add(layer, f'<path class="h" d="{path(halo, 0.25)}"/>', halo, "panel")
    scene.add(layer + 0.1, f'<path class="a" d="{path(whole)}"/>', whole, ARROW["light"])


def _smooth(places):
    """A Catmull-Rom curve through points on the paper."""
    ends = [2 * places[0] - places[1], *places, 2 * places[-1] - places[-2]]
    curve = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in (k / 14 for k in range(14)):
            curve.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            )
    return np.array([*curve, ends[-2]])


def _with_head(curve):
    """The curve up to the head, and the triangle at its end."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    start = int(np.searchsorted(lengths, lengths[-1] - HEAD * 0.95))
    ahead = unit(curve[-1] - curve[start])
    aside = np.array([-ahead[1], ahead[0]])
    tip, base = curve[-1] + ahead * 0.8, curve[start]
    corners = [tip, base + aside * HEAD * 0.56, base + ahead * HEAD * 0.14, base - aside * HEAD * 0.56]
    return curve[: start + 1], Polygon(corners).buffer(0.55)
