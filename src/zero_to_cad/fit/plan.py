"""From features to steps: outlines read as lines, arcs and circles, roles named, holes told from bodies."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.corresponding import corresponding, shrunk
from zero_to_cad.fit.features import Extrusion, Feature, Loft, Operation
from zero_to_cad.fit.outline import CHORD_LOSS, Circle, Loop, Numbers, Point, Ring, Segment, rings_of

FloatArray = npt.NDArray[np.float64]

# Heights relative to the narrower, and the wider, of what is extruded: of plates and ribs at most, of pins at least.
_FLAT = 0.2
_SLENDER = 2.5
# Degrees by which an angle may be rounder than was found: of walls that wind, and of walls that lean.
_WOUND = 0.06
_LEANT = 2e-3
_ANGLES = (5.0, 1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001)


@dataclass(frozen=True)
class Taper:
    """Walls that all lean by an angle (degrees, inwards, or less than 0), upwards from the lower end, or downwards from
    the upper."""

    angle: float
    downwards: bool


@dataclass(frozen=True)
class Twist:
    """Walls that turn about a point by an angle (degrees, counter-clockwise) on their way upwards."""

    angle: float
    centre: Point


@dataclass(frozen=True)
class Ruled:
    """Walls that lead straight to another ring at the upper end."""

    ring: Ring


@dataclass(frozen=True)
class Pointed:
    """Walls that lead straight to a point at the upper end, or downwards to one at the lower."""

    tip: Point
    downwards: bool


@dataclass(frozen=True)
class Shell:
    """Walls, and a floor, of one thickness (mm) inside of an outline, open at the upper end or at the lower.

    sharp: the cavity's outline has corners where that of the body has corners inwards, which are round else.
    """

    thickness: float
    upwards: bool
    sharp: bool


@dataclass(frozen=True)
class Step:
    """One body to make and to add or cut.

    An extrusion has `lower` and `upper` along `axis` and rings in `ACROSS[axis]`; a revolution has `centre` and rings
    in (radius, height). `role` is its name in the program; `through` says that it leaves the part at both ends. The
    rows of `turn` (3, 3) are the axes of an extrusion askew to those of the program. Walls that are not straight say
    so: the rings then lie at the lower end, or at the upper of what tapers, or ends in a point, downwards. What is
    hollowed out in the same breath has a `shell`.
    """

    role: str
    operation: Operation
    axis: int
    rings: tuple[Ring, ...]
    lower: float = 0.0
    upper: float = 0.0
    centre: Point | None = None
    through: bool = False
    turn: FloatArray | None = None
    walls: Taper | Twist | Ruled | Pointed | None = None
    shell: Shell | None = None


_KINDS = {Taper: "tapered", Twist: "twisted", Ruled: "lofted", Pointed: "pointed"}
_TIP = 1e-6  # of the area at the other end: less is a point


def steps(
    features: Sequence[Feature],
    lower: FloatArray,
    upper: FloatArray,
    numbers: Sequence[Numbers],
    slanted: Sequence[tuple[FloatArray, Numbers]] = (),
    tapers: bool = True,
) -> tuple[Step, ...]:
    """Named steps in building order. lower, upper (3,) bound the part; numbers: how to read each axis's outlines, and
    those in the axes of each turn; tapers: walls that lean evenly are one, and not a loft between two outlines."""
    found: list[Step] = []
    for feature in (one for whole in features for one in _apart(whole)):
        reader = numbers[feature.axis]
        if isinstance(feature, Loft):
            found.extend(_lofted(feature, reader, tapers, first=not found))
        elif isinstance(feature, Extrusion):
            if feature.turn is not None:
                reader = next(read for turn, read in slanted if turn is feature.turn)
            read = rings_of(feature.area, reader)
            found.extend(_extrusion(feature, read, reader, lower, upper, first=not found))
        else:
            centre = _axis_point(feature.centre, reader)
            profile = _profile(reader, centre)
            radii = [circle[2] for circle in reader.circles if math.dist(circle[:2], centre) < reader.tolerance]
            read = rings_of(feature.area, profile)
            rings = [_on_rims(ring, profile, radii) for outer, inner in read for ring in (outer, *inner)]
            if rings:
                role = "turned_body" if feature.operation == "add" else "turned_cut"
                found.append(Step(role, feature.operation, feature.axis, tuple(rings), centre=centre))
    return _numbered(found)


def _extrusion(
    feature: Extrusion,
    read: list[tuple[Ring, list[Ring]]],
    reader: Numbers,
    lower: FloatArray,
    upper: FloatArray,
    first: bool,
) -> list[Step]:
    low, high = reader.height(feature.lower), reader.height(feature.upper)
    if high - low <= 0 or not read:
        return []
    small = 1e-6 * float((upper - lower).max())
    through = feature.lower <= lower[feature.axis] + small and feature.upper >= upper[feature.axis] - small
    through = through and feature.turn is None
    holes: list[Circle] = []
    rings: list[Ring] = []
    for outer, inner in read:
        if feature.operation == "cut" and isinstance(outer, Circle) and not inner:
            holes.append(outer)
            continue
        rings.append(outer)
        for ring in inner:
            # Only where nothing was built before does a hole cut afterwards remove the same material.
            if first and isinstance(ring, Circle):
                holes.append(ring)
            else:
                rings.append(ring)
    made = []
    if rings:
        body = Step("", feature.operation, feature.axis, tuple(rings), low, high, through=through, turn=feature.turn)
        made.append(replace(body, role=_role(body, first)))
    for radius in sorted({hole.radius for hole in holes}, reverse=True):
        same = tuple(hole for hole in holes if hole.radius == radius)
        bore = Step("", "cut", feature.axis, same, low, high, through=through, turn=feature.turn)
        made.append(replace(bore, role=_role(bore, first)))
    return made


def _lofted(feature: Loft, reader: Numbers, tapers: bool, first: bool) -> list[Step]:
    low, high = reader.height(feature.lower), reader.height(feature.upper)
    if high - low <= 0:
        return []
    lower, upper = (
        [outer for outer, _ in rings_of(area, reader.at(level))]
        for area, level in ((feature.area, feature.lower), (feature.upper_area, feature.upper))
    )
    made: list[Step] = []
    areas = feature.area.area, feature.upper_area.area
    if min(areas) < _TIP * max(areas):
        downwards = areas[0] < areas[1]
        tip = (feature.area if downwards else feature.upper_area).centroid
        place = reader.at(feature.lower if downwards else feature.upper).point((tip.x, tip.y))
        pointed, rings = Pointed(place, downwards), upper if downwards else lower
        made.append(Step("", feature.operation, feature.axis, tuple(rings), low, high, walls=pointed))
    elif feature.twist:
        centre = _axis_point(feature.centre, replace(reader, slack=reader.tolerance))
        walls = Twist(_angle(feature.twist, _WOUND), centre)
        made.append(Step("", feature.operation, feature.axis, tuple(lower), low, high, walls=walls))
    elif feature.draft and tapers:
        angle = math.degrees(math.atan(_draft(feature, lower, upper) / (feature.upper - feature.lower)))
        # An angle may be rounder where its walls end within the slack of where they should.
        slack = math.degrees(reader.slack / (feature.upper - feature.lower))
        inwards = _angle(abs(angle), max(slack, _LEANT))
        taper = Taper(-inwards if feature.widens else inwards, (angle > 0) != feature.widens)
        rings = upper if taper.downwards else lower
        made.append(Step("", feature.operation, feature.axis, tuple(rings), low, high, walls=taper))
    else:
        pairs = (corresponding(begin, end) for begin, end in zip(lower, upper, strict=False))
        made = [
            Step("", feature.operation, feature.axis, (pair[0],), low, high, walls=Ruled(pair[1]))
            for pair in pairs
            if pair is not None
        ]
    return [replace(step, role=_role(step, first)) for step in made if step.rings]


def _draft(feature: Loft, lower: Sequence[Ring], upper: Sequence[Ring]) -> float:
    """By how much (mm) the upper outlines lie further out: by the radii that were read, where they are circles, else by
    the longest side that is straight."""
    longest, found = 0.0, feature.draft
    for low, high in zip(lower, upper, strict=False):
        if isinstance(low, Circle) and isinstance(high, Circle):
            return high.radius - low.radius
        both = shrunk(low, high) or corresponding(low, high)
        if both is None or isinstance(both[0], Circle) or isinstance(both[1], Circle):
            continue
        here, there = both[0].start, both[1].start
        for side, other in zip(both[0].segments, both[1].segments, strict=True):
            (x, y), size = np.subtract(side.end, here), math.dist(side.end, here)
            if side.middle is None and size > longest:
                away = np.subtract(there, here)
                longest, found = size, float(away[0] * y - away[1] * x) / size
            here, there = side.end, other.end
    return found


def _angle(value: float, near: float) -> float:
    """The roundest angle (degrees) that is near to another."""
    for step in _ANGLES:
        rounded = round(value / step) * step
        if abs(rounded - value) <= near:
            return round(rounded, 4)
    return round(value, 4)


def _apart(feature: Feature) -> list[Feature]:
    """A feature as several, in none of whose areas a polygon lies in a hole of another."""
    if isinstance(feature, Loft):
        return [feature]
    return [replace(feature, area=area) for area in _without_islands(feature.area)]


def _without_islands(area: Any) -> list[Any]:
    """An area as several, outermost first, in none of which a polygon lies in a hole of another.

    CadQuery knows outer wires and the holes in them, but no islands in the holes.
    """
    parts = shapely.get_parts(area)
    filled = [shapely.Polygon(part.exterior) for part in parts]
    depth = np.array([shapely.contains(filled, part.representative_point()).sum() for part in parts])
    return [shapely.MultiPolygon(list(parts[depth == k])) for k in np.unique(depth)]


def _role(step: Step, first: bool) -> str:
    name = _noun(step, first)
    if step.walls is not None:
        # A hole has straight walls.
        return f"{_KINDS[type(step.walls)]}_{'pocket' if name == 'hole' else name}"
    return name if step.turn is None else f"slanted_{name}"


def _noun(step: Step, first: bool) -> str:
    """What a person would call a body or a cut of its proportions."""
    circles = all(isinstance(ring, Circle) for ring in step.rings)
    height = step.upper - step.lower
    extents = [_extent(ring) for ring in step.rings]
    rounds = {ring.radius for ring in step.rings if isinstance(ring, Circle)}
    if step.operation == "cut":
        # What one drill does not leave is no hole.
        return ("groove" if len(rounds) > 1 else "hole") if circles else "cutout" if step.through else "pocket"
    if first:
        flat = len(extents) == 1 and height <= _FLAT * min(extents[0])
        return "plate" if flat else "base"
    if all(height >= _SLENDER * max(extent) for extent in extents):
        return "pin" if step.axis == 2 else "bar"
    if circles:
        return "ring" if len(rounds) > 1 else "boss"
    flat = all(height <= _FLAT * min(extent) for extent in extents)
    return "block" if not flat else "pad" if step.axis == 2 else "rib"


def _extent(ring: Ring) -> Point:
    """How far a ring reaches along its two axes."""
    if isinstance(ring, Circle):
        return 2 * ring.radius, 2 * ring.radius
    points = np.array([ring.start, *(s.end for s in ring.segments), *(s.middle for s in ring.segments if s.middle)])
    width, length = np.ptp(points, axis=0).tolist()
    return width, length


def _axis_point(centre: Point, reader: Numbers) -> Point:
    """The exact axis nearest a fitted one, where there is one near."""

    def distance(circle: tuple[float, float, float]) -> float:
        return abs(circle[0] - centre[0]) + abs(circle[1] - centre[1])

    near = min(reader.circles, key=distance, default=None)
    return reader.point(near[:2] if near and distance(near) < 6 * reader.tolerance else centre)


def _profile(reader: Numbers, centre: Point) -> Numbers:
    """How to read a profile about an axis: its corners are where faces about the same axis end, its circles theirs."""
    rims = [rim[2:] for rim in reader.rims if math.dist(rim[:2], centre) < reader.tolerance]
    corners = np.array(rims, np.float64).reshape(-1, 2)
    circles = tuple(tube[2:] for tube in reader.tubes if math.dist(tube[:2], centre) < reader.tolerance)
    return replace(reader, circles=circles, planes=((), reader.planes[2], ()), corners=corners)


def _on_rims(ring: Ring, profile: Numbers, radii: Sequence[float]) -> Ring:
    """A profile whose points near a rim, or a known radius, lie on it: sections of a mesh cut the corners of round
    walls."""

    def moved(point: Point) -> Point:
        misses = np.abs(profile.corners - point) - (CHORD_LOSS * point[0], 0.0)
        if len(misses) and (misses.max(1) <= profile.tolerance).any():
            return profile.point(profile.corners[int(misses.max(1).argmin())])
        near = min(radii, key=lambda radius: abs(radius - point[0]), default=point[0])
        if abs(near - point[0]) > CHORD_LOSS * near:
            return point
        for out, along, radius in profile.circles:
            if radius > abs(near - out):
                met = along + math.copysign(math.sqrt(radius**2 - (near - out) ** 2), point[1] - along)
                if abs(met - point[1]) <= profile.tolerance:
                    return near, profile.read(met)
        return near, point[1]

    if isinstance(ring, Circle):
        return ring
    here = start = moved(ring.start)
    segments: list[Segment] = []
    for segment in (replace(segment, end=moved(segment.end)) for segment in ring.segments):
        # Two points may have been moved to the same place, which makes a side of no length.
        if segment.end != here:
            segments.append(segment)
            here = segment.end
    return Loop(start, tuple(segments))


def _numbered(found: list[Step]) -> tuple[Step, ...]:
    total = Counter(step.role for step in found)
    seen: Counter[str] = Counter()
    named = []
    for step in found:
        seen[step.role] += 1
        role = f"{step.role}_{seen[step.role]}" if total[step.role] > 1 else step.role
        named.append(replace(step, role=role))
    return tuple(named)
