"""Strips of a B-rep that a fillet or a chamfer of one size leaves, told from the faces beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.topology import SQUARE, Border, Faces, Point3, as_point, round_form, triple

FloatArray = npt.NDArray[np.float64]
Kind = Literal["fillet", "chamfer"]

_LEAST_TURN, _MOST_TURN = math.radians(20), math.radians(125)  # of a fillet, across
_MOST_RADIUS = 0.3  # of the part's longest side
_MOST_CHAMFER = 0.1
_MOST_TAPER = 0.5  # of its larger radius, that a conical chamfer may take
_ALIKE = 1e-5  # relative: sizes that are one
_UNLIKE = 0.6  # of two fillets side by side, the smaller is one only where it is this much smaller
_LEAST_RATIO = 0.25  # of the setbacks of a chamfer


@dataclass(frozen=True)
class Wedge:
    """What lies between a strip and the sharp edge: a profile moved along, or turned about, a line. mm.

    The profile goes from one side of the strip to the sharp edge, to the other side, and back through `middle`, or
    straight where that is None. It is moved by `along`, or turned by `angle` (rad) about `along` through `centre`.
    """

    first: Point3
    apex: Point3
    second: Point3
    middle: Point3 | None
    along: Point3
    centre: Point3 | None = None
    angle: float = 0.0


@dataclass(frozen=True)
class Strip:
    """A face that a blend has left, by its index in the shape's faces.

    sizes: the radius of a fillet, or the one or two setbacks of a chamfer, mm. `supports` are the faces along its
    two sides, `ends` those across which it goes on or stops. A `corner` lies between the ends of strips. `middles`
    are points along its middle, and `away` is about how far (mm) the sharp edge passes from each. `wedge` is None where
    more is missing than a profile swept.
    """

    face: int
    kind: Kind
    convex: bool
    sizes: tuple[float, ...]
    supports: frozenset[int] = frozenset()
    ends: frozenset[int] = frozenset()
    corner: bool = False
    middles: tuple[Point3, ...] = ()
    away: float = 0.0
    wedge: Wedge | None = None

    def alike(self, other: Strip) -> bool:
        """Whether one statement can make both."""
        return (
            (self.kind, self.convex, len(self.sizes)) == (other.kind, other.convex, len(other.sizes))
            and all(abs(a - b) <= _ALIKE * a for a, b in zip(self.sizes, other.sizes, strict=True))
        )  # fmt: skip


def strips(shape: Any, longest: float) -> tuple[Strip, ...]:
    """The strips of a shape (cadquery.Shape) whose longest side is `longest` mm.

    Left out is what may be something else: full rounds, rounds beside one of about their size, slanted faces that are
    no narrow strip between two square ones, and what goes on into a face that is no strip.
    """
    faces = Faces(shape)
    found: dict[int, Strip] = {}
    for k in range(len(faces.all)):
        strip = _fillet(faces, k, longest) or _chamfer(faces, k, longest)
        if strip is not None:
            found[k] = strip
    found = _without_rivals(found)
    corners = {k: corner for k in range(len(faces.all)) if (corner := _corner(faces, k, found)) is not None}
    found |= corners
    while True:
        # What a strip runs on into smoothly must be a strip too, or it is only part of something larger.
        kept = {k: strip for k, strip in found.items() if _ends_well(faces, strip, found)}
        if len(kept) == len(found):
            return tuple(found.values())
        found = kept


def outermost(found: Iterable[Strip]) -> list[Strip]:
    """The strips on which no other stands: those that were made last, and can be taken away first."""
    strips = list(found)
    under = {face for strip in strips for face in strip.supports if not strip.corner}
    return [strip for strip in strips if strip.face not in under]


def chains(found: Sequence[Strip]) -> list[list[Strip]]:
    """Strips that go on into each other together, in the order of their faces."""
    waiting = {strip.face: strip for strip in found}
    made = []
    while waiting:
        front = [waiting.pop(min(waiting))]
        chain = []
        while front:
            strip = front.pop()
            chain.append(strip)
            beside = [f for f, other in waiting.items() if f in strip.ends or strip.face in other.ends]
            front += [waiting.pop(f) for f in beside]
        made.append(sorted(chain, key=lambda strip: strip.face))
    return made


def _sides(faces: Faces, face: int, across: int) -> tuple[list[Border], list[Border], list[Border]] | None:
    """The edges along both sides of a round face, and those at its ends. across: 0 where it curves along u, else 1.

    None where an edge runs along it in between.
    """
    u0, u1, v0, v1 = faces.bounds(face)
    low, high = ((u0, u1), (v0, v1))[across]
    near = 1e-4 * (high - low)
    straight = "GeomAbs_Line" if faces.kinds[face] == "CYLINDER" else "GeomAbs_Circle"
    turning = faces.kinds[face] != "CONE"
    left, right, ends = [], [], []
    for border in faces.borders(face):
        at = (border.u, border.v)[across]
        if border.kind == straight and _apart(at, low, turning) < near:
            left.append(border)
        elif border.kind == straight and _apart(at, high, turning) < near:
            right.append(border)
        elif border.smooth and border.kind == straight and faces.kinds[face] == "CYLINDER":
            return None
        else:
            ends.append(border)
    return left, right, ends


def _core(kind: str, place: FloatArray, direction: FloatArray, major: float, at: FloatArray) -> FloatArray:
    """The point of a cylinder's axis, or of a torus's circle, that is nearest to a point of its surface."""
    along: FloatArray = ((at - place) @ direction) * direction
    if kind == "CYLINDER":
        return place + along
    outward: FloatArray = at - place - along
    return place + outward * (major / float(np.linalg.norm(outward)))


def _apart(first: float, second: float, turning: bool) -> float:
    """How far two parameters are apart, where they turn round by the shorter way."""
    return abs(math.remainder(first - second, 2 * math.pi)) if turning else abs(first - second)


def _fillet(faces: Faces, face: int, longest: float) -> Strip | None:
    kind = faces.kinds[face]
    if kind not in ("CYLINDER", "TORUS"):
        return None
    place, direction, radii = round_form(kind, faces.surfaces[face])
    radius = float(radii[-1])
    across = 0 if kind == "CYLINDER" else 1
    u0, u1, v0, v1 = faces.bounds(face)
    turn = (u1 - u0, v1 - v0)[across]
    if not (_LEAST_TURN < turn < _MOST_TURN and radius < _MOST_RADIUS * longest):
        return None
    sides = _sides(faces, face, across)
    if sides is None:
        return None
    left, right, ends = sides
    if not left or not right or not all(border.smooth for border in (*left, *right)):
        return None
    supports = frozenset(border.beyond for border in (*left, *right))
    beyond = frozenset(border.beyond for border in ends)
    if supports & beyond or {b.beyond for b in left} & {b.beyond for b in right}:
        return None
    if any(faces.same_surface(face, other) for other in supports):
        return None
    middle = ((u0 + u1) / 2, (v0 + v1) / 2)
    at = faces.point(face, *middle)
    centre = _core(kind, place, direction, float(radii[0]), at)
    convex = bool(faces.normal(face, *middle) @ (at - centre) > 0)
    away = radius * (1 / math.cos(turn / 2) - 1)
    middles = faces.middles(face, 1 - across)
    wedge = None
    straight = {faces.kinds[other] for other in supports} <= {"PLANE"}
    if kind == "TORUS" or straight:
        start = [(u0, v0), (u1, v0), (middle[0], v0)] if kind == "CYLINDER" else [(u0, v0), (u0, v1), (u0, middle[1])]
        first, second, half = (faces.point(face, *at) for at in start)
        inner = _core(kind, place, direction, float(radii[0]), half)
        apex = inner + (half - inner) / math.cos(turn / 2)
        moved = (v1 - v0) * direction if kind == "CYLINDER" else direction
        wedge = Wedge(as_point(first), as_point(apex), as_point(second), as_point(half), as_point(moved))
        if kind == "TORUS":
            wedge = replace(wedge, centre=as_point(place), angle=faces.turned(face))
    return Strip(face, "fillet", convex, (radius,), supports, beyond, middles=middles, away=away, wedge=wedge)


def _chamfer(faces: Faces, face: int, longest: float) -> Strip | None:
    if faces.kinds[face] == "CONE":
        return _conical(faces, face, longest)
    if faces.kinds[face] == "PLANE":
        return _slanted(faces, face, longest)
    return None


def _conical(faces: Faces, face: int, longest: float) -> Strip | None:
    """A cone outside, between a coaxial cylinder or a fillet's and a plane square to the axis."""
    place, direction, _ = round_form("CONE", faces.surfaces[face])
    u0, u1, v0, v1 = faces.bounds(face)
    middle = (u0 + u1) / 2
    ends = [faces.point(face, middle, v) - place for v in (v0, v1)]
    heights = [float(end @ direction) for end in ends]
    radii = [float(np.linalg.norm(end - height * direction)) for end, height in zip(ends, heights, strict=True)]
    axial, radial = abs(heights[1] - heights[0]), abs(radii[1] - radii[0])
    if min(axial, radial) <= 0 or max(axial, radial) > _MOST_CHAMFER * longest:
        return None
    if radial > _MOST_TAPER * max(radii) or min(axial, radial) < _LEAST_RATIO * max(axial, radial):
        return None
    outward = (ends[0] + ends[1]) / 2
    outward = outward - (outward @ direction) * direction
    if faces.normal(face, middle, (v0 + v1) / 2) @ outward <= 0:
        return None
    beside = _sides(faces, face, 1)
    if beside is None:
        return None
    left, right, others = beside
    if not left or not right or any(border.smooth for border in (*left, *right)):
        return None
    wide, narrow = (left, right) if radii[0] > radii[1] else (right, left)
    if not all(_is_square(faces, border.beyond, direction) for border in narrow):
        return None
    if not all(_is_barrel(faces, border.beyond, place, direction, max(radii)) for border in wide):
        return None
    supports = frozenset(border.beyond for border in (*left, *right))
    beyond = frozenset(border.beyond for border in others)
    away, middles = math.hypot(axial, radial) / 2, faces.middles(face, 0)
    first, second = (faces.point(face, u0, v) for v in (v0, v1))
    wide_end, narrow_end = (first, second) if radii[0] > radii[1] else (second, first)
    apex = wide_end + ((narrow_end - wide_end) @ direction) * direction
    profile = as_point(first), as_point(apex), as_point(second), None, as_point(direction)
    wedge = Wedge(*profile, centre=as_point(place), angle=faces.turned(face))
    sizes = _setbacks(axial, radial)
    return Strip(face, "chamfer", True, sizes, supports, beyond, middles=middles, away=away, wedge=wedge)


