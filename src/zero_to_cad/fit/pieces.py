"""What of a solid holds together, and how far the largest of it reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from zero_to_cad.fit.features import Feature
from zero_to_cad.fit.subject import Nothing, Subject

_CRUMB = 1e-6  # of the part's volume: less is no piece
_FILM = 2e-5  # relative, by which cuts are made larger to see what holds together


def unfilmed(features: Sequence[Feature], piece: Callable[[Feature], Any]) -> Any:
    """What features make (manifold3d.Manifold), each of which is a `piece`, without the films that roundings leave
    between cuts side by side: the kernel, which has no such roundings, would find nothing there that holds together."""
    solid = Nothing().solid
    for feature in features:
        tool = piece(feature)
        if feature.operation == "add":
            solid = solid + tool
        else:
            middle = np.array(tool.bounding_box()).reshape(2, 3).mean(0)
            solid = solid - tool.translate(-middle).scale([1 + _FILM] * 3).translate(middle)
    return solid


def pieces(solid: Any, volume: float) -> list[Any]:
    """The separate pieces of a solid, largest first, without crumbs beside a part of that volume (mm3)."""
    apart: list[Any] = [piece for piece in solid.decompose() if piece.volume() > _CRUMB * volume]
    return sorted(apart, key=lambda piece: -piece.volume()) or [solid]


def missed(solid: Any, subject: Subject) -> float:
    """By how many mm a solid's bounding box misses the part's, all six sides together."""
    box = np.array(solid.bounding_box()).reshape(2, 3)
    return float(np.abs(box - np.stack((subject.lower, subject.upper))).sum())
