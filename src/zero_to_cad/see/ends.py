"""The ends of the part's box that outlines tell, and the flat faces that lie there: what one picture can place."""

from __future__ import annotations

import numpy as np

from zero_to_cad.see.box import sums_of
from zero_to_cad.see.pictures import Floats, Pictures
from zero_to_cad.see.planes import Plane, directions_of, rim
from zero_to_cad.see.regions import Regions

OUT = 2.0  # Pixels by which a face may reach out of the box.
INSIDE = 0.97  # The share of its rim that must not.
AT_END = 4.0  # Pixels from another end of the box within which a face reaches it.
REACHING = 0.2  # The share of a face's rim that lies at other ends of the box, where it lies in one.
CENTRED = 2.0  # Pixels from the middle of an end within which a face lies in the middle of it.
TRUST = 0.3


def boxes_of(pictures: Pictures) -> list[Floats]:
    """(3,) half the sides of boxes that the outlines allow: of a part that touches one edge along each axis, and of
    parts that are round about one."""
    sums = sums_of(pictures)
    boxes = [sums.sum() / 2 - sums]
    for axis in range(3):
        # A circle reaches as far across a corner of its box as across a side.
        radius = sums[axis] / np.sqrt(2)
        boxes.append(np.where(np.arange(3) == axis, np.delete(sums, axis).max() - radius, radius))
    return [np.asarray(np.maximum(box, 1.0)) for box in boxes]


def ends(pictures: Pictures, regions: Regions, known: set[int]) -> tuple[Floats, list[Plane]]:
    """The box whose ends hold most, and the planes of the flat regions, not known, that fit into an end of it and from
    there reach others or lie in its middle."""
    best: tuple[int, Floats, list[Plane]] | None = None
    for half in boxes_of(pictures):
        found = _at_ends(pictures, regions, known, half)
        size = sum(len(regions.all[plane.region].rows) for plane in found)
        if best is None or size > best[0]:
            best = size, half, found
    assert best is not None
    return best[1], best[2]


def _at_ends(pictures: Pictures, regions: Regions, known: set[int], half: Floats) -> list[Plane]:
    found = []
    for k, region in enumerate(regions.all):
        if region.grey is None or k in known:
            continue
        base = pictures.rays(region.view, *rim(pictures, region, regions.number))
        towards = pictures.towards[region.view]
        for normal in directions_of(pictures, region.view, region.grey):
            if np.abs(normal).max() < 1 - 1e-6:
                continue
            axis = int(np.abs(normal).argmax())
            depth = (half[axis] - base @ normal) / (normal @ towards)
            points = base + depth[:, None] * towards
            away = np.abs(points) - half
            if (away.max(1) > OUT).mean() > 1 - INSIDE:
                continue
            reaching = (np.delete(away, axis, 1).max(1) > -AT_END).mean() >= REACHING
            middle = np.delete(points.max(0) + points.min(0), axis) / 2
            if reaching or np.abs(middle).max() < CENTRED:
                found.append(Plane(k, (float(normal[0]), float(normal[1]), float(normal[2])), float(half[axis]), TRUST))
    return found
