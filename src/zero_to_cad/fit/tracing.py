"""From the cells of a grid to the outline that a person would have drawn around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Round = tuple[float, float, float]

_CHORD = 0.12  # rad of an arc that one side of its polygon spans
_SPECK = 3.5  # square cells under which a piece or a hole is noise
_THREAD = 0.15  # cells, half the width under which material or a gap is noise
_LEAST_TURN = 0.6  # rad of a round wall that must be seen before an outline follows it
_LONG = 2.6  # cells of a side that is no step of stairs
_ASTRAY = 2  # corners between an arc and the side that it touches, which may lie beside both
_MOST_FURTHER = 0.7  # rad by which an arc goes on to where it touches a side
_LEAST_CORNER = 0.5  # rad by which sides turn that an arc is put between
_LEAST_RADIUS = 1.5  # cells
_ON_ARC = 0.8  # cells by which corners may be beside such an arc


@dataclass(frozen=True)
class Stairs:
    """The areas (shapely polygons) of marked cells, and how large a cell is."""

    polygons: tuple[Any, ...]
    cell: float


def stairs(mask: BoolArray, us: FloatArray, vs: FloatArray) -> Stairs:
    """The areas of marked cells (len(us) - 1, len(vs) - 1) between grid lines, without specks."""
    strips = []
    for i in np.flatnonzero(mask.any(1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], mask[i].astype(np.int8), [0]))))
        strips += [(us[i], vs[a], us[i + 1], vs[b]) for a, b in edges.reshape(-1, 2)]
    cell = max(float(np.median(np.diff(us))), float(np.median(np.diff(vs))))
    if not strips:
        return Stairs((), cell)
    whole = shapely.get_parts(shapely.union_all(shapely.box(*np.array(strips).T)))
    return Stairs(tuple(polygon for polygon in whole if polygon.area >= _SPECK * cell * cell), cell)


def tidied(balance: FloatArray, matter: FloatArray) -> BoolArray:
    """Cells worth taking, without specks and pinholes; cells of no consequence follow their neighbours.

    balance, matter (n, m): what taking a cell gains, and what is at stake there."""
    mask = balance > 0
    idle = np.abs(balance) < 0.05 * matter.max()
    for _ in range(2):
        padded = np.pad(mask.astype(np.int8), 1)
        around = sum(
            padded[1 + y : padded.shape[0] - 1 + y, 1 + x : padded.shape[1] - 1 + x]
            for y in (-1, 0, 1)
            for x in (-1, 0, 1)
            if (y, x) != (0, 0)
        )
        mask = np.where(idle, around >= 5, np.where(mask, around >= 2, around >= 7))
    return np.asarray(mask, np.bool_)


def outline(found: Stairs, walls: tuple[FloatArray, FloatArray], rounds: Sequence[Round], coarse: float = 0.5) -> Any:
    """The area (shapely) of cells, its stairs read as slopes and arcs.

    walls: the coordinates in u and in v of flat faces, on which short sides are believed. rounds: centre and radius of
    known round walls. coarse: cells by which the outline may leave out corners.
    """
    cell = found.cell
    polygons = []
    for polygon in found.polygons:
        shape = _filled(_smooth(shapely.get_coordinates(polygon.exterior)[:-1], cell, coarse, walls, rounds))
        for ring in polygon.interiors:
            if shapely.Polygon(ring).area >= _SPECK * cell * cell:
                hole = _filled(_smooth(shapely.get_coordinates(ring)[:-1], cell, coarse, walls, rounds))
                shape = shape - hole
        polygons.append(shape)
    return cleaned(shapely.union_all(polygons), cell) if polygons else shapely.Polygon()


def _filled(ring: FloatArray) -> Any:
    return shapely.make_valid(shapely.Polygon(ring)) if len(ring) > 2 else shapely.Polygon()


def cleaned(area: Any, cell: float) -> Any:
    """An area without specks, threads, slits and pieces that touch in a corner only, which no kernel likes."""
    reach = _THREAD * cell
    for sign in (-1.0, 1.0):
        away = shapely.buffer(area, sign * reach, join_style="mitre", mitre_limit=4.0)
        area = shapely.buffer(away, -sign * reach, join_style="mitre", mitre_limit=4.0)
    area = shapely.simplify(area, 0.02 * cell)
    least = _SPECK * cell * cell
    parts = []
    for part in shapely.get_parts(area):
        if part.geom_type == "Polygon" and part.area >= least:
            holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= least]
            parts.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(parts) if parts else shapely.Polygon()


def _smooth(
    ring: FloatArray, cell: float, coarse: float, walls: tuple[FloatArray, FloatArray], rounds: Sequence[Round]
) -> FloatArray:
    whole = _whole_circle(ring, cell, rounds)
    if whole is not None:
        return whole
    corners = shapely.get_coordinates(shapely.simplify(shapely.linearrings(ring), 1e-9 * cell))[:-1]
    n = len(corners)
    ends = np.roll(corners, -1, axis=0)
    long_enough = np.abs(ends - corners).max(1) >= _LONG * cell
    upright = np.abs(ends[:, 0] - corners[:, 0]) < 1e-9 * cell  # at one u, along v
    on_wall = np.where(upright, _near(corners[:, 0], walls[0], cell), _near(corners[:, 1], walls[1], cell))
    kept = long_enough | (on_wall & (np.abs(ends - corners).max(1) >= 1.5 * cell))
    for x, y, r in rounds:
        # Where a circle runs along the grid its stairs are long.
        one, other, middle = (
            np.abs(np.hypot(p[:, 0] - x, p[:, 1] - y) - abs(r)) for p in (corners, ends, (corners + ends) / 2)
        )
        kept &= (np.maximum(one, other) > 1.5 * cell) | (middle > cell) | (abs(r) < 1.5 * cell)
    points: list[FloatArray] = []
    for k in range(n):
        if kept[k]:
            if not kept[k - 1]:
                points.append(corners[k])
            points.append(ends[k])
        else:
            if n <= 6:
                points += [corners[k], ends[k]]
            else:
                points.append((corners[k] + ends[k]) / 2)
    smooth = np.array(points)
    if len(smooth) < 4:
        return ring
    line = shapely.simplify(shapely.linearrings(smooth), coarse * cell)
    smooth = shapely.get_coordinates(line)[:-1]
    if len(smooth) < 3:
        return ring
    return rounded(_on_rounds(smooth, cell, rounds, walls), cell)


def _near(values: FloatArray, walls: FloatArray, cell: float) -> BoolArray:
    return np.asarray((np.abs(values[:, None] - walls[None, :]) < 1e-6 * cell).any(1))


def _whole_circle(ring: FloatArray, cell: float, rounds: Sequence[Round]) -> FloatArray | None:
    """The ring as a circle, when it runs around one of the known ones or around any other."""
    low, high = ring.min(0), ring.max(0)
    size = high - low
    if abs(size[0] - size[1]) > 2.2 * cell or size.min() < 1.5 * cell:
        return None
    middle, radius = (low + high) / 2, float(size.mean()) / 2
    polygon = shapely.Polygon(ring)
    best = None
    for x, y, r in rounds:
        if np.hypot(x - middle[0], y - middle[1]) < 1.5 * cell and abs(abs(r) - radius) < 1.5 * cell:
            best = (x, y, abs(r))
            break
    if best is None:
        # From the area, which is not biased by stairs.
        if radius < 2.5 * cell:
            return None
        centroid = polygon.centroid
        best = (centroid.x, centroid.y, float(np.sqrt(polygon.area / np.pi)))
    away = np.hypot(ring[:, 0] - best[0], ring[:, 1] - best[1]) - best[2]
    if np.abs(away).max() > 1.3 * cell or abs(polygon.area - np.pi * best[2] ** 2) > 2.2 * cell * best[2] * 2:
        return None
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    return np.column_stack((best[0] + best[2] * np.cos(angles), best[1] + best[2] * np.sin(angles)))


def _on_rounds(
    ring: FloatArray, cell: float, rounds: Sequence[Round], walls: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """The ring with runs of corners that lie on a known round wall replaced by the arc, from tangent to tangent where
    long sides go on from it."""
    for x, y, signed in rounds:
        r = abs(signed)
        if r < 1.5 * cell:
            continue
        n = len(ring)
        away = np.abs(np.hypot(ring[:, 0] - x, ring[:, 1] - y) - r)
        close = away < 0.9 * cell
        if close.sum() < 3 or close.all():
            continue
        first = int(np.argmin(close))
        ring, close = np.roll(ring, -first, axis=0), np.roll(close, -first)
        made: list[FloatArray] = []
        marks = np.flatnonzero(np.diff(np.concatenate(([0], close.astype(np.int8), [0]))))
        here = 0
        for a, b in marks.reshape(-1, 2).tolist():
            angles = np.unwrap(np.arctan2(ring[a:b, 1] - y, ring[a:b, 0] - x))
            span = angles[-1] - angles[0]
            steps = np.abs(np.diff(angles)).max() if b - a > 1 else 0.0
            if a < here or b - a < 3 or abs(span) < _LEAST_TURN or steps >= 1.2 or not _one_way(angles):
                continue
            begin, low = _tangent(ring, a, -1, (x, y, r), cell, angles[0])
            end, high = _tangent(ring, b - 1, 1, (x, y, r), cell, angles[-1])
            if begin < here or end >= n or (high - low) * span <= 0:
                begin, end, low, high = a, b - 1, float(angles[0]), float(angles[-1])
            made.append(ring[here:begin])
            arc = _arc((x, y), r, low, high)
            for k, angle, own in ((0, low, angles[0]), (-1, high, angles[-1])):
                if angle != own:
                    arc[k] = [_onto(value, levels, cell) for value, levels in zip(arc[k], walls, strict=True)]
            made.append(arc)
            here = end + 1
        made.append(ring[here:n])
        ring = np.concatenate(made)
    return ring


def _tangent(ring: FloatArray, at: int, way: int, circle: Round, cell: float, angle: float) -> tuple[int, float]:
    """The corner up to which an arc that ends `at` one replaces the ring, and the angle at which it then ends: where a
    long side begins that touches its circle, at most a few corners on."""
    x, y, r = circle
    n = len(ring)
    for k in range(at, at + way * (_ASTRAY + 1), way):
        here, there = ring[k % n], ring[(k + way) % n]
        if abs(np.hypot(*(here - (x, y))) - r) > 2.0 * cell:
            break
        length = float(np.hypot(*(there - here)))
        if length < _LONG * cell:
            continue
        along = (there - here) / length
        foot = here + ((np.array((x, y)) - here) @ along) * along
        off = float(np.hypot(*(foot - (x, y))))
        if abs(off - r) > cell or float((foot - here) @ along) > length:
            continue
        touched = float(np.arctan2(foot[1] - y, foot[0] - x))
        touched = angle + float(np.remainder(touched - angle + np.pi, 2 * np.pi)) - np.pi
        return (k, touched) if abs(touched - angle) < _MOST_FURTHER else (at, angle)
    return at, angle


def _onto(value: float, levels: FloatArray, cell: float) -> float:
    """A coordinate on the flat face nearest to it, where that is near."""
    if not len(levels):
        return value
    near = float(levels[int(np.abs(levels - value).argmin())])
    return near if abs(near - value) < 0.5 * cell else value


def rounded(ring: FloatArray, cell: float, read: Callable[[float], float] = float) -> FloatArray:
    """The ring with corners that some short sides cut off between two long ones as arcs that touch these, where such
    an arc passes all of them; read: of the radii."""
    n = len(ring)
    long = np.hypot(*(np.roll(ring, -1, axis=0) - ring).T) >= _LONG * cell
    if long.sum() < 2:
        return ring
    first = int(np.argmax(long))
    ring, long = np.roll(ring, -first, axis=0), np.roll(long, -first)
    sides = np.flatnonzero(long).tolist()
    made = []
    for k, following in zip(sides, [*sides[1:], sides[0] + n], strict=True):
        chain = ring[np.arange(k + 1, following + 1) % n]
        arc = _arc_between(ring[k], ring[(following + 1) % n], chain, cell, read) if len(chain) > 2 else None
        made.append(chain if arc is None else arc)
    return np.roll(np.concatenate(made), 1, axis=0)


def _arc_between(
    before: FloatArray, after: FloatArray, chain: FloatArray, cell: float, read: Callable[[float], float]
) -> FloatArray | None:
    """Points of the arc that touches the sides from `before` and to `after`, and passes a chain between these."""
    one, two = chain[0] - before, after - chain[-1]
    one, two = one / np.hypot(*one), two / np.hypot(*two)
    cross = float(one[0] * two[1] - one[1] * two[0])
    turn = float(np.arctan2(cross, one @ two))
    if not _LEAST_CORNER < abs(turn) < np.pi - _LEAST_CORNER:
        return None
    away = chain[-1] - before
    corner = before + one * float(away[0] * two[1] - away[1] * two[0]) / cross
    half = float(np.tan(abs(turn) / 2))
    # From the corner to the centre of an arc of radius 1.
    inward = np.sign(cross) * np.array((-one[1], one[0])) - half * one

    def miss(radius: float) -> float:
        return float(np.abs(np.hypot(*(chain[1:-1] - corner - radius * inward).T) - radius).max())

    radius = float(np.hypot(*(chain - corner).T).min()) / (1 / np.cos(turn / 2) - 1)
    for spread in (0.5, 0.03):
        radius = min((radius * np.linspace(1 - spread, 1 + spread, 31)).tolist(), key=miss)
    radius = read(radius)
    reach = radius * half
    room = min(float((corner - before) @ one), float((after - corner) @ two))
    if miss(radius) > _ON_ARC * cell or radius < _LEAST_RADIUS * cell or reach > room:
        return None
    # The chain begins and ends about where the arc does.
    ends = [float((corner - chain[0]) @ one), float((chain[-1] - corner) @ two)]
    if any(abs(end - reach) > max(2.0 * cell, 0.35 * reach) for end in ends):
        return None
    centre = corner + radius * inward
    begin = float(np.arctan2(*(corner - reach * one - centre)[::-1]))
    return _arc(centre, radius, begin, begin + turn)


def _arc(centre: Sequence[float] | FloatArray, radius: float, low: float, high: float) -> FloatArray:
    """Points (n, 2) of an arc from one angle to another, rad, both included."""
    angles = np.linspace(low, high, max(3, int(np.ceil(abs(high - low) / _CHORD)) + 1))
    return np.asarray(np.column_stack((centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles))))


def _one_way(angles: FloatArray) -> bool:
    steps = np.diff(angles)
    return bool((steps > -0.05).all() or (steps < 0.05).all())


def rasterised(area: Any, us: FloatArray, vs: FloatArray) -> BoolArray:
    """Which cells have their centre in an area."""
    u, v = (us[1:] + us[:-1]) / 2, (vs[1:] + vs[:-1]) / 2
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, *np.meshgrid(u, v, indexing="ij")))


def moved(area: Any, cell: float, reads: Sequence[Callable[[float], float]]) -> Any:
    """An area with its corners read as rounder numbers, and the radii of its rounded corners, where it stays valid.

    cell: in the area's unit; reads: of coordinates in u, in v, and of radii. What is within arcs has no numbers of its
    own.
    """
    read_u, read_v, read_radius = reads

    def read(ring: Any) -> FloatArray:
        points = shapely.get_coordinates(ring)[:-1]
        within = _within_arcs(points)
        corners = [
            (u, v) if arc else (read_u(u), read_v(v)) for (u, v), arc in zip(points.tolist(), within, strict=True)
        ]
        return rounded(np.array(corners), cell, read_radius)

    parts = [
        shapely.Polygon(read(part.exterior), [read(hole) for hole in part.interiors])
        for part in shapely.get_parts(area)
    ]
    changed = shapely.MultiPolygon(parts)
    return area if changed.is_empty or not changed.is_valid else changed


def _within_arcs(ring: FloatArray) -> BoolArray:
    """Which corners of a ring (n, 2) stand between two chords of one arc."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    turn = np.abs(np.arctan2(cross, (before * after).sum(1)))
    one, other = np.hypot(*before.T), np.hypot(*after.T)
    even = np.minimum(one, other) > 0.6 * np.maximum(one, other)
    return np.asarray((turn > _CHORD / 3) & (turn < 1.7 * _CHORD) & even)
