"""Circles and polygons united into one soft silhouette. All set operations run on a grid, where they are exact."""

import itertools

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from guides.figures.geometry import unit

GRID = 0.002  # centimetres
NOTHING = Polygon()


def areas(shape):
    """A shape without stray points and lines."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in getattr(shape, "geoms", ()) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts, grid_size=GRID) if parts else NOTHING


def united(*shapes):
    return areas(shapely.union_all([areas(shape) for shape in shapes], grid_size=GRID))


def without(shape, *others):
    for other in others:
        shape = areas(shapely.difference(areas(shape), areas(other), grid_size=GRID))
    return shape


def common(shape, other):
    return areas(shapely.intersection(areas(shape), areas(other), grid_size=GRID))


def moved(shape, across, down):
    return affinity.translate(shape, across, down)


def disc(centre, radius, points=28):
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack([centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles)], 1)


def round_shape(centre, radius, points=36):
    return Polygon(disc(centre, radius, points))


def hull(*circles):
    """The convex hull of circles, each (centre, radius)."""
    return convex(np.concatenate([disc(centre, radius) for centre, radius in circles]))


def convex(points):
    """The convex hull of points on the paper (Andrew's monotone chain, on rounded numbers so that it is stable)."""
    ordered = sorted(map(tuple, np.round(points, 4)))

    def half(those):
        found = []
        for here in those:
            while len(found) > 1 and _turns_right(found[-2], found[-1], here):
                found.pop()
            found.append(here)
        return found

    ring = half(ordered)[:-1] + half(ordered[::-1])[:-1]
    return Polygon(ring) if len(ring) > 2 else NOTHING


def _turns_right(first, second, third):
    (ax, ay), (bx, by), (cx, cy) = first, second, third
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) <= 0


def chain(*circles):
    """A limb: the hulls of neighbouring circles, united."""
    if len(circles) == 1:
        return Polygon(disc(*circles[0]))
    return united(*(hull(a, b) for a, b in itertools.pairwise(circles)))


def cut(shape, at, towards, size=400):
    """The part of a shape beyond the straight line through `at` that faces `towards`."""
    ahead = unit(np.array(towards, float))
    along = np.array([-ahead[1], ahead[0]])
    half = [at + along * size, at - along * size, at - along * size + ahead * size, at + along * size + ahead * size]
    return common(shape, Polygon(half))


def softened(shape, inside=2.0, outside=0.0):
    """A shape with its inside corners rounded to one radius and its outside corners to another."""
    if shape.is_empty:
        return shape
    soft = shape
    if inside > 0.05:
        soft = _grown(_grown(soft, inside), -inside)
    if outside:
        soft = _grown(_grown(soft, -outside), outside)
    return areas(soft) if soft.area > 0.6 * shape.area else shape


def _grown(shape, by):
    """Buffered, with a check: GEOS can lose a polygon when it buffers back by a hair, and then a nearby value works."""
    least = 0.5 * shape.area - abs(by) * shape.length * 0.8
    for factor in (1.0, 1.013, 0.984, 1.05):
        grown = shape.simplify(0.03).buffer(by * factor, quad_segs=9)
        if not grown.is_empty and grown.area > least:
            return grown
    return shape


def polygons(shape):
    """The single polygons of a shape."""
    if shape is None or shape.is_empty:
        return []
    if isinstance(shape, Polygon):
        return [shape]
    return [part for part in shape.geoms if isinstance(part, Polygon)] if isinstance(shape, MultiPolygon) else []
