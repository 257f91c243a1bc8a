"""From the cells that were seen to be filled to extrusions: greedily, or as layers along one axis, then mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.features import Extrusion, Feature, Operation, Revolution
from zero_to_cad.fit.kernels import layer_costs, slab_gains
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.tracing import outline, rasterised, stairs, tidied
from zero_to_cad.fit.turning import Turn, about, profiles, turned_cells
from zero_to_cad.see import Seen

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_CUTS = 44
_FEATURE_PRICE = 1.5e-3  # of the part's volume
_SIDE_PRICE = 2e-4
_COARSE = (0.5, 1.0, 2.0)  # cells by which an outline may leave out corners, to be shorter
_MOST_FEATURES = 40
_HARM = 1.15
_ENDS = 3.0  # How much of the volume goes wrong with each end of the box that is missed, per length of the box.


@dataclass(frozen=True)
class Stacked:
    """Features in building order and the cells that they fill."""

    features: tuple[Feature, ...]
    filled: BoolArray
    iou: float


@dataclass(frozen=True)
class _Place:
    """Where a feature may mend something: between two grid lines of an axis, or about a line."""

    operation: Operation
    axis: int = 0
    low: int = 0
    high: int = 0
    turn: Turn | None = None


def stacked(
    seen: Seen, thrift: float, deadline: Deadline, begun: Sequence[Feature] = (), about_lines: Sequence[Turn] = ()
) -> Stacked:
    """Greedy: the slab or revolution that mends the most volume, added or cut, until none pays its price.

    thrift: by how much a feature must be worth more than usual. begun: the features that come first. about_lines: the
    lines about which revolutions are tried.
    """
    widths = [np.diff(line) for line in seen.lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    volume = float(cell[seen.filled].sum())
    price, side_price = thrift * _FEATURE_PRICE * volume, thrift * _SIDE_PRICE * volume
    features = list(begun)
    filled = built(seen, features)
    vain: set[_Place] = set()
    while len(features) < _MOST_FEATURES and (not features or not deadline.passed):
        worth = _with_ends(seen, filled, cell * seen.sure, volume)
        for _, place in _promises(seen, filled, worth, vain, price, about_lines):
            best: tuple[float, Feature, BoolArray] | None = None
            for made in _shapes(seen, filled, worth, place):
                changed = made[1] != filled
                right = made[1][changed] == seen.filled[changed]
                mended = float((worth[changed] * np.where(right, 1.0, -1.0)).sum())
                net = mended - price - side_price * _sides(made[0].area)
                if best is None or net > best[0]:
                    best = (net, *made)
            if best is not None and (best[0] > 0 or not features):
                features.append(best[1])
                filled = best[2]
                vain.clear()
                break
            vain.add(place)
        else:
            break
    either = float(cell[filled | seen.filled].sum())
    return Stacked(tuple(features), filled, float(cell[filled & seen.filled].sum()) / max(either, 1e-9))


def layers(seen: Seen, axis: int, thrift: float) -> list[Feature]:
    """Layers of constant outline along an axis: the cheapest cuts by dynamic programming, a price for each layer."""
    widths = [np.diff(line) for line in seen.lines]
    cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
    price = thrift * _FEATURE_PRICE * float(cell[seen.filled].sum())
    worth = cell * seen.sure
    cuts = _cuts(seen, axis)
    matter, space = (
        np.ascontiguousarray(np.moveaxis(np.where(cells, worth, 0.0), axis, 2)) for cells in (seen.filled, ~seen.filled)
    )
    costs = layer_costs(matter, space, cuts) + price
    best, before = np.full(len(cuts), np.inf), np.zeros(len(cuts), np.int64)
    best[0] = 0.0
    for b in range(1, len(cuts)):
        before[b] = int(np.argmin(best[:b] + costs[:b, b]))
        best[b] = best[before[b]] + costs[before[b], b]
    ends = [len(cuts) - 1]
    while ends[-1]:
        ends.append(int(before[ends[-1]]))
    nothing = np.zeros_like(seen.filled)
    made: list[Feature] = []
    for low, high in zip(cuts[ends[:0:-1]].tolist(), cuts[ends[-2::-1]].tolist(), strict=True):
        found = list(_shapes(seen, nothing, worth, _Place("add", axis, low, high)))
        if found:
            wrong = [
                float(worth[after != seen.filled].sum())
                + thrift * _SIDE_PRICE * float(cell[seen.filled].sum()) * _sides(feature.area)
                for feature, after in found
            ]
            made.append(found[int(np.argmin(wrong))][0])
    return made


def built(seen: Seen, features: Sequence[Feature]) -> BoolArray:
    """The cells that features fill."""
    filled = np.zeros_like(seen.filled)
    for feature in features:
        i, j = ACROSS[feature.axis]
        back = np.argsort((i, j, feature.axis))
        if isinstance(feature, Revolution):
            filled[np.transpose(turned_cells(seen, feature), back)] = feature.operation == "add"
            continue
        middle = (seen.lines[feature.axis][1:] + seen.lines[feature.axis][:-1]) / 2
        within = (middle > feature.lower) & (middle < feature.upper)
        covered = rasterised(feature.area, seen.lines[i], seen.lines[j])
        turned = covered[:, :, None] & within
        filled[np.transpose(turned, back)] = feature.operation == "add"
    return filled


def _with_ends(seen: Seen, filled: BoolArray, worth: FloatArray, volume: float) -> FloatArray:
    """The worth of cells, more for those without which the part does not reach an end of its box: a box that is missed
    moves and scales the part."""
    longest = max(float(line[-1] - line[0]) for line in seen.lines)
    more = worth
    if not filled.any():
        return more
    for axis in range(3):
        others = tuple(a for a in range(3) if a != axis)
        have, want = (np.flatnonzero(cells.any(axis=others)) for cells in (filled, seen.filled))
        lines = seen.lines[axis]
        for beyond, gap in (
            (slice(want[0], have[0]), lines[have[0]] - lines[want[0]]),
            (slice(have[-1] + 1, want[-1] + 1), lines[want[-1] + 1] - lines[have[-1] + 1]),
        ):
            if gap <= 0:
                continue
            place = tuple(beyond if a == axis else slice(None) for a in range(3))
            missed = float(worth[place][seen.filled[place]].sum())
            more = more.copy() if more is worth else more
            more[place] *= 1 + _ENDS * float(gap) / longest * volume / max(missed, 1e-9)
    return more


def _promises(
    seen: Seen, filled: BoolArray, worth: FloatArray, vain: set[_Place], price: float, about_lines: Sequence[Turn]
) -> list[tuple[float, _Place]]:
    choices: list[tuple[Operation, FloatArray, FloatArray]] = [
        ("add", np.where(seen.filled & ~filled, worth, 0.0), np.where(~seen.filled & ~filled, worth * _HARM, 0.0)),
        ("cut", np.where(~seen.filled & filled, worth, 0.0), np.where(seen.filled & filled, worth * _HARM, 0.0)),
    ]
    found: list[tuple[float, _Place]] = []
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
                place = _Place(operation, axis, low, high)
                if gains[a, b] > price and place not in vain:
                    found.append((float(gains[a, b]), place))
                    taken += 1
                    if taken == 3:
                        break
        for turn in about_lines:
            place = _Place(operation, turn=turn)
            gain = float(np.maximum(about(turn, wanted - harm), 0.0).sum())
            if gain > price and place not in vain:
                found.append((gain, place))
    found.sort(key=lambda promise: -promise[0])
    return found[:8]


def _cuts(seen: Seen, axis: int) -> npt.NDArray[np.int64]:
    lines = seen.lines[axis]
    flat = np.abs(lines[:, None] - seen.levels[axis][None, :]).argmin(0)
    even = np.linspace(lines[0], lines[-1], max(4, min(24, _CUTS - len(flat))))
    return np.unique(np.concatenate((flat, np.abs(lines[:, None] - even[None, :]).argmin(0)))).astype(np.int64)


def _shapes(seen: Seen, filled: BoolArray, worth: FloatArray, place: _Place) -> Iterator[tuple[Feature, BoolArray]]:
    """The feature at a place in outlines of more and fewer corners, each with what is filled after it."""
    if place.turn is not None:
        yield from _turned(seen, filled, worth, place.operation, place.turn)
        return
    operation, axis, a, b = place.operation, place.axis, place.low, place.high
    i, j = ACROSS[axis]
    adding = operation == "add"
    # Axes in the order ACROSS[axis], axis.
    want, have, value = (np.transpose(array, (i, j, axis))[:, :, a:b] for array in (seen.filled, filled, worth))
    free = have != adding
    right = want == adding
    balance = (value * free * np.where(right, 1.0, -_HARM)).sum(2)
    mask = tidied(balance, (value * free).sum(2))
    us, vs = seen.lines[i], seen.lines[j]
    found = stairs(mask, us, vs)
    rounds = [circle[:3] for circle in seen.rounds[axis]]
    lower, upper = float(seen.lines[axis][a]), float(seen.lines[axis][b])
    for coarse in _COARSE:
        area = outline(found, (seen.levels[i], seen.levels[j]), rounds, coarse)
        if area.is_empty:
            continue
        after = np.transpose(filled, (i, j, axis)).copy()
        after[:, :, a:b][rasterised(area, us, vs)] = adding
        back = np.argsort((i, j, axis))
        yield Extrusion(operation, axis, lower, upper, area), np.ascontiguousarray(np.transpose(after, back))


def _turned(
    seen: Seen, filled: BoolArray, worth: FloatArray, operation: Operation, turn: Turn
) -> Iterator[tuple[Feature, BoolArray]]:
    adding = operation == "add"
    stake = worth * (filled != adding)
    right = seen.filled == adding
    balance, matter = about(turn, stake * np.where(right, 1.0, -_HARM)), about(turn, stake)
    i, j = ACROSS[turn.axis]
    back = np.argsort((i, j, turn.axis))
    for feature in profiles(seen, turn, operation, balance, matter, _COARSE):
        after = filled.copy()
        after[np.transpose(turned_cells(seen, feature), back)] = adding
        yield feature, after


def _sides(area: object) -> float:
    """Corners of an area, those of smooth arcs hardly counted."""
    count = 0.0
    for ring in shapely.get_rings(shapely.get_parts(area)):
        points = shapely.get_coordinates(ring)
        steps = np.diff(points, axis=0)
        turns = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
        count += 2 + float(np.where(np.abs(turns) < 0.2, 0.1, 1.0).sum())
    return count
