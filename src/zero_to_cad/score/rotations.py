"""Named sets of rotations by multiples of 45 degrees.

none      the identity
z8        8 about Z
axes22    8 about each of X, Y and Z, 22 distinct
cube24    the 24 that carry a cube onto itself
euler208  Rz(a) Ry(b) Rx(c) with every angle on the 45-degree grid: 512 triples, 208 distinct

Each set starts with the identity. `euler208` is not closed under inverse, so it matters which shape is
turned: the protocols turn the result.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations, product

import numpy as np
import numpy.typing as npt

from zero_to_cad.errors import ConfigError

ROTATION_SETS = ("none", "z8", "axes22", "cube24", "euler208")

Rotations = npt.NDArray[np.float64]

_HALF = np.sqrt(0.5)
# Written out so that a quarter turn is exact.
_COS = (1.0, _HALF, 0.0, -_HALF, -1.0, -_HALF, 0.0, _HALF)
_SIN = (0.0, _HALF, 1.0, _HALF, 0.0, -_HALF, -1.0, -_HALF)


@cache
def rotation_set(name: str) -> Rotations:
    """The rotation matrices of a set, (n, 3, 3), the identity first; to be applied as `matrix @ point`.

    Raises ConfigError for an unknown name.
    """
    if name == "none":
        matrices = [np.eye(3)]
    elif name == "z8":
        matrices = [_about(2, step) for step in range(8)]
    elif name == "axes22":
        matrices = [_about(axis, step) for axis in range(3) for step in range(8)]
    elif name == "cube24":
        matrices = _cube()
    elif name == "euler208":
        turns = product(range(8), repeat=3)
        matrices = [_about(2, a) @ _about(1, b) @ _about(0, c) for a, b, c in turns]
    else:
        raise ConfigError(f"There is no rotation set '{name}': use one of {', '.join(ROTATION_SETS)}.")
    distinct = _distinct(matrices)
    distinct.flags.writeable = False
    return distinct


def _about(axis: int, step: int) -> Rotations:
    """Rotation about axis 0, 1 or 2 by `step` times 45 degrees."""
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = _COS[step]
    matrix[first, second] = -_SIN[step]
    matrix[second, first] = _SIN[step]
    return matrix


def _cube() -> list[Rotations]:
    signed = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in permutations(range(3))
        for signs in product((1.0, -1.0), repeat=3)
    ]
    return [matrix for matrix in signed if np.linalg.det(matrix) > 0]


def _distinct(matrices: list[Rotations]) -> Rotations:
    """The first of each, in order."""
    seen: dict[tuple[float, ...], Rotations] = {}
    for matrix in matrices:
        seen.setdefault(tuple(np.round(matrix, 6).ravel() + 0.0), matrix)
    return np.stack(list(seen.values()))
