"""A picture in the making: shapes in layers, the nearest last."""

from math import cos, pi, sin

from shapely.geometry import Polygon

from guides.figures.inks import GROUND
from guides.figures.outlines import convex
from guides.figures.paths import path


class Scene:
    """Collects drawn parts. `layer` grows towards the reader; see guides.figures.figure for the order."""

    def __init__(self, camera):
        self.camera = camera
        self.parts = []
        self.bounds = []

    def add(self, layer, svg, shape=None):
        self.parts.append((layer, svg))
        if shape is not None and not shape.is_empty:
            self.bounds.append(shape.bounds)

    def fill(self, layer, shape, colour, more=""):
        """Fill a shape with a colour. What is too small to see is left out."""
        if shape is None or shape.is_empty:
            return
        words = path(shape)
        if words:
            self.add(layer, f'<path fill="{colour}"{more} d="{words}"/>', shape)

    def face(self, *places):
        """The convex outline of points of the world."""
        return convex([self.camera(place) for place in places])

    def flat(self, *places):
        """The polygon of points of the world in their order."""
        shape = Polygon([tuple(self.camera(place)) for place in places])
        return shape if shape.is_valid else shape.buffer(0)

    def ground_shadow(self, x, z, length, width):
        """A flat ellipse on the floor."""
        rim = [(x + length * cos(a), 0, z + width * sin(a)) for a in (2 * pi * k / 40 for k in range(40))]
        self.fill(-15, self.flat(*rim), GROUND, ' opacity=".13"')

    @property
    def box(self):
        """What is drawn, as (left, top, right, bottom) on the paper in centimetres."""
        lefts, tops, rights, bottoms = zip(*self.bounds, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def body(self):
        """The SVG of everything, from back to front."""
        return "".join(svg for _layer, svg in sorted(self.parts, key=lambda part: part[0]))
