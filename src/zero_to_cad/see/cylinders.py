"""Finds cylinders along the world's axes in curved regions.

About an axis the normals lie in one plane. Seen in one view, the grey of a cylinder depends only on the distance
across the line of sight: at the distance `c + r m` the normal's part across is m. So two pixels give r (negative in a
hole) and c; all the others, in grey levels, say whether that is so. What is left, the place along the line of sight, is
swept as for planes.
"""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.see.pictures import Flags, Floats, Greys, Integers, Pictures
from zero_to_cad.see.planes import HOPELESS, WRONG
from zero_to_cad.see.regions import Regions

TRIALS = 240
MOST = 400  # Pixels of a region that a trial is judged by.
GREY_SLACK = 3.0
WHOLE = 0.25  # The share of a region's pixels that a cylinder must explain, ...
FEWEST = 14  # ... and the number.
SMALLEST_RADIUS, LARGEST_RADIUS = 1.2, 220.0
ENOUGH = 0.25
SAME_LINE = 1.6  # Pixels within which lines of round walls are one.
SUPPORT = 0.12  # What each view that tells of the same line is worth.
SUPPORTED = 0.5
ACROSS = ((1, 2), (2, 0), (0, 1))
STEP = 0.5


@dataclass(frozen=True, eq=False)
class Cylinder:
    """A wall around a line along `axis` through `centre` (in the axes ACROSS[axis]); a hole where radius < 0.

    Seen in `view` at pixels rows, columns with these depths and normals (n, 3); `trust` from 0 to 1.
    """

    view: int
    axis: int
    centre: tuple[float, float]
    radius: float
    trust: float
    rows: Integers
    columns: Integers
    depth: Floats
    normals: Floats


@dataclass(frozen=True, eq=False)
class Profile:
    """A cylinder as one view tells it: everything but the place along the line of sight.

    across, ray: unit vectors in the plane ACROSS[axis], across the line of sight and along it to the camera.
    """

    view: int
    axis: int
    c: float
    radius: float
    across: Floats
    ray: Floats
    rows: Integers
    columns: Integers


def cylinders(pictures: Pictures, regions: Regions) -> tuple[list[Profile], list[Cylinder | None]]:
    """What single views tell of cylinders along the world's axes, and each where other views place it."""
    told: list[Profile] = []
    for k, region in enumerate(regions.all):
        if region.grey is not None:
            continue
        rows, columns = region.rows, region.columns
        for _ in range(4):
            if len(rows) < FEWEST:
                break
            profile, inside = _profile(pictures, region.view, rows, columns, k)
            if profile is None:
                break
            told.append(profile)
            rows, columns = rows[~inside], columns[~inside]
    return told, [_placed(pictures, profile, told) for profile in told]


def _placed(pictures: Pictures, profile: Profile, told: list[Profile]) -> Cylinder | None:
    """The profile where the other views show it; lines on which several views agree are believed before others."""
    alike = [
        other
        for other in told
        if other.axis == profile.axis and abs(other.radius - profile.radius) < 1.0 + 0.05 * abs(profile.radius)
    ]
    candidates: list[tuple[float, int]] = []
    for other in alike:
        turn = float(other.across @ profile.ray)
        if abs(turn) < 0.3:
            continue
        along = (other.c - profile.c * float(other.across @ profile.across)) / turn
        point = profile.c * profile.across + along * profile.ray
        views = {third.view for third in alike if abs(point @ third.across - third.c) < SAME_LINE}
        candidates.append((along, len(views)))
    if candidates:
        places = np.array([along for along, _ in candidates])
        total = slid(pictures, profile, places)
        total = total + SUPPORT * np.minimum([views for _, views in candidates], 5)
        best = int(np.argmax(total))
        if total[best] >= SUPPORTED:
            return placed_at(pictures, profile, float(places[best]), float(min(1.0, total[best])))
    return place(pictures, profile)


