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
    between cuts side by side: the kernel, which has no such roundings, would find nothing there that holds together.

    What stands on the floor of a cut holds, since what is added after one grows by as much as the largest."""
    solid = Nothing().solid
    tools = [piece(feature) for feature in features]
    boxes = [np.array(tool.bounding_box()).reshape(2, 3) for tool in tools]
    most = _FILM * max((float(np.ptp(box, axis=0).max()) for box in boxes), default=0.0)
    is_cut = False
    for feature, tool, box in zip(features, tools, boxes, strict=True):
        adds, middle = feature.operation == "add", box.mean(0)
        is_cut = is_cut or not adds
        scale = 1 + (most * is_cut / np.maximum(np.ptp(box, axis=0), most) if adds else np.full(3, _FILM))
        grown = tool.translate(-middle).scale(scale.tolist()).translate(middle)
        solid = solid + grown if adds else solid - grown
    return solid


def pieces(solid: Any, volume: float) -> list[Any]:
    """The separate pieces of a solid, largest first, without crumbs beside a part of that volume (mm3)."""
    apart: list[Any] = [piece for piece in solid.decompose() if piece.volume() > _CRUMB * volume]
    return sorted(apart, key=lambda piece: -piece.volume()) or [solid]


def missed(solid: Any, subject: Subject) -> float:
    """By how many mm a solid's bounding box misses the part's, all six sides together."""
    box = np.array(solid.bounding_box()).reshape(2, 3)
    return float(np.abs(box - np.stack((subject.lower, subject.upper))).sum())