def _is_square(faces: Faces, face: int, direction: FloatArray) -> bool:
    if faces.kinds[face] != "PLANE":
        return False
    normal = triple(faces.surfaces[face].Plane().Axis().Direction())
    return bool(abs(normal @ direction) > 1 - SQUARE)


def _is_barrel(faces: Faces, face: int, place: FloatArray, direction: FloatArray, radius: float) -> bool:
    """Whether a face is a cylinder around the axis with that radius."""
    if faces.kinds[face] != "CYLINDER":
        return False
    at, along, radii = round_form("CYLINDER", faces.surfaces[face])
    gap = at - place
    gap = gap - (gap @ direction) * direction
    near = 1e-5 * radius
    parallel = abs(along @ direction) > 1 - SQUARE
    return bool(parallel and np.linalg.norm(gap) < near and abs(radii[0] - radius) < near)


def _setbacks(first: float, second: float) -> tuple[float, ...]:
    same = abs(first - second) <= 1e-4 * max(first, second)
    return ((first + second) / 2,) if same else (first, second)


def _slanted(faces: Faces, face: int, longest: float) -> Strip | None:
    """A narrow flat strip between two flat faces that are square to each other."""
    borders = [border for border in faces.borders(face) if border.kind == "GeomAbs_Line"]
    normal = faces.normal(face, 0.0, 0.0)
    along: dict[int, list[tuple[Border, FloatArray, FloatArray, float]]] = {}
    for border in borders:
        if faces.kinds[border.beyond] != "PLANE" or border.smooth:
            continue
        start, end = _ends(border.edge)
        along.setdefault(border.beyond, []).append((border, start, end, float(np.linalg.norm(end - start))))
    ranked = sorted(along, key=lambda k: -sum(piece[3] for piece in along[k]))
    if len(ranked) < 2:
        return None
    a, b = ranked[:2]
    first, second = faces.normal(a, 0.0, 0.0), faces.normal(b, 0.0, 0.0)
    if abs(first @ second) > SQUARE or min(normal @ first, normal @ second) <= 0.2:
        return None
    if abs(normal @ np.cross(first, second)) > SQUARE:
        return None
    # The point in the first support's plane and the second's from which both sides are set back.
    (_, start, _, length_a), (_, other, _, length_b) = along[a][0], along[b][0]
    back_first = float((start - other) @ second)  # from the first side to the second support's plane
    back_second = float((other - start) @ first)
    convex = back_first < 0
    if back_first * back_second <= 0:
        return None
    sizes = (abs(back_first), abs(back_second))
    if max(sizes) > _MOST_CHAMFER * longest or min(sizes) < _LEAST_RATIO * max(sizes):
        return None
    width = math.hypot(*sizes)
    if min(length_a, length_b) < 1.5 * width or faces.all[face].Area() > 1.5 * min(faces.all[k].Area() for k in (a, b)):
        return None
    beyond = frozenset(border.beyond for border in faces.borders(face)) - {a, b}
    ends = [(piece[1] + piece[2]) / 2 for piece in (along[a][0], along[b][0])]
    x, y, z = ((ends[0] + ends[1]) / 2).tolist()
    setbacks, supports = _setbacks(*sizes), frozenset((a, b))
    direction = np.cross(first, second)
    reach = [float((end - start) @ direction) for k in (a, b) for piece in along[k] for end in piece[1:3]]
    side, opposite = (at + (min(reach) - (at - start) @ direction) * direction for at in (start, other))
    apex = side - back_first * second
    moved = (max(reach) - min(reach)) * direction
    wedge = Wedge(as_point(side), as_point(apex), as_point(opposite), None, as_point(moved))
    middles = ((x, y, z),)
    return Strip(face, "chamfer", convex, setbacks, supports, beyond, middles=middles, away=width / 2, wedge=wedge)


