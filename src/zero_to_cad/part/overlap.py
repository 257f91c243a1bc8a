"""Whether a closed mesh runs through itself."""

from __future__ import annotations

import numpy as np

from zero_to_cad.part.mesh import Floats, Integers, Mesh

# Lines along each axis, per side of the box. Thinner overlaps may be missed, and that is meant: coarse
# tessellations of thin walls cross themselves by a hair and still are good parts.
LINES = 96
# Length along a line, relative to the longest side, from which an overlap counts.
SHORTEST = 2e-3
# Pairs of line and triangle looked at together.
BATCH = 1_000_000


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
    first = np.ceil(flat.min(axis=1)).astype(np.int64)
    count = np.maximum(np.floor(flat.max(axis=1)).astype(np.int64) - first + 1, 0)
    cells = count.prod(axis=1)
    # In batches: long needles across the box have few lines on them but many in their own box.
    batches = np.split(np.arange(len(cells)), np.flatnonzero(np.diff(np.cumsum(cells) // BATCH)) + 1)
    found = [_crossings_of(batch, flat, corners[:, :, 2], first, count, cells) for batch in batches]
    line, height, sign = (np.concatenate(column) for column in zip(*found, strict=True))
    return line, height, sign


def _crossings_of(
    batch: Integers, flat: Floats, heights: Floats, first: Integers, count: Integers, cells: Integers
) -> tuple[Floats, Floats, Floats]:
    """The same for some triangles: flat (m, 3, 2) in steps, first line and count of lines along x and y."""
    which = np.repeat(batch, cells[batch])
    number = np.arange(len(which)) - np.repeat(np.cumsum(cells[batch]) - cells[batch], cells[batch])
    x = first[which, 0] + number % count[which, 0]
    y = first[which, 1] + number // count[which, 0]
    a, b, c = (flat[which, corner] - np.stack([x, y], axis=1) for corner in range(3))
    weights = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)], axis=1)
    inside = (weights > 0).all(axis=1) | (weights < 0).all(axis=1)
    weights, total = weights[inside], weights[inside].sum(axis=1)
    height = (weights * heights[which[inside]]).sum(axis=1) / total
    return x[inside] * (2 * LINES) + y[inside], height, -np.sign(total)


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
