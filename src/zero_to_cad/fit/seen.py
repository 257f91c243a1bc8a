"""Explains a solid that was seen in pictures: extrusions between the levels that were found, in clean outlines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.errors import InputError
from zero_to_cad.fit.explain import Explanation
from zero_to_cad.fit.features import Extrusion, Operation
from zero_to_cad.fit.kernels import slab_gains
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.tracing import moved, outline, rasterised
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.see import Seen, see
from zero_to_cad.views import Views

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_CUTS = 44
_FEATURE_PRICE = 1.5e-3  # of the part's volume
_SIDE_PRICE = 2e-4
_COARSE = (0.5, 1.0, 2.0)  # cells by which an outline may leave out corners, to be shorter
_MOST_FEATURES = 40
_HARM = 1.15
_READ = 0.3  # pixels within which a rounder number is believed
_STEPS = (10.0, 5.0, 1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001)


@dataclass(frozen=True)
class Stacked:
    """Features in building order and the cells that they fill."""

    features: tuple[Extrusion, ...]
    filled: BoolArray
    iou: float


def explain_views(views: Views, seconds: float) -> Iterator[Explanation]:
    """Programs for a part known by pictures alone, in mm, the most faithful first; the last one is a plain block.

    Pictures that do not say their scale are taken to show a part whose longest side is 100 mm. Raises InputError for
    pictures that show nothing.
    """
    deadline = time.monotonic() + seconds
    seen = see(views)
    if not seen.filled.any():
        raise InputError("The pictures show nothing but background: draw the part in them.")
    scale = views.scale or 100.0 / seen.longest
    centre = views.centre or (0.0, 0.0, 0.0)
    for thrift in (1.0, 4.0):
        yield from _written(stacked(seen, thrift, deadline), seen, scale, centre)
    yield from _written(stacked(seen, 20.0, deadline), seen, scale, centre, remedy=True)
    yield from _written(_block(seen), seen, scale, centre, remedy=True)


def stacked(seen: Seen, thrift: float, deadline: float) -> Stacked:
    """Greedy: the slab that mends the most volume, added or cut, until none pays its price."""
    widths = [np.diff(line) for line in seen.lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    worth = cell * seen.sure
    volume = float(cell[seen.filled].sum())
    price, side_price = thrift * _FEATURE_PRICE * volume, thrift * _SIDE_PRICE * volume
    filled = np.zeros_like(seen.filled)
    features: list[Extrusion] = []
    vain: set[tuple[str, int, int, int]] = set()
    while len(features) < _MOST_FEATURES and (not features or time.monotonic() < deadline):
        tried = _promises(seen, filled, worth, vain, price)
        for _, operation, axis, a, b in tried:
            best: tuple[float, Extrusion, BoolArray] | None = None
            for coarse in _COARSE:
                made = _shape(seen, filled, worth, operation, axis, a, b, coarse)
                if made is None:
                    continue
                right, before = made[1] == seen.filled, filled == seen.filled
                mended = float(worth[right & ~before].sum() - worth[before & ~right].sum())
                net = mended - price - side_price * _sides(made[0].area)
                if best is None or net > best[0]:
                    best = (net, *made)
            if best is not None and (best[0] > 0 or not features):
                features.append(best[1])
                filled = best[2]
                vain.clear()
                break
            vain.add((operation, axis, a, b))
        else:
            break
    either = float(cell[filled | seen.filled].sum())
    return Stacked(tuple(features), filled, float(cell[filled & seen.filled].sum()) / max(either, 1e-9))


def _promises(
    seen: Seen, filled: BoolArray, worth: FloatArray, vain: set[tuple[str, int, int, int]], price: float
) -> list[tuple[float, Operation, int, int, int]]:
    choices: list[tuple[Operation, FloatArray, FloatArray]] = [
        ("add", np.where(seen.filled & ~filled, worth, 0.0), np.where(~seen.filled & ~filled, worth * _HARM, 0.0)),
        ("cut", np.where(~seen.filled & filled, worth, 0.0), np.where(seen.filled & filled, worth * _HARM, 0.0)),
    ]
    found: list[tuple[float, Operation, int, int, int]] = []
    for operation, wanted, harm in choices:
        if wanted.sum() < price:
            continue
        for axis in range(3):
            cuts = _cuts(seen, axis)
            turned = (np.ascontiguousarray(np.moveaxis(array, axis, 2)) for array in (wanted, harm))
            gains = slab_gains(*turned, cuts, False)
            length = (cuts[None, :] - cuts[:, None]) * (1e-9 if operation == "cut" else -1e-9) * gains.max()
            order = np.argsort(-(gains + length), axis=None)[:60]
            taken = 0
            for a, b in zip(*np.unravel_index(order, gains.shape), strict=True):
                low, high = int(cuts[a]), int(cuts[b])
                if gains[a, b] > price and (operation, axis, low, high) not in vain:
                    found.append((float(gains[a, b]), operation, axis, low, high))
                    taken += 1
                    if taken == 3:
                        break
    found.sort(key=lambda promise: -promise[0])
    return found[:8]


def _cuts(seen: Seen, axis: int) -> npt.NDArray[np.int64]:
    lines = seen.lines[axis]
    flat = np.abs(lines[:, None] - seen.levels[axis][None, :]).argmin(0)
    even = np.linspace(lines[0], lines[-1], max(4, min(24, _CUTS - len(flat))))
    return np.unique(np.concatenate((flat, np.abs(lines[:, None] - even[None, :]).argmin(0)))).astype(np.int64)


def _shape(
    seen: Seen, filled: BoolArray, worth: FloatArray, operation: Operation, axis: int, a: int, b: int, coarse: float
) -> tuple[Extrusion, BoolArray] | None:
    """The feature between two grid lines, and what is filled after it."""
    i, j = ACROSS[axis]
    adding = operation == "add"
    # Axes in the order ACROSS[axis], axis.
    want, have, value = (np.transpose(array, (i, j, axis))[:, :, a:b] for array in (seen.filled, filled, worth))
    free = have != adding
    right = want == adding
    balance = (value * free * np.where(right, 1.0, -_HARM)).sum(2)
    mask = _tidy(balance, (value * free).sum(2))
    if not mask.any():
        return None
    us, vs = seen.lines[i], seen.lines[j]
    rounds = [circle[:3] for circle in seen.rounds[axis]]
    area = outline(mask, us, vs, (seen.levels[i], seen.levels[j]), rounds, coarse)
    if area.is_empty:
        return None
    covered = rasterised(area, us, vs)
    after = np.transpose(filled, (i, j, axis)).copy()
    after[:, :, a:b][covered] = adding
    back = np.argsort((i, j, axis))
    lower, upper = float(seen.lines[axis][a]), float(seen.lines[axis][b])
    return Extrusion(operation, axis, lower, upper, area), np.ascontiguousarray(np.transpose(after, back))


def _tidy(balance: FloatArray, matter: FloatArray) -> BoolArray:
    """Cells worth taking, without specks and pinholes; cells of no consequence follow their neighbours."""
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


def _sides(area: object) -> float:
    """Corners of an area, those of smooth arcs hardly counted."""
    count = 0.0
    for ring in shapely.get_rings(shapely.get_parts(area)):
        points = shapely.get_coordinates(ring)
        steps = np.diff(points, axis=0)
        turns = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
        count += 2 + float(np.where(np.abs(turns) < 0.2, 0.1, 1.0).sum())
    return count


def _block(seen: Seen) -> Stacked:
    """The box around everything."""
    box = shapely.box(seen.lines[0][0], seen.lines[1][0], seen.lines[0][-1], seen.lines[1][-1])
    whole = Extrusion("add", 2, float(seen.lines[2][0]), float(seen.lines[2][-1]), box)
    return Stacked((whole,), np.ones_like(seen.filled), float(seen.filled.mean()))


def _written(
    found: Stacked, seen: Seen, scale: float, centre: tuple[float, float, float], remedy: bool = False
) -> Iterator[Explanation]:
    """The features in mm, with numbers as round as the pictures allow."""
    if not found.features:
        return
    features = in_mm(found.features, scale, centre)
    lower = np.array([line[0] for line in seen.lines]) * scale + centre
    upper = np.array([line[-1] for line in seen.lines]) * scale + centre
    slack = 1e-6 * float((upper - lower).max())
    made = steps(features, lower, upper, [_numbers(seen, axis, scale, centre, slack) for axis in range(3)])
    if made:
        summary = f"{len(made)} features: {', '.join(step.role.replace('_', ' ') for step in made)}"
        place = Place(np.eye(3), np.zeros(3), lower, upper, 1.0)
        yield Explanation(write(made, place), summary, found.iou, remedy)
        yield Explanation(write(made, place, largest_only=True), summary, found.iou, remedy=True)


def in_mm(features: tuple[Extrusion, ...], scale: float, centre: tuple[float, float, float]) -> list[Extrusion]:
    """The same features in mm."""
    made = []
    for feature in features:
        i, j = ACROSS[feature.axis]
        area = shapely.transform(feature.area, lambda p, i=i, j=j: p * scale + (centre[i], centre[j]))
        area = moved(area, scale, lambda u: rounder(u, scale), lambda v: rounder(v, scale))
        low, high = (rounder(z * scale + centre[feature.axis], scale) for z in (feature.lower, feature.upper))
        if high > low:
            made.append(Extrusion(feature.operation, feature.axis, low, high, area))
    return made


def rounder(value: float, scale: float) -> float:
    """The roundest number within what the pictures can tell; scale in mm per pixel."""
    for step in _STEPS:
        near = round(value / step) * step
        if abs(near - value) <= _READ * scale * min(1.0, 0.4 + 0.2 * step / scale if step < scale else 1.0):
            return float(round(near, 6))
    return value


def _numbers(seen: Seen, axis: int, scale: float, centre: tuple[float, float, float], slack: float) -> Numbers:
    i, j = ACROSS[axis]
    circles = tuple(
        (
            rounder(x * scale + centre[i], scale),
            rounder(y * scale + centre[j], scale),
            rounder(2 * abs(r) * scale, scale) / 2,
        )
        for x, y, r, _ in seen.rounds[axis]
    )
    step = float(np.median(np.diff(seen.lines[axis]))) * scale
    return Numbers(slack, 0.5 * step, circles)