def _profile(
    pictures: Pictures, view: int, rows: Integers, columns: Integers, seed: int
) -> tuple[Profile | None, Flags]:
    grey = pictures.grey[view, rows, columns].astype(np.float64)
    base = pictures.rays(view, rows, columns)
    pick = np.linspace(0, len(rows) - 1, min(len(rows), MOST)).astype(np.int64)
    best: tuple[int, int, float, float] | None = None
    for axis in range(3):
        across, ray, _ = _directions(pictures, view, axis)
        offset = base[:, list(ACROSS[axis])] @ across
        light = pictures.lights[view, list(ACROSS[axis])]
        share = (float(light @ across), float(light @ ray))
        score, c, r = _search(offset[pick], grey[pick], share, pictures.level, pictures.gain, 7919 * seed + axis)
        # Of equals the one with the smaller radius: a plane's neighbour fits any large one.
        if best is None or score > best[0]:
            best = (score, axis, c, r)
    assert best is not None
    score, axis, c, r = best
    nothing = np.zeros(len(rows), np.bool_)
    if score < max(WHOLE * len(pick), min(FEWEST, len(pick))):
        return None, nothing
    across, ray, _ = _directions(pictures, view, axis)
    offset = base[:, list(ACROSS[axis])] @ across
    m = (offset - c) / r
    light = pictures.lights[view, list(ACROSS[axis])]
    along = np.sqrt(np.clip(1 - m * m, 0, None))
    told = pictures.level + pictures.gain * (m * (light @ across) + along * (light @ ray))
    inside = (np.abs(m) <= 1) & (np.abs(told - grey) <= 1.4 * GREY_SLACK)
    if inside.sum() < FEWEST:
        return None, nothing
    return Profile(view, axis, c, r, across, ray, rows[inside], columns[inside]), inside


def _directions(pictures: Pictures, view: int, axis: int) -> tuple[Floats, Floats, float]:
    """Unit vectors across and along the line of sight in the plane ACROSS[axis], and how much of it lies there."""
    ray = pictures.towards[view][list(ACROSS[axis])]
    flat = float(np.hypot(*ray))
    ray = ray / flat
    return np.array([-ray[1], ray[0]]), ray, flat


@njit(cache=True, nogil=True)
def _search(
    offset: Floats, grey: Floats, share: tuple[float, float], level: float, gain: float, seed: int
) -> tuple[int, float, float]:
    """Number of pixels explained, c and radius of the best cylinder through two pixels' greys, then improved."""
    n = len(offset)
    normal = np.empty((n, 2))
    size = np.hypot(share[0], share[1])
    turn = np.arctan2(share[1], share[0])
    for i in range(n):
        cosine = min(max((grey[i] - level) / (gain * size), -1.0), 1.0)
        for b in range(2):
            angle = turn + (1 - 2 * b) * np.arccos(cosine)
            normal[i, b] = np.cos(angle) if np.sin(angle) > 0.02 else 9.0
    best, best_c, best_r = 0, 0.0, 1.0
    state = np.uint64(seed * 2654435761 + 12345)
    for _ in range(TRIALS):
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        i = int((state >> np.uint64(33)) % np.uint64(n))
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        j = int((state >> np.uint64(33)) % np.uint64(n))
        for b in range(4):
            p, q = normal[i, b & 1], normal[j, b >> 1]
            if p > 2 or q > 2 or abs(p - q) < 0.12:
                continue
            r = (offset[i] - offset[j]) / (p - q)
            if abs(r) < SMALLEST_RADIUS or abs(r) > LARGEST_RADIUS:
                continue
            c = offset[i] - r * p
            count = _explained(offset, grey, share, level, gain, c, r)
            if count > best:
                best, best_c, best_r = count, c, r
    step = 0.5
    while best and step > 0.05:
        better = False
        for dc, dr in ((step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step), (step, step), (-step, -step)):
            c, r = best_c + dc, best_r + dr
            if abs(r) >= SMALLEST_RADIUS and r * best_r > 0:
                count = _explained(offset, grey, share, level, gain, c, r)
                if count > best:
                    best, best_c, best_r, better = count, c, r, True
        if not better:
            step /= 2
    return best, best_c, best_r


@njit(cache=True, nogil=True)
def _explained(
    offset: Floats, grey: Floats, share: tuple[float, float], level: float, gain: float, c: float, r: float
) -> int:
    count = 0
    for i in range(len(offset)):
        m = (offset[i] - c) / r
        if abs(m) <= 1:
            told = level + gain * (m * share[0] + np.sqrt(1 - m * m) * share[1])
            if abs(told - grey[i]) <= GREY_SLACK:
                count += 1
    return count


def shape(pictures: Pictures, profile: Profile) -> tuple[Floats, Floats, Floats]:
    """Of a profile's pixels: depth less what the place adds, normals (n, 3), points at depth 0 (n, 3)."""
    base = pictures.rays(profile.view, profile.rows, profile.columns)
    return *shape_at(pictures, profile, base), base


def shape_at(pictures: Pictures, profile: Profile, base: Floats) -> tuple[Floats, Floats]:
    """Depth less what the place adds, and normals (n, 3), where a profile goes on to points at depth 0 (n, 3)."""
    i, j = ACROSS[profile.axis]
    _, _, flat = _directions(pictures, profile.view, profile.axis)
    m = np.clip((base[:, [i, j]] @ profile.across - profile.c) / profile.radius, -1, 1)
    along = np.sqrt(1 - m * m)
    normals = np.zeros_like(base)
    normals[:, [i, j]] = m[:, None] * profile.across + along[:, None] * profile.ray
    return (profile.radius * along - base[:, [i, j]] @ profile.ray) / flat, normals


