"""Whether a closed mesh runs through itself."""

from __future__ import annotations

import numpy as np

from zero_to_cad.part.mesh import Floats, Integers, Mesh

# Lines along each axis, per side of the box. Thinner overlaps may be missed, and that is meant: coarse
# tessellations of thin walls cross themselves by a hair and still are good parts.
LINES = 96
# Length along a line, relative to the longest side, from which an overlap counts.
SHORTEST = 2e-3


def overlaps_itself(mesh: Mesh) -> bool:
    """Whether some region of a closed, outward mesh with a volume is enclosed twice, or inside out.

    Follows lines parallel to each axis and counts how deep inside the mesh they are: +1 where they
    enter, -1 where they leave. In a sound mesh the count is 0 or 1 all along.
    """
    longest = float(mesh.size.max())
    for axis in range(3):
        # Cyclic, so that triangles keep their sense of rotation.
        order = [(axis + 1) % 3, (axis + 2) % 3, axis]
        line, height, sign = _crossings(mesh.corners[:, :, order])
        if not len(line):
            continue
        along = np.lexsort((height, line))
        line, height, sign = line[along], height[along], sign[along]
        depth = np.cumsum(sign)
        starts = np.flatnonzero(np.r_[True, line[1:] != line[:-1]])
        lengths = np.diff(np.r_[starts, len(line)])
        # A line that brushes an edge may miss a crossing: it does not come out at 0 and says nothing.
        before = np.r_[0, depth[starts[1:] - 1]]
        after = depth[starts + lengths - 1]
        sound = np.repeat(before == after, lengths)
        depth = depth - np.repeat(before, lengths)
        reach = np.r_[height[1:] - height[:-1], 0.0]
        if (sound & ((depth < 0) | (depth > 1)) & (reach > SHORTEST * longest)).any():
            return True
    return False


def _crossings(corners: Floats) -> tuple[Floats, Floats, Floats]:
    """Where lines along z meet triangles (m, 3, 3): line, height, +1 entering upwards or -1 leaving."""
    lower, upper = corners.min(axis=(0, 1))[:2], corners.max(axis=(0, 1))[:2]
    step = (upper - lower) / LINES
    # Lines stand off the grid's corners by an irrational share, where few models have edges.
    flat = (corners[:, :, :2] - lower) / step - (np.sqrt(2) - 1)
    # First the planes x = 0, 1, 2 ... across each triangle, then the lines between its two edges there.
    which, x = _whole_numbers(flat[:, :, 0].min(axis=1), flat[:, :, 0].max(axis=1))
    start, end = flat[which], flat[which][:, [1, 2, 0]]
    crossed = (start[:, :, 0] <= x[:, None]) != (end[:, :, 0] <= x[:, None])
    run = np.where(crossed, end[:, :, 0] - start[:, :, 0], 1.0)
    at = start[:, :, 1] + (x[:, None] - start[:, :, 0]) / run * (end[:, :, 1] - start[:, :, 1])
    low, high = np.where(crossed, at, np.inf).min(axis=1), np.where(crossed, at, -np.inf).max(axis=1)
    between, y = _whole_numbers(low, high)
    which, x = which[between], x[between]
    a, b, c = (flat[which, corner] - np.stack([x, y], axis=1) for corner in range(3))
    weights = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)], axis=1)
    total = weights.sum(axis=1)
    seen = total != 0
    height = (weights * corners[which, :, 2])[seen].sum(axis=1) / total[seen]
    return (x * (2 * LINES) + y)[seen], height, -np.sign(total[seen])


def _whole_numbers(low: Floats, high: Floats) -> tuple[Integers, Integers]:
    """Each whole number above low and up to high, with the index of its interval."""
    first = np.floor(low) + 1
    count = np.where(high > low, np.floor(high) - first + 1, 0).astype(np.int64)
    which = np.repeat(np.arange(len(low)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which].astype(int)


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
