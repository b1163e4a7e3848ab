"""A picture in the making: shapes in layers, the nearest last."""

from math import cos, pi, sin

from shapely.geometry import LineString, Polygon

from guides.figures.inks import GROUND
from guides.figures.outlines import convex
from guides.figures.paths import line, path


class Scene:
    """Collects drawn parts. `layer` grows towards the reader; see guides.figures.figure for the order."""

    def __init__(self, camera):
        self.camera = camera
        self.parts = []
        self.shapes = []  # the same as (layer, shape, colour, opacity), for pictures that are not SVG

    def add(self, layer, svg, shape, colour, opacity=1.0):
        """Add a part that is not a plain filled path, and the shape it covers."""
        self.parts.append((layer, svg))
        self.shapes.append((layer, shape, colour, opacity))

    def fill(self, layer, shape, colour, opacity=1.0):
        """Fill a shape with a colour. What is too small to see is left out."""
        if shape is None or shape.is_empty:
            return
        words = path(shape)
        if words:
            faint = "" if opacity == 1 else f' opacity="{opacity:.2g}"'.replace("0.", ".")
            self.add(layer, f'<path fill="{colour}"{faint} d="{words}"/>', shape, colour, opacity)

    def line(self, layer, places, colour, width):
        """A round-ended line through points on the paper."""
        shape = LineString([tuple(place) for place in places]).buffer(width / 2)
        self.add(layer, line(places, colour, width), shape, colour)

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
        self.fill(-15, self.flat(*rim), GROUND, 0.13)

    @property
    def box(self):
        """What is drawn, as (left, top, right, bottom) on the paper in centimetres."""
        bounds = [shape.bounds for _layer, shape, _colour, _opacity in self.shapes]
        lefts, tops, rights, bottoms = zip(*bounds, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def body(self):
        """The SVG of everything, from back to front."""
        return "".join(svg for _layer, svg in sorted(self.parts, key=lambda part: part[0]))
