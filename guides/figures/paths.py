"""Polygons as compact SVG paths: straight runs stay lines, the rest becomes cubic curves (Schneider 1990), split at
corners, with one decimal and relative numbers."""

import itertools

import numpy as np
from shapely.geometry import Polygon

from guides.figures.geometry import unit
from guides.figures.outlines import polygons

SMALLEST = 0.25  # square centimetres that are worth drawing
CORNER = 30  # degrees
STRAIGHT = 3.2  # centimetres
ERROR = 0.13


def line(places, colour, width):
    """A round-ended line through points on the paper, as an SVG element."""
    data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{number(width)}" {ends}/>'


def number(value):
    words = f"{value:.1f}".removesuffix(".0")
    return "0" if words == "-0" else words


def numbers(values):
    return " ".join(number(value) for value in values)


def path(shape, error=ERROR):
    """The path data of a shape; empty when it is too small to see."""
    rings = []
    for polygon in polygons(shape):
        if polygon.area >= SMALLEST:
            rings += [polygon.exterior, *(hole for hole in polygon.interiors if Polygon(hole).area > 0.6)]
    words = "".join(_ring(np.array(ring.simplify(0.02).coords)[:-1], error) for ring in rings)
    return words.replace(" -", "-").replace("-0.", "-.").replace(" 0.", " .")


def _ring(points, error):
    if len(points) < 3:
        return ""
    points = points[np.linalg.norm(points - np.roll(points, 1, 0), axis=1) > 0.04]
    count = len(points)
    if count < 3:
        return ""
    corners, lengthy, breaks = _breaks(points)
    is_smooth = not breaks
    first = breaks[0] if breaks else 0
    points, corners, lengthy = np.roll(points, -first, 0), np.roll(corners, -first), np.roll(lengthy, -first)
    stops = [each - first for each in breaks or [0]] + [count]
    points = np.concatenate([points, points[:1]])
    steps = np.diff(points, axis=0)
    steps = steps / np.linalg.norm(steps, axis=1)[:, None]
    here = np.round(points[0], 1)
    words = "M" + numbers(here)
    for start, end in itertools.pairwise(stops):
        run = points[start : end + 1]
        if len(run) == 2:
            move = np.round(run[1] - here, 1)
            words, here = f"{words}l{numbers(move)}", here + move
            continue
        leaving, coming = _tangents(run, steps, corners, lengthy, start, end, count)
        if is_smooth:
            leaving = unit(points[1] - points[-2])
            coming = -leaving
        for curve in _fitted(_dense(run), leaving, coming, error):
            moves = [np.round(each - here, 1) for each in curve[1:]]
            words, here = f"{words}c{' '.join(map(numbers, moves))}", here + moves[2]
    return words + "z"


def _breaks(points):
    """Which points are corners or ends of straight edges."""
    before, after = points - np.roll(points, 1, 0), np.roll(points, -1, 0) - points
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    corners = np.abs(np.degrees(np.arctan2(cross, (before * after).sum(1))))
    lengthy = np.linalg.norm(after, axis=1) > STRAIGHT
    count = len(points)
    breaks = {i for i in range(count) if corners[i] > CORNER}
    for i in range(count):
        if lengthy[i]:
            breaks |= {i, (i + 1) % count}
    return corners, lengthy, sorted(breaks)


def _tangents(run, steps, corners, lengthy, start, end, count):
    """The directions at both ends of a run: those of a long straight neighbour, or its own."""
    follows = lengthy[start - 1] and corners[start % count] <= CORNER
    leads = lengthy[end % count] and corners[end % count] <= CORNER
    leaving = steps[start - 1] if follows else unit(run[1] - run[0])
    coming = -steps[end % count] if leads else unit(run[-2] - run[-1])
    return leaving, coming


def _dense(run):
    """The run with points close together, so that the error is measured everywhere."""
    dense = [run[0]]
    for start, end in itertools.pairwise(run):
        parts = max(1, int(np.linalg.norm(end - start) / 0.8))
        dense += [start + (end - start) * (part / parts) for part in range(1, parts + 1)]
    return np.array(dense)


def _on_curve(curve, t):
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return sum(weight[:, None] * control for weight, control in zip(weights, curve, strict=True))


def _fitted(points, leaving, coming, error, depth=0):
    """Cubic curves through points, split where one curve is not close enough."""
    if len(points) == 2:
        third = np.linalg.norm(points[1] - points[0]) / 3
        return [(points[0], points[0] + leaving * third, points[1] + coming * third, points[1])]
    worst, where, curve = _best_curve(points, leaving, coming, error)
    if worst < error * error or depth > 12:
        return [tuple(curve)]
    where = min(max(where, 1), len(points) - 2)
    middle = unit(points[where - 1] - points[where + 1])
    first = _fitted(points[: where + 1], leaving, middle, error, depth + 1)
    return first + _fitted(points[where:], -middle, coming, error, depth + 1)


def _best_curve(points, leaving, coming, error):
    """(squared error, where it is, curve) of the best single curve after a few rounds of moving the parameters."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    t = np.concatenate([[0], np.cumsum(lengths)]) / max(lengths.sum(), 1e-9)
    best = None
    for _ in range(4):
        curve = _least_squares(points, leaving, coming, t, lengths.sum())
        there = _on_curve(curve, t)
        off = np.sum((there - points) ** 2, 1)
        where = int(np.argmax(off))
        if best is None or off[where] < best[0]:
            best = (off[where], where, curve)
        if off[where] < error * error:
            break
        t = _nearer(points, curve, there, t)
    return best


def _least_squares(points, leaving, coming, t, length):
    u = 1 - t
    b0, b1, b2, b3 = u**3, 3 * t * u * u, 3 * t * t * u, t**3
    first, second = leaving * b1[:, None], coming * b2[:, None]
    matrix = np.array(
        [
            [np.sum(first * first), np.sum(first * second)],
            [np.sum(first * second), np.sum(second * second)],
        ]
    )
    rest = points - points[0] * (b0 + b1)[:, None] - points[-1] * (b2 + b3)[:, None]
    right = np.array([np.sum(first * rest), np.sum(second * rest)])
    one, two = np.linalg.solve(matrix, right) if abs(np.linalg.det(matrix)) > 1e-9 else (0, 0)
    chord = np.linalg.norm(points[-1] - points[0])
    if min(one, two) < 1e-3 * chord or max(one, two) > 3 * length:
        one = two = chord / 3
    return np.array([points[0], points[0] + leaving * one, points[-1] + coming * two, points[-1]])


def _nearer(points, curve, there, t):
    """One step of Newton's method for each parameter."""
    u = 1 - t
    first = 3 * (u**2)[:, None] * (curve[1] - curve[0])
    first = first + (6 * u * t)[:, None] * (curve[2] - curve[1]) + 3 * (t**2)[:, None] * (curve[3] - curve[2])
    second = (6 * u)[:, None] * (curve[2] - 2 * curve[1] + curve[0])
    second = second + (6 * t)[:, None] * (curve[3] - 2 * curve[2] + curve[1])
    above = np.sum((there - points) * first, 1)
    below = np.sum(first * first, 1) + np.sum((there - points) * second, 1)
    is_there = np.abs(below) > 1e-9
    t = np.clip(np.where(is_there, t - above / np.where(is_there, below, 1), t), 0, 1)
    t[0], t[-1] = 0, 1
    return t
