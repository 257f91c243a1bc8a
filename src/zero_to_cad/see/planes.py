"""Finds how far away flat regions are: lift one onto planes of its direction, and see where it lands elsewhere."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from zero_to_cad.see.pictures import INK, Flags, Floats, Greys, Integers, Pictures
from zero_to_cad.see.regions import Region, Regions

STEP = 0.5  # Pixels between offsets tried.
SAMPLES = 220  # Pixels of a region that are looked up, at most.
LEVEL_SLACK = 1.6
FACING = 0.06  # Cosine under which a surface is too oblique to be looked for.
ENOUGH = 0.15
UNUSUAL = 0.3  # The same for directions that are not along an axis.
WRONG = 0.4  # The share of pixels, over all views, that may land on background before a place is given up.
HOPELESS = -1.0
LINE_WEIGHT = 0.8  # What it counts where all of a region's lines meet lines in the other views, ...
CHANCE = 0.3  # ... less the share that would anyhow.
BEHIND = 1.5  # Pixels behind a known surface from which a point is hidden by it, or in front of it contradicts it.
HIDDEN_SHARE = 0.15  # What a hidden pixel counts.
SURE = 0.85  # Trust from which a plane is not placed again.
ENOUGH_AGAIN = 0.35
NO_LINES = np.empty((0, 3))
FREE_PIXELS = 60  # A region of any direction must have that many.
AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float64)


@dataclass(frozen=True)
class Plane:
    """normal . p = offset, seen as region number `region`; `trust` from 0 to 1."""

    region: int
    normal: tuple[float, float, float]
    offset: float
    trust: float


@dataclass(frozen=True, eq=False)
class Known:
    """The surface that is believed at each pixel: normals (v, size, size, 3), offsets (v, size, size); NaN for none."""

    normals: Floats
    offsets: Floats


def rim(pictures: Pictures, region: Region, number: npt.NDArray[np.int32]) -> tuple[Integers, Integers]:
    """The outermost pixels of a region, evenly thinned to SAMPLES, in no order."""
    own = number[region.view]
    here = own[region.rows, region.columns]
    last = pictures.size - 1
    edge = np.zeros(len(here), np.bool_)
    for dy, dx in ((2, 0), (-2, 0), (0, 2), (0, -2)):
        edge |= own[(region.rows + dy).clip(0, last), (region.columns + dx).clip(0, last)] != here
    chosen = np.flatnonzero(edge) if edge.sum() >= 12 else np.arange(len(here))
    chosen = chosen[np.linspace(0, len(chosen) - 1, min(len(chosen), SAMPLES)).astype(np.int64)]
    # In no order, so that a few of them already tell when a place is hopeless.
    chosen = chosen[np.random.default_rng(0).permutation(len(chosen))]
    return region.rows[chosen], region.columns[chosen]


def lines_of(pictures: Pictures, region: Region, number: npt.NDArray[np.int32]) -> Floats:
    """(n, 3) points at depth 0 on the lines around a region, at most SAMPLES."""
    last = pictures.size - 1
    own = number[region.view]
    here = own[region.rows, region.columns]
    rows, columns = [], []
    for dy, dx in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        y, x = (region.rows + dy).clip(0, last), (region.columns + dx).clip(0, last)
        edge = (own[y, x] != here) & pictures.ink[region.view, y, x] & (pictures.grey[region.view, y, x] < INK)
        rows.append(region.rows[edge] + dy)
        columns.append(region.columns[edge] + dx)
    y, x = np.concatenate(rows), np.concatenate(columns)
    pick = np.linspace(0, len(y) - 1, min(len(y), SAMPLES)).astype(np.int64)
    return pictures.rays(region.view, y[pick], x[pick])


def planes(pictures: Pictures, regions: Regions) -> list[Plane]:
    """The plane of every flat region that other views confirm.

    Directions along the world's axes come first, then those square to one of them, then any other that has the
    region's grey.
    """
    found = []
    for k, region in enumerate(regions.all):
        if region.grey is None:
            continue
        rows, columns = rim(pictures, region, regions.number)
        base = pictures.rays(region.view, rows, columns)
        directions = _of_grey(pictures, region.view, region.grey, AXES)
        best = _best(pictures, k, region.view, base, directions, ENOUGH)
        if best is None:
            best = _best(pictures, k, region.view, base, _square_to_axes(pictures, region.view, region.grey), UNUSUAL)
        if best is None and len(region.rows) >= FREE_PIXELS:
            best = _free(pictures, k, region.view, base, region.grey)
        if best is not None:
            found.append(best)
    return found


def again(pictures: Pictures, regions: Regions, found: list[Plane], normals: Floats, offsets: Floats) -> list[Plane]:
    """The planes, those of little trust placed again where what is surely in front of them, and their lines, say.

    normals (v, size, size, 3), offsets (v, size, size): the surface that is believed at each pixel; NaN for none.
    """
    kept = {plane.region: plane for plane in found}
    for k, region in enumerate(regions.all):
        if region.grey is None or (k in kept and kept[k].trust >= SURE):
            continue
        directions = _of_grey(pictures, region.view, region.grey, AXES)
        if not len(directions):
            continue
        base = pictures.rays(region.view, *rim(pictures, region, regions.number))
        lines = lines_of(pictures, region, regions.number)
        known = Known(normals, offsets)
        best = _best(pictures, k, region.view, base, directions, ENOUGH_AGAIN, LEVEL_SLACK, lines, known)
        if best is not None:
            kept[k] = best
    return [kept[k] for k in sorted(kept)]


def _best(
    pictures: Pictures,
    k: int,
    view: int,
    base: Floats,
    directions: Floats,
    enough: float,
    slack: float = LEVEL_SLACK,
    lines: Floats = NO_LINES,
    known: Known | None = None,
) -> Plane | None:
    reach = pictures.size * 0.62
    offsets = np.arange(-reach, reach + STEP, STEP)
    best: Plane | None = None
    for normal in directions:
        total = sweep(pictures, view, base, normal, offsets, slack, lines, known)
        i = int(np.argmax(total))
        if total[i] >= enough and (best is None or total[i] > best.trust):
            # Where several offsets serve as well, the middle of them.
            first, last = i, i
            while first > 0 and total[first - 1] >= 0.98 * total[i]:
                first -= 1
            while last + 1 < len(total) and total[last + 1] >= 0.98 * total[i]:
                last += 1
            offset = float(offsets[first] + offsets[last]) / 2
            best = Plane(k, (float(normal[0]), float(normal[1]), float(normal[2])), offset, float(total[i]))
    return best


def directions_of(pictures: Pictures, view: int, grey: int) -> Floats:
    """Unit normals along the world's axes that show this grey, else those square to one."""
    along = _of_grey(pictures, view, grey, AXES)
    return along if len(along) else _square_to_axes(pictures, view, grey)


