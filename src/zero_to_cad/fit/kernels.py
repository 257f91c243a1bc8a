"""Numba kernels of the fit engine: plane sections, slab gains, arc runs. All plain arrays, all deterministic."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

F = npt.NDArray[np.float64]
I = npt.NDArray[np.int64]  # noqa: E741 - index arrays are called I here


@njit(cache=True)
def section_rings(heights: F, across: F, triangles: I, triangle_edges: I, edges: I, level: float) -> tuple[F, I]:
    """Closed rings where a mesh meets the plane `height == level`.

    heights (n,), across (n, 2) in-plane coordinates, triangles (m, 3), triangle_edges (m, 3) edge ids of the sides
    01, 12, 20, edges (k, 2). No height may equal `level`. Returns points (p, 2) and ring starts (r + 1,).
    Rings follow the triangles' orientation: outer rings one way round, inner rings the other.
    """
    following = np.full(edges.shape[0], -1, np.int64)
    count = 0
    for t in range(triangles.shape[0]):
        a = heights[triangles[t, 0]] > level
        b = heights[triangles[t, 1]] > level
        c = heights[triangles[t, 2]] > level
        if a == b and b == c:
            continue
        enter = -1
        leave = -1
        above = (a, b, c)
        for side in range(3):
            first = above[side]
            second = above[(side + 1) % 3]
            if first and not second:
                leave = triangle_edges[t, side]
            elif second and not first:
                enter = triangle_edges[t, side]
        following[leave] = enter
        count += 1
    points = np.empty((count, 2))
    starts = np.empty(count + 2, np.int64)
    rings = 0
    filled = 0
    starts[0] = 0
    for e in range(edges.shape[0]):
        if following[e] < 0:
            continue
        here = e
        while here >= 0 and following[here] >= 0:
            i = edges[here, 0]
            j = edges[here, 1]
            w = (level - heights[i]) / (heights[j] - heights[i])
            points[filled, 0] = across[i, 0] + w * (across[j, 0] - across[i, 0])
            points[filled, 1] = across[i, 1] + w * (across[j, 1] - across[i, 1])
            filled += 1
            onward = following[here]
            following[here] = -1
            here = onward
        if filled - starts[rings] >= 3:
            rings += 1
            starts[rings] = filled
        else:
            filled = starts[rings]
    return points[:filled], starts[: rings + 1]


@njit(cache=True)
def thinned(points: F, tolerance: float) -> F:
    """A closed ring (n, 2) without the points within `tolerance` of the line between those kept around them."""
    n = points.shape[0]
    kept = np.empty(n + 1, np.int64)
    kept[0] = 0
    count = 1
    anchor = 0
    for last in range(2, n + 1):
        ax = points[anchor, 0]
        ay = points[anchor, 1]
        dx = points[last % n, 0] - ax
        dy = points[last % n, 1] - ay
        length = np.sqrt(dx * dx + dy * dy)
        for k in range(anchor + 1, last):
            x = points[k, 0] - ax
            y = points[k, 1] - ay
            across = abs(x * dy - y * dx)
            along = x * dx + y * dy
            if across > tolerance * length or along < 0.0 or along > length * length:
                anchor = last - 1
                kept[count] = anchor
                count += 1
                break
    return points[kept[:count]]


@njit(cache=True)
def slab_gains(wanted: F, harm: F, cuts: I, whole: bool) -> F:
    """Gain of the best extrusion over every pair of `cuts` along the last axis.

    wanted (p, q, n) is the volume that covering a cell would mend, harm (p, q, n) the volume it would spoil; cuts are
    indices into 0..n. Returns (k, k): entry [a, b], a < b, sums the column gains over cuts[a]..cuts[b]: the positive
    ones, or with `whole` those of all columns that hold anything wanted there.
    """
    p, q = wanted.shape[:2]
    k = cuts.shape[0]
    gains = np.zeros((k, k))
    running = np.empty(k)
    mended = np.empty(k)
    for i in range(p):
        for j in range(q):
            busy = False
            total = 0.0
            wished = 0.0
            done = 0
            for c in range(k):
                while done < cuts[c]:
                    if wanted[i, j, done] > 0.0:
                        busy = True
                    total += wanted[i, j, done] - harm[i, j, done]
                    wished += wanted[i, j, done]
                    done += 1
                running[c] = total
                mended[c] = wished
            if not busy:
                continue
            for a in range(k):
                for b in range(a + 1, k):
                    gain = running[b] - running[a]
                    if gain > 0.0 or (whole and mended[b] > mended[a]):
                        gains[a, b] += gain
    return gains


@njit(cache=True)
def layer_costs(matter: F, space: F, cuts: I) -> F:
    """What goes wrong in one layer between every pair of `cuts` along the last axis, each column either full or empty.

    matter, space (p, q, n) are volumes that are filled, and empty; cuts are indices into 0..n. Returns (k, k).
    """
    p, q = matter.shape[:2]
    k = cuts.shape[0]
    costs = np.zeros((k, k))
    full = np.empty(k)
    empty = np.empty(k)
    for i in range(p):
        for j in range(q):
            some, none = 0.0, 0.0
            done = 0
            for c in range(k):
                while done < cuts[c]:
                    some += matter[i, j, done]
                    none += space[i, j, done]
                    done += 1
                full[c] = some
                empty[c] = none
            if some == 0.0:
                continue
            for a in range(k):
                for b in range(a + 1, k):
                    costs[a, b] += min(full[b] - full[a], empty[b] - empty[a])
    return costs


@njit(cache=True)
def circle_through(points: F, start: int, count: int) -> tuple[float, float, float]:
    """Least-squares circle (Kasa 1976) through `count` ring points from `start`; radius 0 when they are straight."""
    n = points.shape[0]
    ox = points[start % n, 0]
    oy = points[start % n, 1]
    sx = sy = sxx = syy = sxy = sxz = syz = sz = 0.0
    for k in range(count):
        x = points[(start + k) % n, 0] - ox
        y = points[(start + k) % n, 1] - oy
        z = x * x + y * y
        sx += x
        sy += y
        sz += z
        sxx += x * x
        syy += y * y
        sxy += x * y
        sxz += x * z
        syz += y * z
    a = sxx - sx * sx / count
    b = sxy - sx * sy / count
    c = syy - sy * sy / count
    d = 0.5 * (sxz - sx * sz / count)
    e = 0.5 * (syz - sy * sz / count)
    det = a * c - b * b
    if abs(det) <= 1e-12 * (a + c) * (a + c):
        return 0.0, 0.0, 0.0
    cx = (d * c - b * e) / det
    cy = (a * e - b * d) / det
    r2 = cx * cx + cy * cy + (sz - 2.0 * (cx * sx + cy * sy)) / count
    return cx + ox, cy + oy, np.sqrt(max(r2, 0.0))


@njit(cache=True)
def run_is_arc(points: F, start: int, count: int, tolerance: float, widest: float) -> tuple[bool, float, float, float]:
    """Whether `count` consecutive ring points are an arc as a tessellator would cut it, and its circle.

    All within `tolerance` of one circle, each step turning the same way by at most `widest` rad, and the steps alike:
    a long straight side beside short ones is a line, however near the circle passes.
    """
    n = points.shape[0]
    cx, cy, r = circle_through(points, start, count)
    if r <= 0.0:
        return False, 0.0, 0.0, 0.0
    sign = 0
    swept = 0.0
    largest = 0.0
    inner = 0.0
    for k in range(count):
        x = points[(start + k) % n, 0] - cx
        y = points[(start + k) % n, 1] - cy
        if abs(np.sqrt(x * x + y * y) - r) > min(tolerance, 0.05 * r):
            return False, 0.0, 0.0, 0.0
        if k + 1 < count:
            u = points[(start + k + 1) % n, 0] - cx
            v = points[(start + k + 1) % n, 1] - cy
            turn = np.arctan2(x * v - y * u, x * u + y * v)
            s = 1 if turn > 0 else -1
            turn = abs(turn)
            if turn > widest or (sign != 0 and s != sign):
                return False, 0.0, 0.0, 0.0
            sign = s
            swept += turn
            largest = max(largest, turn)
            if 0 < k < count - 2:
                inner = max(inner, turn)
    if swept > 2.0 * np.pi + 1e-6 or swept < 0.12 or largest > 1.6 * inner:
        return False, 0.0, 0.0, 0.0
    return True, cx, cy, r


@njit(cache=True)
def longest_arc(points: F, start: int, tolerance: float, widest: float, limit: int) -> tuple[int, float, float, float]:
    """Number of points of the longest arc run from `start` (0 when under four) and its circle."""
    best = 0
    bx = by = br = 0.0
    count = 4
    misses = 0
    while count <= limit and misses < 3:
        good, cx, cy, r = run_is_arc(points, start, count, tolerance, widest)
        if good:
            best, bx, by, br = count, cx, cy, r
            misses = 0
        else:
            misses += 1
        count += 1
    return best, bx, by, br


def peaks(gains: F, cuts: bool) -> list[tuple[int, int]]:
    """Of `slab_gains` the best pair of levels, and the best that does not overlap it.

    Ties go to the longest of cuts, to the shortest of additions.
    """
    steps = np.arange(len(gains))
    length = steps[None, :] - steps[:, None]
    nudge = 1e-9 * gains.max() * length * (1 if cuts else -1)
    scored = np.where(gains > 0, gains + nudge, 0.0)
    found = []
    for _ in range(2):
        a, b = (int(k) for k in np.unravel_index(int(scored.argmax()), scored.shape))
        if scored[a, b] <= 0:
            break
        found.append((a, b))
        scored = np.where((steps[:, None] < b) & (steps[None, :] > a), 0.0, scored)
    return found