def places_at(pictures: Pictures, profile: Profile, points: Floats) -> Floats:
    """(n,) the places along the line of sight at which a profile goes through points (n, 3)."""
    towards = pictures.towards[profile.view]
    depth = points @ towards
    _, _, flat = _directions(pictures, profile.view, profile.axis)
    return np.asarray((depth - shape_at(pictures, profile, points - depth[:, None] * towards)[0]) * flat)


def place(pictures: Pictures, profile: Profile) -> Cylinder | None:
    """The profile at the place along the line of sight where the other views show it, if any."""
    reach = pictures.size * 0.62
    places = np.arange(-reach, reach, STEP)
    total = slid(pictures, profile, places)
    best = int(np.argmax(total))
    return placed_at(pictures, profile, float(places[best]), float(total[best])) if total[best] >= ENOUGH else None


def slid(pictures: Pictures, profile: Profile, places: Floats) -> Floats:
    """How well the other views agree with a profile at each of these places along the line of sight."""
    depth, normals, base = shape(pictures, profile)
    _, _, flat = _directions(pictures, profile.view, profile.axis)
    return agreements(pictures, profile.view, base, depth, normals, places / flat)


def agreements(pictures: Pictures, view: int, base: Floats, depth: Floats, normals: Floats, shifts: Floats) -> Floats:
    """How well the other views agree with points of a surface, at each of these shifts of their depth in a view."""
    pick = np.linspace(0, len(depth) - 1, min(len(depth), 160)).astype(np.int64)
    total: Floats = slide(
        pictures.grey,
        pictures.outside,
        pictures.ink,
        pictures.frames,
        view,
        base[pick],
        depth[pick],
        shifts,
        np.ascontiguousarray(pictures.levels(normals[pick]).T),
        np.ascontiguousarray(normals[pick] @ pictures.towards.T),
    )
    return total


def of_line(profile: Profile, line: tuple[float, float, float], rows: Integers, columns: Integers) -> Profile:
    """What the profile's view would tell, at these pixels, of a wall with this centre and radius."""
    c = float(np.array(line[:2]) @ profile.across)
    return Profile(profile.view, profile.axis, c, line[2], profile.across, profile.ray, rows, columns)


def placed_at(pictures: Pictures, profile: Profile, along: float, trust: float) -> Cylinder:
    """The profile with its line at this place along the line of sight."""
    depth, normals, _ = shape(pictures, profile)
    _, _, flat = _directions(pictures, profile.view, profile.axis)
    centre = profile.c * profile.across + along * profile.ray
    return Cylinder(
        profile.view,
        profile.axis,
        (float(centre[0]), float(centre[1])),
        profile.radius,
        trust,
        profile.rows,
        profile.columns,
        depth + along / flat,
        normals,
    )


@njit(cache=True, nogil=True)
def slide(
    grey: Greys,
    outside: Flags,
    ink: Flags,
    frames: Floats,
    view: int,
    base: Floats,
    depth: Floats,
    moves: Floats,
    told: Floats,
    facing: Floats,
) -> npt.NDArray[np.float64]:
    """How well a curved piece agrees with the other views when it is moved along the line of sight."""
    views, count = len(grey), len(base)
    size = grey.shape[1]
    middle = size / 2
    total = np.full(len(moves), HOPELESS)
    towards = frames[view, 2]
    columns, rows = np.empty((count, views)), np.empty((count, views))
    right, down = np.empty(views), np.empty(views)
    for v in range(views):
        right[v] = (frames[v, 0] * towards).sum()
        down[v] = -(frames[v, 1] * towards).sum()
        for s in range(count):
            columns[s, v] = middle + (frames[v, 0] * base[s]).sum() + depth[s] * right[v]
            rows[s, v] = middle - (frames[v, 1] * base[s]).sum() + depth[s] * down[v]
    most = WRONG * count
    for o in range(len(moves)):
        same, seen, wrong = 0.0, 0, 0
        for s in range(count):
            for v in range(views):
                if v == view:
                    continue
                column = int(np.floor(columns[s, v] + moves[o] * right[v]))
                row = int(np.floor(rows[s, v] + moves[o] * down[v]))
                visible = facing[s, v] > 0.1
                seen += visible
                if column < 0 or row < 0 or column >= size or row >= size or outside[v, row, column]:
                    wrong += 1
                elif visible:
                    if abs(grey[v, row, column] - told[s, v]) <= 5:
                        same += 1
                    elif ink[v, row, column]:
                        same += 0.2
            if wrong > most:
                break
        if wrong <= most:
            total[o] = same / max(seen, 1) - 3 * wrong / count
    return total