def _ends(edge: Any) -> tuple[FloatArray, FloatArray]:
    from OCP.BRepAdaptor import BRepAdaptor_Curve

    curve = BRepAdaptor_Curve(edge)
    return triple(curve.Value(curve.FirstParameter())), triple(curve.Value(curve.LastParameter()))


def _without_rivals(found: dict[int, Strip]) -> dict[int, Strip]:
    """Without fillets that stand on one another's sides, but for one that is much smaller."""
    lost = set()
    for strip in found.values():
        for other in (found[k] for k in strip.supports if k in found and strip.face in found[k].supports):
            if strip.sizes[0] > _UNLIKE * other.sizes[0] or strip.kind != other.kind:
                lost.add(strip.face)
    return {k: strip for k, strip in found.items() if k not in lost}


def _corner(faces: Faces, face: int, found: dict[int, Strip]) -> Strip | None:
    """The patch between the ends of strips of one size."""
    if face in found:
        return None
    beside = [found[border.beyond] for border in faces.borders(face) if border.beyond in found]
    meeting = [strip for strip in beside if face in strip.ends]
    if len(meeting) < 2 or len(meeting) < len(beside) or not all(strip.alike(meeting[0]) for strip in meeting):
        return None
    first = meeting[0]
    borders = faces.borders(face)
    others = [border for border in borders if border.beyond not in found]
    size = max(first.sizes)
    if faces.all[face].Area() > 4 * size * size or len(others) > 2:
        return None
    if first.kind == "fillet" and not all(border.smooth for border in borders):
        return None
    if first.kind == "chamfer" and (others or faces.kinds[face] != "PLANE"):
        return None
    return replace(
        first,
        face=face,
        supports=frozenset(border.beyond for border in others),
        ends=frozenset(strip.face for strip in meeting),
        corner=True,
        middles=(),
        wedge=None,
    )


def _ends_well(faces: Faces, strip: Strip, found: dict[int, Strip]) -> bool:
    if strip.corner:
        return all(k in found for k in strip.ends)
    if strip.kind == "chamfer":
        return True
    for border in faces.borders(strip.face):
        if border.smooth and border.beyond in strip.ends and border.beyond not in found:
            return False
    return True
