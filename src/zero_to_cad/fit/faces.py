"""A part's faces as values, alike from a B-rep and from a mesh."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Kind = Literal["plane", "cylinder", "cone", "sphere", "torus"]

_KERNEL = 5e-8  # mm to which a B-rep's numbers are taken
_STEPS = (1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001)


@dataclass(frozen=True)
class Face:
    """A piece of a plane, cylinder, cone, sphere or torus, in the part's own coordinates, mm.

    point: on the plane, in the middle of the axis' span, or the centre. direction: unit normal of a plane, from the
    material outwards, else the axis. radius: of a cylinder, a sphere, a torus' ring, of a cone at `point`. second: a
    cone's half angle (rad, positive where it widens along the axis) or a torus' tube radius. half: a cylinder or cone
    reaches so far along the axis to both sides of the point, a plane of a mesh about so far across. turn: how far (rad)
    it goes round, and `square` whether its ends are square to the axis and nothing is cut out. hollow: seen from
    inside, as a hole's wall is. slack: distance within which all this is known.
    """

    kind: Kind
    point: tuple[float, float, float]
    direction: tuple[float, float, float]
    radius: float = 0.0
    second: float = 0.0
    half: float = 0.0
    turn: float = 0.0
    square: bool = False
    hollow: bool = False
    slack: float = _KERNEL

    def read(self, value: float) -> float:
        """The roundest number that a coordinate or a radius of this face may be."""
        value = float(value)
        for step in (step for step in _STEPS if step >= 10 * self.slack):
            near = round(value / step) * step
            if abs(near - value) <= self.slack:
                return round(near, 7) + 0.0
        return round(value, min(7, math.ceil(-math.log10(self.slack)))) + 0.0


@dataclass(frozen=True)
class Boundary:
    """The faces of known kind that bound a part, and the corners (n, 3) in which they meet, mm.

    circles (n, 7) are those of round edges, where they are known: centre, direction of the axis, radius. of_triangle
    (m,): which face each triangle of a mesh belongs to, -1 where none.
    """

    faces: tuple[Face, ...]
    corners: FloatArray
    circles: FloatArray = field(default_factory=lambda: np.empty((0, 7)))
    of_triangle: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