def _of_grey(pictures: Pictures, view: int, grey: int, directions: Floats) -> Floats:
    """Those of unit normals (n, 3) that face a view and show this grey in it."""
    levels = pictures.levels(directions)[view]
    right = (np.abs(levels - grey) <= LEVEL_SLACK) & (directions @ pictures.towards[view] >= FACING)
    return np.asarray(directions[right])


def _square_to_axes(pictures: Pictures, view: int, grey: int) -> Floats:
    """Unit normals square to one of the world's axes that show this grey."""
    cosine = (grey - pictures.level) / pictures.gain
    found = []
    for axis in range(3):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        light = pictures.lights[view]
        size, turn = np.hypot(light[i], light[j]), np.arctan2(light[j], light[i])
        if abs(cosine) <= size:
            for sign in (1, -1):
                normal = np.zeros(3)
                angle = turn + sign * np.arccos(cosine / size)
                normal[i], normal[j] = np.cos(angle), np.sin(angle)
                found.append(normal)
    return _of_grey(pictures, view, grey, np.array(found).reshape(-1, 3))


def _around_light(pictures: Pictures, view: int, grey: float, angles: Floats) -> Floats:
    """Unit normals of this grey, at these angles around the direction to the light."""
    light = pictures.lights[view]
    u = np.cross(light, pictures.towards[view])
    u /= np.linalg.norm(u)
    w = np.cross(light, u)
    cosine = float(np.clip((grey - pictures.level) / pictures.gain, -1, 1))
    ring = np.cos(angles)[:, None] * u + np.sin(angles)[:, None] * w
    return np.asarray(cosine * light + np.sqrt(1 - cosine * cosine) * ring)


