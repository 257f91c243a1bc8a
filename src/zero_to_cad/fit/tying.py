"""Bars between pieces that do not touch: a part is one solid."""

from __future__ import annotations

from collections.abc import Sequence

import manifold3d
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from zero_to_cad.fit.features import Extrusion, Feature
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.subject import manifold

_LOOSE = 3e-3  # The share of the volume from which a loose piece is tied.
_MOST_BARS = 6


def body_of(features: Sequence[Feature]) -> manifold3d.Manifold:
    """The body that features make."""
    body = manifold3d.Manifold()
    for feature in features:
        solid = manifold(*feature.solid())
        body = body + solid if feature.operation == "add" else body - solid
    return body


def bars(body: manifold3d.Manifold, reach: float) -> list[Extrusion]:
    """Extrusions that tie each piece of some volume to the largest one where they are nearest.

    reach: how far a bar goes into what it ties, and half of how thick it is.
    """
    pieces = sorted(body.decompose(), key=lambda piece: -piece.volume())
    if len(pieces) < 2:
        return []
    least = _LOOSE * pieces[0].volume()
    tree = cKDTree(_points(pieces[0], reach))
    made = []
    for piece in pieces[1 : _MOST_BARS + 1]:
        if piece.volume() < least:
            break
        points = _points(piece, reach)
        away, nearest = tree.query(points)
        k = int(away.argmin())
        ends = np.sort([points[k], tree.data[nearest[k]]], axis=0)
        axis = int(np.ptp(ends, axis=0).argmax())
        low, high = ends[0] - reach, ends[1] + reach
        i, j = ACROSS[axis]
        area = shapely.MultiPolygon([shapely.box(low[i], low[j], high[i], high[j])])
        made.append(Extrusion("add", axis, float(low[axis]), float(high[axis]), area))
    return made


def _points(piece: manifold3d.Manifold, step: float) -> npt.NDArray[np.float64]:
    """Points all over a piece's surface, about so far apart."""
    mesh = piece.refine_to_length(2 * step).to_mesh64()
    return np.asarray(mesh.vert_properties, np.float64)[:, :3]
