"""Greedy search: the extrusion or revolution that mends the most volume, again and again, until none pays its price.

The grid tells in milliseconds which axis and which pair of levels promise most; exact sections or shadows of the part
and of what is built so far then give the outline. The thing built is kept as a mesh, so that every gain is measured
and not hoped for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.arrangement import best_area, votes, without_slivers
from zero_to_cad.fit.axes import Line
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.extend import extended
from zero_to_cad.fit.features import Extrusion, Feature, Loft, Operation, Revolution
from zero_to_cad.fit.kernels import peaks, slab_gains
from zero_to_cad.fit.outline import Loop, Numbers, rings_of, side_count
from zero_to_cad.fit.pieces import missed, pieces, unfilmed
from zero_to_cad.fit.subject import Body, Nothing, Subject, manifold, mesh_of

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Style = Literal["carve", "build", "plain", "lean"]

_SAMPLES = 14  # sections looked at for one feature, at most
_RINGS = (32, 160)  # points on a ring around a line: to see whether it is worth a second look, and then
_ANGLES = 8  # half-planes looked at for one revolution
_FEATURE_PRICE = 2e-4  # of the part's volume: what any feature must mend ...
_SIDE_PRICE = 8e-5  # ... and what each side of its outline must mend besides
_CORNER_PRICE = 1.6e-4  # ... and what each corner costs where the part has none: its numbers say nothing
_LEAST_SIDES = 3  # a polygon must mend what that many sides cost
_BOX_PRICE = 2.0  # for missing an end of the part, relative to its longest side: scores are normalised by the box
_PIECE_PRICE = 2e-3  # for each solid beside the largest, which will be lost
_LEAN_SHARE = 0.25  # of what the best along an axis mends, that a prism along a slant must mend to come first
_SPILT = 1e-5  # of the part's volume: what an overshoot may spoil, since chords of two meshes differ
_OVERSHOOTS = (1.0, 0.5, 0.2)  # of what cuts leave a part by, in walls too thin for all of it
_HAIR = 1e-6  # of the longest side: what touches by less does not hold together
_MOST_BRIDGES = 4  # loose pieces that are seen to at a time
_BRIDGE_CELLS = 3  # how far around a loose piece to look for what ties it to the rest
_MOST_SIDES = 500  # of all outlines together: beyond that the kernel takes minutes
_MOST_EFFORT = 1_200_000  # triangles handled by all attempts together: the same limit on a slow machine
_EFFORT_OF_RIVAL = 1.25  # times the rival's: what takes longer to find is seldom plainer
_REVOLUTION_PRICE = 2e-3  # by how much of the volume a revolution must beat an extrusion
_SLANT_PRICE = 5e-4  # of the volume: a plane of its own takes as much to write as six sides


@dataclass(frozen=True)
class Built:
    """What a search ends with: features in order, volume IoU, separate pieces, price in shares of the volume.

    sides: of all outlines together, of whose corners so many are `invented`. effort: triangles handled.
    """

    features: tuple[Feature, ...]
    iou: float
    pieces: int
    cost: float
    sides: int = 0
    effort: int = 0
    invented: int = 0


@dataclass(frozen=True)
class _Promise:
    gain: float
    operation: Operation
    axis: int
    lower: float
    upper: float
    line: Line | None = None
    slant: int | None = None  # along the last axis of that slanted view of the subject
    loft: int | None = None  # that one of those which the sections tell of
    end: bool = False  # worth having however small, since without it the part would be too short
    bridge: bool = False  # worth having however small, since without it the part would fall apart

    @property
    def small(self) -> bool:
        return self.end or self.bridge


class Search:
    """A way to explain a subject.

    "carve" adds too much, in simple outlines, and cuts away along other axes only what is outside the part; "build"
    adds and cuts whatever mends most at once; "plain" does so without revolutions; "lean" after the first feature takes
    what lies along the subject's slants before anything else, and is the only one that sees these. `thrift` multiplies
    the prices: a higher one asks for a shorter and coarser program. `first` is the axis along which the first feature
    is extruded: what mends most at once is not always what all else follows from. With `stock` that feature is as long
    as the part, as a machinist saws it off before anything else. `lofts` are taken before all else.
    """

    def __init__(
        self,
        subject: Subject,
        style: Style,
        thrift: float = 1.0,
        first: int | None = None,
        stock: bool = False,
        lofts: Sequence[Loft] = (),
    ) -> None:
        self.subject = subject
        self.style = style
        self.first = first
        self.stock = stock
        self.harm: dict[Operation, float] = (
            {"add": 0.35, "cut": 30.0} if style == "carve" else {"add": 1.25, "cut": 1.25}
        )
        self.lines = [] if style == "plain" else subject.lines
        self.slants = [*range(len(subject.slanted))] if style == "lean" else []
        self.lofts = [(loft, subject.occupied(mesh_of(manifold(*loft.solid())))) for loft in lofts]
        self.touching = bool(lofts)
        self.price = thrift * _FEATURE_PRICE * subject.volume
        self.slant_price = thrift * _SLANT_PRICE * subject.volume
        self.side_price = thrift * _SIDE_PRICE * subject.volume
        self.body: Body | Nothing = Nothing()
        self.filled: BoolArray = np.zeros_like(subject.filled)
        self.features: list[Feature] = []
        self.sides = self.invented = 0
        # Round numbers of mm, about 1% of the part and less, by which cuts leave it.
        overshoot = float(10.0 ** np.floor(np.log10(0.02 * subject.longest)))
        self.overshot = [share * overshoot for share in _OVERSHOOTS]
        self.effort = 0
        self._apart: list[Any] | None = None
        self.most_pieces = 0  # where another search is gone on from
        self.vain: set[tuple[object, ...]] = set()

    def resume(self, found: Built) -> None:
        """Go on from what another search found."""
        self.touching = self.touching or any(isinstance(feature, Loft) for feature in found.features)
        for feature in found.features:
            self.body = self._with(feature, self._piece(feature))
        self.features = list(found.features)
        self._apart = None
        self.sides, self.invented = found.sides, found.invented
        self.filled = self.subject.occupied(self.body.mesh)
        self.most_pieces = found.pieces

    def start(self, features: Sequence[Feature]) -> None:
        """Begin with features that are known otherwise."""
        self.resume(Built(tuple(features), 0.0, 0, 0.0, sum(map(self._sides, features))))

    def run(self, deadline: Deadline, most: int, rival: Built | None = None) -> Built:
        """Add features until none pays, `most` are found, or the `deadline` has passed.

        Ends early when what was found so far is dearer than a `rival`, however little is wrong in the end, or took
        more effort than that one.
        """
        subject = self.subject
        effort = _MOST_EFFORT if rival is None else min(_MOST_EFFORT, int(_EFFORT_OF_RIVAL * rival.effort))
        while len(self.features) < most and (not self.features or (self.effort < effort and not deadline.passed)):
            if rival is not None and self._drawn() > rival.cost:
                break
            if not any(
                any(map(self._attempt, promises()))
                for promises in (self._promises, self._ends, self._bridges, self._ends)
            ):
                break
        if not self.features:
            return Built((), 0.0, 0, float("inf"))
        common = (self.body.solid ^ subject.body.solid).volume()
        either = self.body.solid.volume() + subject.volume - common
        apart = self._pieces()
        short = missed(apart[0], subject) / subject.longest
        loose = _PIECE_PRICE * (len(apart) - 1)
        cost = (either - common) / subject.volume + _BOX_PRICE * short + loose + self._drawn()
        return Built(tuple(self.features), common / either, len(apart), cost, self.sides, self.effort, self.invented)

    def _drawn(self) -> float:
        """The price of the features found and of their outlines' sides."""
        slanted = sum(isinstance(feature, Extrusion) and feature.turn is not None for feature in self.features)
        drawn = _FEATURE_PRICE * len(self.features) + _SLANT_PRICE * slanted + _SIDE_PRICE * self.sides
        return drawn + _CORNER_PRICE * self.invented

    def _attempt(self, promise: _Promise) -> bool:
        """Build what was promised; keep it when it mends more than it costs, else do not try it again."""
        key = (promise.operation, promise.axis, promise.lower, promise.upper, promise.line, promise.slant, promise.loft)
        if key in self.vain:
            return False
        self.vain.add(key)
        feature = self._shape(promise)
        if feature is None or feature.area.is_empty:
            return False
        sides = self._sides(feature)
        needed = self.price / 2 + self.side_price * sides
        needed += 0.0 if promise.slant is None else self.slant_price
        if self.features and not promise.small and (self.sides + sides > _MOST_SIDES or 1.5 * promise.gain < needed):
            return False
        self.effort += len(self.subject.body.mesh.triangles) + len(self.body.mesh.triangles)
        drawn = feature
        feature, piece = self._overshot(drawn, promise.slant)
        body = self._with(feature, piece)
        solid = body.solid
        if solid.is_empty():
            return False
        filled = self.subject.occupied(body.mesh)
        # An overfull body is worth having where cuts can mend it, so what it spoils is weighed as in the promise.
        worth = self._worth(feature.operation, filled)
        if promise.end:
            before, after = (missed(pieces(s, self.subject.volume)[0], self.subject) for s in (self.body.solid, solid))
            nearer = before - after
            if nearer < self.subject.resolution or worth < -self.price:
                return False
        elif promise.bridge:
            before, after = (len(self._pieces(*more)) for more in ((), (feature,)))
            if after >= before or worth < -self.price:
                return False
        elif worth < needed:
            return False
        elif self.most_pieces and feature.operation == "cut" and len(self._pieces(feature)) > self.most_pieces:
            # What others have held together is not for small cuts to part.
            return False
        self.vain.discard(key)
        self.features.append(feature)
        self._apart = None
        self.sides += sides
        # What goes past the part's ends has no corners there.
        self.invented += self._invented(drawn)
        self.body, self.filled = body, filled
        return True

    def _piece(self, feature: Feature) -> Any:
        """A feature's solid; where there are lofts, whose ends have no clearance, a hair longer than it is."""
        if self.touching and not isinstance(feature, Revolution) and feature.operation == "add":
            hair = _HAIR * self.subject.longest
            feature = replace(feature, lower=feature.lower - hair, upper=feature.upper + hair)
        return manifold(*feature.solid())

    def _with(self, feature: Feature, piece: Any) -> Body:
        """What is built with a feature's solid added, or cut."""
        solid = self.body.solid + piece if feature.operation == "add" else self.body.solid - piece
        return Body(solid, self.subject.resolution)

    def _sides(self, feature: Feature) -> int:
        """How many lines, arcs and circles it takes to draw a feature."""
        drawn = [feature.area]
        if isinstance(feature, Loft) and not (feature.draft or feature.twist):
            drawn.append(feature.upper_area)
        return sum(side_count(area, self._numbers(feature)) for area in drawn)

    def _invented(self, feature: Feature) -> int:
        """How many corners of an outline lie where the part has neither a corner nor two flat faces."""
        if not isinstance(feature, Extrusion) or feature.turn is not None:
            return 0
        rings = (ring for outer, inner in rings_of(feature.area, self._numbers(feature)) for ring in (outer, *inner))
        ends = [segment.end for ring in rings if isinstance(ring, Loop) for segment in ring.segments]
        return int((~self.subject.known(feature.axis, np.array(ends))).sum()) if ends else 0

    def _numbers(self, feature: Feature) -> Numbers:
        flat = isinstance(feature, Extrusion) and feature.turn is None
        fine = 1e-3 * self.subject.resolution
        return Numbers(fine, 600 * fine, self.subject.circles[feature.axis] if flat else ())

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
                for a, b in peaks(gains, operation == "cut"):
                    lower, upper = subject.grid[axis][cuts[[a, b]]]
                    found.append(_Promise(float(gains[a, b]), operation, axis, float(lower), float(upper)))
            for line in self.lines:
                best = max((promise.gain for promise in found), default=0.0)
                for angles in _RINGS:
                    # Few points on a ring may miss what is in its way, which matters where it would come first.
                    gain = self._revolution_gain(line, wanted - harm, angles) - _REVOLUTION_PRICE * subject.volume
                    if gain <= best:
                        break
                low, high = float(subject.lower[line.axis]), float(subject.upper[line.axis])
                found.append(_Promise(gain, operation, line.axis, low, high, line))
        for slant in self.slants:
            found.extend(self._slanted_promises(slant))
        for k, (loft, cells) in enumerate(self.lofts):
            gain = float(sum((given - lost)[cells].sum() for way, given, lost in choices if way == loft.operation))
            found.append(_Promise(gain, loft.operation, loft.axis, loft.lower, loft.upper, loft=k))
        found = [promise for promise in found if promise.gain > self.price / 2]
        if self.first is not None and not self.features:
            if self.stock:
                low, high = float(subject.lower[self.first]), float(subject.upper[self.first])
                yield _Promise(subject.volume, "add", self.first, low, high)
                return
            found = [promise for promise in found if promise.axis == self.first and promise.line is None]
        found.sort(key=lambda promise: -promise.gain)
        most = max((promise.gain for promise in found if promise.slant is None), default=0.0)
        first = [p for p in found if p.slant is not None and self.features and p.gain > _LEAN_SHARE * most]
        first += [promise for promise in found if promise.loft is not None]
        yield from [*first, *(promise for promise in found if promise.slant is None and promise.loft is None)][:6]

    def _slanted_promises(self, slant: int) -> Iterator[_Promise]:
        """The best places for a prism along a slant, where there is something for it to mend."""
        turn, seen = self.subject.slanted[slant]
        filled = seen.occupied(self.body.turned(turn).mesh) if self.features else np.zeros_like(seen.filled)
        # Between ends that are there, or out of the part: in between nothing tells where a prism would end.
        cuts = np.searchsorted(seen.grid[2], seen.levels[2] - 1e-9 * seen.longest).astype(np.int64)
        choices: tuple[tuple[Operation, BoolArray, BoolArray], ...] = (
            ("add", seen.filled & ~filled, ~seen.filled & ~filled),
            ("cut", ~seen.filled & filled, seen.filled & filled),
        )
        for operation, wanted, spoiled in choices:
            gains = slab_gains(
                np.where(wanted, seen.cell, 0.0), np.where(spoiled, seen.cell * self.harm[operation], 0.0), cuts, False
            )
            for a, b in peaks(gains, operation == "cut"):
                lower, upper = seen.grid[2][cuts[[a, b]]]
                gain = float(gains[a, b]) - self.slant_price
                yield _Promise(gain, operation, 2, float(lower), float(upper), slant=slant)

    def _seen(self, slant: int | None) -> tuple[Subject, Body | Nothing, FloatArray | None]:
        """The part, and what is built, in the axes that a slant has, and these; as they are without one."""
        if slant is None:
            return self.subject, self.body, None
        turn, seen = self.subject.slanted[slant]
        return seen, self.body.turned(turn), turn

    def _ends(self) -> Iterator[_Promise]:
        """Additions from where the model stops to where the part does: a pin may be small and yet set the size."""
        if not self.features:
            return
        box = np.array(pieces(self.body.solid, self.subject.volume)[0].bounding_box()).reshape(2, 3)
        for axis in range(3):
            low, high = float(self.subject.lower[axis]), float(self.subject.upper[axis])
            near, far = float(box[0, axis]), float(box[1, axis])
            # As deep into the model as it stands out of it: a round end may be touched along a mere line.
            if near - low > 2 * self.subject.resolution:
                yield _Promise(0.0, "add", axis, low, min(high, 2 * near - low), end=True)
            if high - far > 2 * self.subject.resolution:
                yield _Promise(0.0, "add", axis, max(low, 2 * far - high), high, end=True)

    def _bridges(self) -> Iterator[_Promise]:
        """Additions around each loose piece, in the hope that they tie it to the rest."""
        subject = self.subject
        missing = np.where(subject.filled & ~self.filled, subject.cell, 0.0)
        empty = np.where(~subject.filled & ~self.filled, subject.cell, 0.0)
        for piece in self._pieces()[1 : 1 + _MOST_BRIDGES]:
            box = np.array(piece.bounding_box()).reshape(2, 3)
            around = np.zeros_like(subject.filled)
            near = []
            for axis in range(3):
                low, high = np.searchsorted(subject.grid[axis], box[:, axis]).tolist()
                near.append(slice(max(0, low - _BRIDGE_CELLS), high + _BRIDGE_CELLS))
            around[tuple(near)] = True
            found = []
            for axis in range(3):
                cuts = subject.cuts(axis)
                local = (np.where(around, a, 0.0) for a in (missing, empty * self.harm["add"]))
                turned = (np.ascontiguousarray(np.moveaxis(a, axis, 2)) for a in local)
                gains = slab_gains(*turned, cuts, False)
                for a, b in peaks(gains, cuts=False):
                    lower, upper = subject.grid[axis][cuts[[a, b]]]
                    found.append(_Promise(float(gains[a, b]), "add", axis, float(lower), float(upper), bridge=True))
            found.sort(key=lambda promise: -promise.gain)
            yield from found[:3]

    def _pieces(self, *more: Feature) -> list[Any]:
        """What is built, and more, as separate pieces."""
        if more:
            return pieces(unfilmed((*self.features, *more), self._piece), self.subject.volume)
        if self._apart is None:
            self._apart = pieces(unfilmed(self.features, self._piece), self.subject.volume)
        return self._apart

    def _revolution_gain(self, line: Line, balance: FloatArray, points: int) -> float:
        """Gain of the best profile around `line`, by looking cells up at some points of rings around it."""
        subject, axis = self.subject, line.axis
        i, j = (k for k in range(3) if k != axis)
        # ACROSS goes round cyclically, the array's axes do not.
        ci, cj = line.centre if axis != 1 else line.centre[::-1]
        density = np.moveaxis(balance / subject.cell, axis, 2)
        far_i = max(subject.upper[i] - ci, ci - subject.lower[i])
        far_j = max(subject.upper[j] - cj, cj - subject.lower[j])
        step = float(np.hypot(far_i, far_j)) / 48
        radii = (np.arange(48) + 0.5) * step
        angles = (np.arange(points) + 0.5) * (2 * np.pi / points)
        a = np.searchsorted(subject.grid[i], ci + radii[:, None] * np.cos(angles)) - 1
        b = np.searchsorted(subject.grid[j], cj + radii[:, None] * np.sin(angles)) - 1
        outside = (a < 0) | (a >= density.shape[0]) | (b < 0) | (b >= density.shape[1])
        rows = density[a.clip(0, density.shape[0] - 1), b.clip(0, density.shape[1] - 1)]
        mean = np.where(outside[..., None], 0.0, rows).mean(1)
        gains = mean * (2 * np.pi * radii * step)[:, None] * np.diff(subject.grid[axis])
        return float(np.maximum(gains, 0.0).sum())

    # -- from a promise to an exact feature ------------------------------------------------------------

    def _shape(self, promise: _Promise) -> Feature | None:
        if promise.line is not None:
            return self._turned(promise, promise.line)
        if promise.loft is not None:
            return self.lofts[promise.loft][0]
        axis, operation = promise.axis, promise.operation
        subject, body, turn = self._seen(promise.slant)
        heights, weights = self._samples(subject, body, turn, axis, promise.lower, promise.upper)
        target, model = subject.body.across(axis, heights), body.across(axis, heights)
        gain = promise.gain
        if self.style == "carve":
            area = subject.body.shadow(axis, promise.lower, promise.upper)
            if operation == "cut":
                area = body.shadow(axis, promise.lower, promise.upper) - area
            area = without_slivers(area, subject.resolution)
        else:
            least = 0.0 if promise.small else _LEAST_SIDES * self.side_price
            area, gain = best_area(operation, target, model, weights, subject.resolution, self.harm[operation], least)
        if area.is_empty or (gain < self.price / 2 and not promise.small):
            return None
        return Extrusion(operation, axis, promise.lower, promise.upper, area, turn)

    def _turned(self, promise: _Promise, line: Line) -> Feature | None:
        subject, axis, operation = self.subject, promise.axis, promise.operation
        angles: FloatArray = np.float64(2 * np.pi / _ANGLES) * (np.arange(_ANGLES, dtype=np.float64) + 0.37)
        target = subject.body.along(axis, line.centre, angles)
        model = self.body.along(axis, line.centre, angles)
        weights = np.full(_ANGLES, 2 * np.pi / _ANGLES)
        least, harm = _LEAST_SIDES * self.side_price, self.harm[operation]
        area, gain = best_area(operation, target, model, weights, subject.resolution, harm, least, radial=True)
        return None if gain < self.price / 2 else Revolution(operation, axis, line.centre, area)

    def _overshot(self, feature: Feature, slant: int | None) -> tuple[Feature, Any]:
        """The feature and its solid, its free walls and ends moved on a little: a cut's into empty space, an addition's
        deep into what is built."""
        plain = self._piece(feature)
        if not self.features or not isinstance(feature, Extrusion):
            return feature, plain
        axis, lower, upper = feature.axis, feature.lower, feature.upper
        subject, body, turn = self._seen(slant)
        heights, _ = self._samples(subject, body, turn, axis, lower, upper)
        target, model = subject.body.across(axis, heights), body.across(axis, heights)

        def is_free(points: FloatArray) -> npt.NDArray[np.bool_]:
            built = votes(model, points)
            if feature.operation == "add":
                return np.asarray(built.all(0))
            return np.asarray(~(built.any(0) | votes(target, points).any(0)))

        if feature.operation == "cut":
            small = 1e-6 * self.subject.longest
            lower -= self.overshot[0] if lower <= subject.lower[axis] + small else 0.0
            upper += self.overshot[0] if upper >= subject.upper[axis] - small else 0.0
        for k in range(len(self.overshot)):
            area = extended(feature.area, is_free, 2 * self.subject.resolution, self.overshot[k:])
            longer = replace(feature, lower=lower, upper=upper, area=area)
            if area is feature.area and (lower, upper) == (feature.lower, feature.upper):
                break
            solid = self._piece(longer)
            # Between the sections that were looked at there may be something in the way.
            gained = solid - plain
            if feature.operation == "cut":
                # Most of it is outside of the part's box, which is soon told.
                gained ^= self.subject.box
            harm = gained.volume()
            if harm >= _SPILT * self.subject.volume and feature.operation == "add":
                harm = (gained - self.body.solid - self.subject.body.solid).volume()
            elif harm >= _SPILT * self.subject.volume:
                harm = (gained ^ self.subject.body.solid).volume()
            if harm < _SPILT * self.subject.volume:
                return longer, solid
            if area is feature.area:
                break
        return feature, plain

    def _samples(
        self, subject: Subject, body: Body | Nothing, turn: FloatArray | None, axis: int, lower: float, upper: float
    ) -> tuple[FloatArray, FloatArray]:
        """Heights between two levels, and the length that each stands for: one a gap between flat faces, or more.

        subject, body: part and model in the axes of `turn`.
        """
        marks = {lower, upper}
        marks.update(float(v) for v in subject.levels[axis] if lower < v < upper)
        for feature in self.features:
            along = feature.turn if isinstance(feature, Extrusion) else None
            if not isinstance(feature, Revolution) and feature.axis == axis and along is turn:
                marks.update(v for v in (feature.lower, feature.upper) if lower < v < upper)
        edges = np.array(sorted(marks))
        gaps = np.diff(edges)
        keep = np.sort(np.argsort(-gaps, kind="stable")[:_SAMPLES])
        heights, weights = [], []
        for low, gap in zip(edges[:-1][keep], gaps[keep], strict=True):
            # Whether neither the part nor the model changes much in cross-section.
            constant = all(one.constant(axis, low, low + gap) for one in (subject.body, body))
            count = 1 if constant else max(3, min(7, _SAMPLES // len(keep)))
            # Off the middle a little: the middle of a symmetric part is where edges like to lie.
            heights.append(low + gap * (np.arange(count) + 0.487) / count)
            weights.append(np.full(count, gap / count))
        return np.concatenate(heights), np.concatenate(weights)
