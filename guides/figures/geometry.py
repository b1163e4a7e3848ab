"""Points in centimetres, turns in degrees, and the camera.

World: x is the way the person faces, y is up, z is the person's right. Pitch > 0 leans forwards; -90 lies face up with
the head towards -x. The camera is orthographic, so a sphere is a circle from everywhere.
"""

from math import asin, atan2, cos, degrees, radians, sin, sqrt

import numpy as np


def point(*numbers):
    return np.array(numbers, float)


def unit(vector):
    length = np.linalg.norm(vector)
    return vector / length if length > 1e-9 else vector


def between(start, end, part):
    """The point or number that lies `part` (0 to 1) of the way from start to end."""
    return start + (end - start) * part


def rotation(pitch=0, roll=0, yaw=0):
    """The matrix that turns a part of the body: leaning, tilting to the right, turning to the right."""
    p, r, y = -radians(pitch), radians(roll), -radians(yaw)
    about_z = np.array([[cos(p), -sin(p), 0], [sin(p), cos(p), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, cos(r), -sin(r)], [0, sin(r), cos(r)]])
    about_y = np.array([[cos(y), 0, sin(y)], [0, 1, 0], [-sin(y), 0, cos(y)]])
    return about_y @ about_z @ about_x


def direction(forward, out, side):
    """Where a limb points that hangs down at 0, points forward at 90 and up at 180; `out` is away from the body.
    side: 1 right, -1 left."""
    a, b = radians(forward), radians(out)
    return point(sin(a) * cos(b), -cos(a) * cos(b), side * sin(b))


def swing(vector, side):
    """(forward, out) in degrees of a direction: the inverse of `direction`. Forward is in -120 to 240."""
    x, y, z = unit(vector)
    forward = degrees(atan2(x, -y))
    return (forward + 360 if forward < -120 else forward), degrees(asin(max(-1.0, min(1.0, side * z))))


def bend(upper, lower):
    """The angle in degrees between two neighbouring bones: 0 is straight."""
    return degrees(atan2(np.linalg.norm(np.cross(upper, lower)), np.dot(upper, lower)))


def reach(root, target, upper, lower, pole):
    """Two bones of these lengths from `root` to `target`, bent towards `pole`: (the joint between them, the end). A
    target that is too far is approached as far as the bones go."""
    towards = target - root
    most = (upper + lower) * 0.9995
    length = min(max(float(np.linalg.norm(towards)), abs(upper - lower) + 0.1), most)
    along = unit(towards)
    near = (upper * upper - lower * lower + length * length) / (2 * length)
    aside = unit(pole - along * np.dot(pole, along))
    return root + along * near + aside * sqrt(max(upper * upper - near * near, 0)), root + along * length


class Camera:
    """Looks at the person: turn 0 is a profile facing right, 90 is a face; rise is how high it looks from."""

    def __init__(self, turn=24, rise=9):
        self.turn, self.rise = radians(turn), radians(rise)

    def __call__(self, place):
        """A point of the world on the paper, y down."""
        x, y, z = place
        across = x * cos(self.turn) - z * sin(self.turn)
        return np.array([across, -(y * cos(self.rise) - self._near(x, z) * sin(self.rise))])

    def depth(self, place):
        """How near a point is to the reader."""
        x, y, z = place
        return self._near(x, z) * cos(self.rise) + y * sin(self.rise)

    def _near(self, x, z):
        return z * cos(self.turn) + x * sin(self.turn)

    @property
    def sight(self):
        """The direction from the person to the reader."""
        return unit(point(sin(self.turn) * cos(self.rise), sin(self.rise), cos(self.turn) * cos(self.rise)))

    def circle(self, place, radius):
        """A sphere as the reader sees it: (centre, radius)."""
        return self(place), radius