def _free(pictures: Pictures, k: int, view: int, base: Floats, grey: int) -> Plane | None:
    """The best plane of any direction: coarsely at first, then near the best."""
    thin = base[:: max(1, len(base) // 48)]
    reach = pictures.size * 0.62
    offsets = np.arange(-reach, reach, 2.0)
    best, place = 0.0, 0.0
    for angle in np.linspace(0, 2 * np.pi, 120, endpoint=False).tolist():
        normal = _around_light(pictures, view, grey, np.array([angle]))[0]
        if normal @ pictures.towards[view] < FACING:
            continue
        score = float(sweep(pictures, view, thin, normal, offsets, 5.0).max())
        if score > best:
            best, place = score, angle
    if best < UNUSUAL:
        return None
    near = _around_light(pictures, view, grey, place + np.radians(np.arange(-3, 3.01, 0.5)))
    near = near[near @ pictures.towards[view] >= FACING]
    return _best(pictures, k, view, base, near, UNUSUAL, 2.5)


def sweep(
    pictures: Pictures,
    view: int,
    base: Floats,
    normal: Floats,
    offsets: Floats,
    slack: float,
    lines: Floats = NO_LINES,
    known: Known | None = None,
) -> Floats:
    """How well the pixels whose rays go through `base` (n, 3), put onto each plane, agree with the other views.

    lines (m, 3): the same for pixels on lines, which should be lines there too. known: what lies behind a surface that
    is believed says little, what lies in front of one is wrong.
    """
    facing = pictures.towards @ normal
    if known is None:
        known = Known(np.empty((1, 1, 1, 3)), np.empty((1, 1, 1)))
    total: Floats = _sweep(
        pictures.grey,
        pictures.outside,
        pictures.ink,
        pictures.near_line,
        pictures.frames,
        view,
        base,
        lines,
        normal,
        offsets,
        pictures.levels(normal),
        facing,
        slack,
        known.normals,
        known.offsets,
    )
    return total


@njit(cache=True, nogil=True)
def _sweep(
    grey: Greys,
    outside: Flags,
    ink: Flags,
    near_line: Flags,
    frames: Floats,
    view: int,
    base: Floats,
    lines: Floats,
    normal: Floats,
    offsets: Floats,
    levels: Floats,
    facing: Floats,
    slack: float,
    known_normals: Floats,
    known_offsets: Floats,
) -> Floats:
    aware = len(known_offsets) == len(grey)
    views, count = len(grey), len(base)
    size = grey.shape[1]
    middle = size / 2
    total = np.full(len(offsets), HOPELESS)
    seers = 0
    for v in range(views):
        if v != view and facing[v] > FACING:
            seers += 1
    towards = frames[view, 2]
    # Where a pixel put onto the plane of offset 0 shows in each view; from there it moves evenly with the offset.
    every = np.concatenate((base, lines))
    columns, rows = np.empty((len(every), views)), np.empty((len(every), views))
    right, down = np.empty(views), np.empty(views)
    for v in range(views):
        right[v] = (frames[v, 0] * towards).sum() / facing[view]
        down[v] = -(frames[v, 1] * towards).sum() / facing[view]
        for s in range(len(every)):
            along = (every[s] * normal).sum()
            columns[s, v] = middle + (frames[v, 0] * every[s]).sum() - along * right[v]
            rows[s, v] = middle - (frames[v, 1] * every[s]).sum() - along * down[v]
    most = WRONG * count
    point = np.empty(3)
    for o in range(len(offsets)):
        same, wrong, seen = 0.0, 0, 0.0
        met, meant = 0, 0
        for s in range(len(every)):
            if aware:
                depth = (offsets[o] - (every[s] * normal).sum()) / facing[view]
                for c in range(3):
                    point[c] = every[s, c] + depth * towards[c]
            for v in range(views):
                if v == view:
                    continue
                column = int(np.floor(columns[s, v] + offsets[o] * right[v]))
                row = int(np.floor(rows[s, v] + offsets[o] * down[v]))
                if column < 0 or row < 0 or column >= size or row >= size or outside[v, row, column]:
                    wrong += s < count
                    seen += s < count
                    continue
                share = 1.0
                if aware and not np.isnan(known_offsets[v, row, column]):
                    front = -known_offsets[v, row, column]
                    for c in range(3):
                        front += point[c] * known_normals[v, row, column, c]
                    if front < -BEHIND:
                        share = HIDDEN_SHARE
                    elif front > BEHIND and s < count:
                        seen += 1
                        same -= 0.5
                        continue
                if facing[v] <= FACING:
                    continue
                if s >= count:
                    if share == 1.0:
                        meant += 1
                        met += near_line[v, row, column]
                    continue
                seen += share
                if share == 1.0:
                    if abs(grey[v, row, column] - levels[v]) <= slack:
                        same += 1
                    elif ink[v, row, column]:
                        same += 0.3
            if wrong > most:
                break
        if wrong > most:
            continue
        if aware:
            total[o] = same / max(seen, 0.2 * count * max(seers, 1)) - 3 * wrong / count
            if meant:
                total[o] += LINE_WEIGHT * (met / meant - CHANCE)
        else:
            total[o] = (same / max(seers, 1) - 3 * wrong) / count
    return total
