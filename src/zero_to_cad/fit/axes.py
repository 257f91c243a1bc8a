"""Lines around which much of a part is round."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.kernels import longest_arc
from zero_to_cad.fit.sections import ACROSS, Sections

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A line along `axis` of the frame through `centre` (in `ACROSS[axis]`), mm; `weight` ranks it."""

    axis: int
    centre: tuple[float, float]
    weight: float


def revolution_lines(
    sections: Sections, lower: FloatArray, upper: FloatArray, levels: list[FloatArray], most: int = 4
) -> list[Line]:
    """The few lines that carry the most round wall, over all three axes."""
    longest = float((upper - lower).max())
    tolerance = 3e-4 * longest
    found: list[Line] = []
    for axis in range(3):
        arcs: list[tuple[float, float, float]] = []
        i, j = ACROSS[axis]
        inside = (lower[i], lower[j], upper[i], upper[j])
        edges = np.union1d(levels[axis], np.linspace(lower[axis], upper[axis], 7))
        for low, high in pairwise(edges):
            if high - low < 1e-4 * longest:
                continue
            area = sections.across(axis, float(low + 0.487 * (high - low)))
            for ring in shapely.get_rings(shapely.get_parts(area)):
                points = shapely.get_coordinates(ring.simplify(tolerance / 20))[:-1]
                for cx, cy, r, sweep in _arcs(points, tolerance):
                    if r < longest and inside[0] <= cx <= inside[2] and inside[1] <= cy <= inside[3]:
                        arcs.append((cx, cy, sweep * r * r * (high - low)))
        found.extend(_clusters(axis, arcs, 1e-3 * longest))
    found.sort(key=lambda line: -line.weight)
    volume = float(np.prod(upper - lower))
    return [line for line in found[:most] if line.weight > 0.02 * volume]


def _arcs(points: FloatArray, tolerance: float) -> list[tuple[float, float, float, float]]:
    n = len(points)
    if n < 6:
        return []
    found = []
    here = 0
    points = np.ascontiguousarray(points)
    while here < n:
        count, cx, cy, r = longest_arc(points, here, tolerance, 0.6, n + 1)
        if count:
            taken = points[(here + np.arange(count)) % n] - (cx, cy)
            turn = np.unwrap(np.arctan2(taken[:, 1], taken[:, 0]))
            found.append((cx, cy, r, min(abs(float(turn[-1] - turn[0])), 2 * np.pi)))
            here += count - 1
        else:
            here += 1
    return found


def _clusters(axis: int, arcs: list[tuple[float, float, float]], near: float) -> list[Line]:
    lines: list[Line] = []
    for cx, cy, weight in sorted(arcs, key=lambda a: -a[2]):
        for k, line in enumerate(lines):
            if abs(line.centre[0] - cx) < near and abs(line.centre[1] - cy) < near:
                lines[k] = Line(axis, line.centre, line.weight + weight)
                break
        else:
            lines.append(Line(axis, (cx, cy), weight))
    return sorted(lines, key=lambda line: -line.weight)[:4]
