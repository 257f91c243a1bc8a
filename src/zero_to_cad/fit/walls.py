"""Round walls among faces: where drills have been."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.drilled import Wall
from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.rounds import axis_of
from zero_to_cad.fit.sections import ACROSS

FloatArray = npt.NDArray[np.float64]


def round_walls(faces: Iterable[Face], frame: FloatArray, origin: FloatArray) -> list[Wall]:
    """The round walls, seen from inside, that a drill along an axis of the frame leaves.

    The faces of a wall go once round in all. It is `ragged` where they do not all end square to the axis, at the same
    coordinates, or where something is cut out of them: then it may lack a side.

    frame (3, 3): rows are the axes in world coordinates; origin (3,): subtracted from frame coordinates.
    """
    pieces = [
        (wall, face.turn)
        for face in faces
        if face.hollow and (face.kind == "cylinder" or (face.kind == "cone" and face.square))
        if (wall := _wall(face, frame, origin)) is not None
    ]
    pieces.sort(key=lambda piece: (piece[0].axis, piece[0].centre, piece[0].low, piece[0].high, piece[0].lower))
    walls = []
    while pieces:
        wall, turn = pieces.pop(0)
        while pieces and _goes_on(wall, pieces[0][0], turn):
            more, part_turn = pieces.pop(0)
            ragged = wall.ragged or more.ragged or (wall.lower, wall.upper) != (more.lower, more.upper)
            wall = replace(wall, lower=min(wall.lower, more.lower), upper=max(wall.upper, more.upper), ragged=ragged)
            turn += part_turn
        if turn > 2 * math.pi - 1e-3:
            walls.append(wall)
    return sorted(walls, key=lambda wall: (wall.axis, wall.centre, wall.lower, wall.upper))


def _goes_on(wall: Wall, more: Wall, turn: float) -> bool:
    """Whether two faces lie side by side in one wall; turn: how far round the first goes."""
    alike = (wall.axis, wall.centre, wall.low, wall.high) == (more.axis, more.centre, more.low, more.high)
    if wall.low != wall.high:
        return alike and (wall.lower, wall.upper) == (more.lower, more.upper)
    # What goes round by halves and quarters may go on above with others.
    slack = 1e-6 if turn < 2 * math.pi - 1e-3 else -1e-6
    return alike and more.lower < wall.upper + slack


def _wall(face: Face, frame: FloatArray, origin: FloatArray) -> Wall | None:
    """The wall that a face is part of, where it lies along an axis of the frame."""
    axis = axis_of(face, frame)
    if axis is None:
        return None
    i, j = ACROSS[axis]
    place = frame @ face.point - origin
    up = 1.0 if frame[axis] @ face.direction > 0 else -1.0
    rise = up * face.half * math.tan(face.second) if face.kind == "cone" else 0.0
    return Wall(
        axis,
        (face.read(place[i]), face.read(place[j])),
        face.read(place[axis] - face.half),
        face.read(place[axis] + face.half),
        face.read(face.radius - rise),
        face.read(face.radius + rise),
        not face.square,
    )
