"""Greedy search: the extrusion or revolution that mends the most volume, again and again, until none pays its price.

The grid tells in milliseconds which axis and which pair of levels promise most; exact sections or shadows of the part
and of what is built so far then give the outline. The thing built is kept as a mesh, so that every gain is measured
and not hoped for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.arrangement import best_area, without_slivers
from zero_to_cad.fit.axes import Line
from zero_to_cad.fit.features import Extrusion, Feature, Operation, Revolution
from zero_to_cad.fit.kernels import slab_gains
from zero_to_cad.fit.outline import Numbers, side_count
from zero_to_cad.fit.subject import Body, Nothing, Subject, manifold

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Style = Literal["carve", "build"]

_SAMPLES = 14  # sections looked at for one feature, at most
_ANGLES = 8  # half-planes looked at for one revolution
_FEATURE_PRICE = 2e-4  # of the part's volume: what any feature must mend ...
_SIDE_PRICE = 4e-5  # ... and what each side of its outline must mend besides
_REVOLUTION_PRICE = 2e-3  # by how much of the volume a revolution must beat an extrusion


@dataclass(frozen=True)
class Built:
    """What a search ends with: features in order, the share of volume still wrong, separate pieces, and the whole
    price, in shares of the volume."""

    features: tuple[Feature, ...]
    mismatch: float
    pieces: int
    cost: float


@dataclass(frozen=True)
class _Promise:
    gain: float
    operation: Operation
    axis: int
    lower: float
    upper: float
    line: Line | None = None


class Search:
    """A way to explain a subject.

    "carve" adds too much, in plain outlines, and cuts away along other axes only what is outside the part; "build"
    adds and cuts whatever mends most at once.
    """

    def __init__(self, subject: Subject, style: Style) -> None:
        self.subject = subject
        self.style = style
        self.harm: dict[Operation, float] = (
            {"add": 0.35, "cut": 30.0} if style == "carve" else {"add": 1.25, "cut": 1.25}
        )
        self.price = _FEATURE_PRICE * subject.volume
        self.side_price = _SIDE_PRICE * subject.volume
        self.body: Body | Nothing = Nothing()
        self.filled: BoolArray = np.zeros_like(subject.filled)
        self.features: list[Feature] = []
        self.sides = 0

    def run(self, deadline: float, most: int) -> Built:
        """Add features until none pays, `most` are found, or time.monotonic() passes `deadline`."""
        subject = self.subject
        while len(self.features) < most and time.monotonic() < deadline:
            if not any(self._attempt(promise) for promise in self._promises()):
                break
        common = (self.body.solid ^ subject.body.solid).volume()
        mismatch = (self.body.solid.volume() + subject.volume - 2 * common) / subject.volume
        pieces = [p for p in self.body.solid.decompose() if p.volume() > 1e-6 * subject.volume]
        cost = mismatch + _FEATURE_PRICE * len(self.features) + _SIDE_PRICE * self.sides
        return Built(tuple(self.features), mismatch, len(pieces), cost)

    def _attempt(self, promise: _Promise) -> bool:
        """Build what was promised; keep it when it mends more than it costs."""
        feature = self._shape(promise)
        if feature is None or feature.area.is_empty:
            return False
        sides = side_count(feature.area, Numbers(1.0, 0.5 * self.subject.resolution))
        piece = manifold(*feature.solid())
        solid = self.body.solid + piece if feature.operation == "add" else self.body.solid - piece
        body = Body(solid, self.subject.resolution)
        if solid.is_empty():
            return False
        filled = self.subject.occupied(body.mesh)
        # An overfull body is worth having where cuts can mend it, so what it spoils is weighed as in the promise.
        if self._worth(feature.operation, filled) < self.price / 2 + self.side_price * sides:
            return False
        self.features.append(feature)
        self.sides += sides
        self.body, self.filled = body, filled
        return True

    def _worth(self, operation: Operation, filled: BoolArray) -> float:
        subject = self.subject
        right = filled == subject.filled
        before = self.filled == subject.filled
        mended = float(subject.cell[right & ~before].sum())
        spoiled = float(subject.cell[before & ~right].sum())
        return mended - self.harm[operation] * spoiled

    # -- what might be worth doing ------------------------------------------------------------------

    def _promises(self) -> Iterator[_Promise]:
        """The few best places to look, best first."""
        subject = self.subject
        found: list[_Promise] = []
        missing = np.where(subject.filled & ~self.filled, subject.cell, 0.0)
        empty = np.where(~subject.filled & ~self.filled, subject.cell, 0.0)
        excess = np.where(~subject.filled & self.filled, subject.cell, 0.0)
        right = np.where(subject.filled & self.filled, subject.cell, 0.0)
        choices: list[tuple[Operation, FloatArray, FloatArray]] = [
            ("add", missing, empty * self.harm["add"]),
            ("cut", excess, right * self.harm["cut"]),
        ]
        for operation, wanted, harm in choices:
            if wanted.sum() < self.price / 2:
                continue
            whole = self.style == "carve" and operation == "add"
            for axis in range(3):
                cuts = subject.cuts(axis)
                turned = (np.ascontiguousarray(np.moveaxis(a, axis, 2)) for a in (wanted, harm))
                gains = slab_gains(*turned, cuts, whole)
                for a, b in _peaks(gains, operation):
                    lower, upper = subject.grid[axis][cuts[[a, b]]]
                    found.append(_Promise(float(gains[a, b]), operation, axis, float(lower), float(upper)))
            for line in subject.lines:
                gain = self._revolution_gain(line, wanted - harm) - _REVOLUTION_PRICE * subject.volume
                low, high = float(subject.lower[line.axis]), float(subject.upper[line.axis])
                found.append(_Promise(gain, operation, line.axis, low, high, line))
        found = [promise for promise in found if promise.gain > self.price / 2]
        found.sort(key=lambda promise: -promise.gain)
        yield from found[:6]

    def _revolution_gain(self, line: Line, balance: FloatArray) -> float:
        """Gain of the best profile around `line`, by looking cells up on rings around it."""
        subject, axis = self.subject, line.axis
        i, j = (k for k in range(3) if k != axis)
        # ACROSS goes round cyclically, the array's axes do not.
        ci, cj = line.centre if axis != 1 else line.centre[::-1]
        density = np.moveaxis(balance / subject.cell, axis, 2)
        far_i = max(subject.upper[i] - ci, ci - subject.lower[i])
        far_j = max(subject.upper[j] - cj, cj - subject.lower[j])
        step = float(np.hypot(far_i, far_j)) / 48
        radii = (np.arange(48) + 0.5) * step
        angles = (np.arange(32) + 0.5) * (2 * np.pi / 32)
        a = np.searchsorted(subject.grid[i], ci + radii[:, None] * np.cos(angles)) - 1
        b = np.searchsorted(subject.grid[j], cj + radii[:, None] * np.sin(angles)) - 1
        outside = (a < 0) | (a >= density.shape[0]) | (b < 0) | (b >= density.shape[1])
        rows = density[a.clip(0, density.shape[0] - 1), b.clip(0, density.shape[1] - 1)]
        mean = np.where(outside[..., None], 0.0, rows).mean(1)
        gains = mean * (2 * np.pi * radii * step)[:, None] * np.diff(subject.grid[axis])
        return float(np.maximum(gains, 0.0).sum())

    # -- from a promise to an exact feature ------------------------------------------------------------

    def _shape(self, promise: _Promise) -> Feature | None:
        subject, axis, operation = self.subject, promise.axis, promise.operation
        gain = promise.gain
        if promise.line is not None:
            angles = (np.arange(_ANGLES) + 0.37) * (2 * np.pi / _ANGLES)
            target = subject.body.along(axis, promise.line.centre, angles)
            model = self.body.along(axis, promise.line.centre, angles)
            weights = np.full(_ANGLES, 2 * np.pi / _ANGLES)
            area, gain = best_area(
                operation, target, model, weights, subject.resolution, self.harm[operation], radial=True
            )
            return None if gain < self.price / 2 else Revolution(operation, axis, promise.line.centre, area)
        if self.style == "carve":
            shadow = subject.body.shadow(axis, promise.lower, promise.upper)
            if operation == "cut":
                shadow = self.body.shadow(axis, promise.lower, promise.upper) - shadow
            area = without_slivers(shadow, subject.resolution)
        else:
            heights, weights = self._samples(axis, promise.lower, promise.upper)
            target, model = subject.body.across(axis, heights), self.body.across(axis, heights)
            area, gain = best_area(
                operation, target, model, weights, subject.resolution, self.harm[operation]
            )
        return (
            None if gain < self.price / 2 else Extrusion(operation, axis, promise.lower, promise.upper, area)
        )

    def _samples(self, axis: int, lower: float, upper: float) -> tuple[FloatArray, FloatArray]:
        """Heights between two levels, and the length that each stands for: one a gap between flat faces, or more."""
        marks = {lower, upper}
        marks.update(float(v) for v in self.subject.levels[axis] if lower < v < upper)
        for feature in self.features:
            if isinstance(feature, Extrusion) and feature.axis == axis:
                marks.update(v for v in (feature.lower, feature.upper) if lower < v < upper)
        edges = np.array(sorted(marks))
        gaps = np.diff(edges)
        keep = np.sort(np.argsort(-gaps, kind="stable")[:_SAMPLES])
        lows, gaps = edges[:-1][keep], gaps[keep]
        share = np.maximum(1, np.floor(_SAMPLES * gaps / gaps.sum())).astype(int)
        if len(gaps) > 1:
            share = np.minimum(share, 5)
        heights, weights = [], []
        for low, gap, count in zip(lows, gaps, share, strict=True):
            # Off the middle a little: the middle of a symmetric part is where edges like to lie.
            heights.append(low + gap * (np.arange(count) + 0.487) / count)
            weights.append(np.full(count, gap / count))
        return np.concatenate(heights), np.concatenate(weights)


def _peaks(gains: FloatArray, operation: Operation) -> Sequence[tuple[int, int]]:
    """The best pair of levels, and the best that does not overlap it; ties go to the longest cut, the shortest add."""
    steps = np.arange(len(gains))
    length = steps[None, :] - steps[:, None]
    nudge = 1e-9 * gains.max() * length * (1 if operation == "cut" else -1)
    scored = np.where(gains > 0, gains + nudge, 0.0)
    found = []
    for _ in range(2):
        a, b = (int(k) for k in np.unravel_index(int(scored.argmax()), scored.shape))
        if scored[a, b] <= 0:
            break
        found.append((a, b))
        scored = np.where((steps[:, None] < b) & (steps[None, :] > a), 0.0, scored)
    return found
