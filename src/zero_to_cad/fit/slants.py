"""Directions askew to a part's frame along which some of it is straight: slanted ribs, tilted bosses and bores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.frame import facet_normals
from zero_to_cad.part import Mesh

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_SAME = 1e-3  # rad: directions closer than this are one
_LEAN = 0.02  # rad by which facets of a wall along an axis may lean: chords at its two ends differ
_ROUND = 5e-4  # rad by which a normal may lean and still be square to a direction
_FACE = 1e-3  # of the surface: what a flat direction has at least, to be looked at
_WORTH = 4e-3  # of the surface, that a direction must explain and no axis does
_CANDIDATES = 24
_OF_ENDS = 1.0  # how much flat ends count beside what no axis explains
_MOST_CROSSED = 6
_LEAST_SINE = 0.05  # between two directions that are to tell a third
_MOST = 3


def slants(mesh: Mesh, faces: Iterable[Face], frame: FloatArray) -> tuple[FloatArray, ...]:
    """Rotations (3, 3), few or none, whose last row is a direction in the frame and whose others are axes square to it.

    Of each the mesh (in the frame) has walls or ends that no extrusion along an axis of the frame could leave, those of
    most area first. faces: of the part, in world coordinates; the frame's rows are its axes in these.
    """
    normals, areas = facet_normals(mesh.vertices, mesh.triangles)
    total = float(areas.sum())
    along = np.abs(normals)
    left = (along.max(1) < np.cos(_LEAN)) & (along.min(1) > np.sin(_LEAN))
    if areas[left].sum() < _WORTH * total:
        return ()
    bores: list[FloatArray] = []
    flat: list[FloatArray] = []
    for face in faces:
        if face.kind in ("plane", "cylinder"):
            _add(bores if face.kind == "cylinder" else flat, frame @ np.array(face.direction))
    weights = np.array([areas[np.abs(normals @ direction) > np.cos(_ROUND)].sum() for direction in flat])
    flat = [flat[k] for k in np.argsort(-weights, kind="stable") if weights[k] >= _FACE * total]
    askew = [direction for direction in flat if _is_askew(direction)]
    crossed = [np.cross(a, b) for a, b in combinations([*askew[:_MOST_CROSSED], *np.eye(3)], 2)]
    candidates: list[FloatArray] = []
    for direction in [*bores, *flat, *crossed]:
        size = float(np.linalg.norm(direction))
        if size > _LEAST_SINE and _is_askew(direction / size):
            _add(candidates, direction / size)
    found: list[FloatArray] = []
    explained = [_along_or_square(normals, direction) for direction in candidates[:_CANDIDATES]]
    ends = [float(areas[np.abs(normals @ direction) > np.cos(_ROUND)].sum()) for direction in candidates[:_CANDIDATES]]
    while explained and len(found) < _MOST:
        worth = np.array([float(areas[left & of].sum()) for of in explained])
        if worth.max() < _WORTH * total:
            break
        # Of two that explain as much, the prism with ends is meant, and not the one that a wall of it could be.
        best = int(np.argmax(np.where(worth < _WORTH * total, 0.0, worth + _OF_ENDS * np.array(ends))))
        found.append(axes_along(candidates[best], flat))
        left &= ~explained[best]
    return tuple(found)


def _add(found: list[FloatArray], direction: FloatArray) -> bool:
    """Take a direction in unless it is there, either way round."""
    if any(abs(float(direction @ other)) > np.cos(_SAME) for other in found):
        return False
    found.append(direction)
    return True


def _is_askew(direction: FloatArray) -> bool:
    return bool(np.abs(direction).max() < np.cos(_LEAN))


def _along_or_square(normals: FloatArray, direction: FloatArray) -> BoolArray:
    along = np.abs(normals @ direction)
    return np.asarray((along > np.cos(_ROUND)) | (along < np.sin(_ROUND)))


def axes_along(direction: FloatArray, flat: Sequence[FloatArray]) -> FloatArray:
    """Axes of a prism along a direction: across it an axis of the frame, else what most of its walls face."""
    if direction[2] + 1e-3 * direction[1] + 1e-6 * direction[0] < 0:
        direction = -direction
    across = next((axis for axis in [*np.eye(3)[::-1], *flat] if abs(float(axis @ direction)) < np.sin(_ROUND)), None)
    if across is None:
        across = np.cross([0.0, 0.0, 1.0], direction)
    across = across - (across @ direction) * direction
    across = across / np.linalg.norm(across)
    return np.array([across, np.cross(direction, across), direction])
