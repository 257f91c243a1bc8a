"""One way to look at a part: the searches for what it is made of, and the programs of what they find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.drilled import Hole
from zero_to_cad.fit.explanation import SLACK, Explanation, Explanations
from zero_to_cad.fit.faces import Boundary
from zero_to_cad.fit.features import Extrusion, Feature, Loft, Revolution
from zero_to_cad.fit.holes import undrilled
from zero_to_cad.fit.lengths import known_lengths
from zero_to_cad.fit.levels import levelled
from zero_to_cad.fit.lofts import lofts
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import Taper, steps
from zero_to_cad.fit.rebuilt import lost_by_chords
from zero_to_cad.fit.retracted import retracted
from zero_to_cad.fit.rounds import (
    beside,
    known_axes,
    known_circles,
    known_datums,
    known_edges,
    known_planes,
    known_rims,
    known_rounds,
    known_tubes,
)
from zero_to_cad.fit.search import Built, Search, Style
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.sharpen import Blend
from zero_to_cad.fit.shells import hollow, shelled
from zero_to_cad.fit.shortened import shortened, without_step
from zero_to_cad.fit.slants import slants
from zero_to_cad.fit.subject import Subject, manifold, mesh_of
from zero_to_cad.fit.wording import known_sides
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.part import Mesh, Part
from zero_to_cad.program import parse

FloatArray = npt.NDArray[np.float64]

MOST_FEATURES = 30
RESOLUTION = 1e-3  # of the longest side: what is narrower is noise
CLOSE = 0.6 * RESOLUTION  # of the longest side: how far an outline may be from its lines and arcs
_NOISE = 1e-4  # of the longest side: coordinates nearer than this are one
_SLACK_OF_BLENDS = 0.001  # the same slack, where blends have been taken away: a result that lost them has lost little
_TELLING = 2e-6  # mm: less than this is the rounding of numbers, and not told
_PLAIN_ENOUGH = 4e-3  # a price at which no other style is tried
_RIGHT = 0.9995  # a volume IoU at which no other beginning is
_LAST_THRIFT = 0.2  # how much less small things cost in the end: they lengthen a program, but change nothing else
_THRIFT_OF_SLANTS = 4.0  # small features along a slant may be in the way of larger ones along an axis
_WORTH_OF_SHELL = 3e-4  # of a price, that a box of even walls is cheaper than its outside and its cavity
_PROBED = 2  # features, after which ways to begin are compared


class Sight:
    """A mesh (in the program's axes) to be explained, the holes to be drilled into it afterwards, and then the blends.

    The mesh is that of the part, which has no blends, with its holes filled or not; `known` bounds the part. Where that
    is not exact, it was `told_from` a mesh, rebuilt as a part that still had its blends.
    """

    def __init__(
        self,
        part: Part,
        known: Boundary,
        mesh: Mesh,
        holes: tuple[Hole, ...],
        blends: tuple[Blend, ...],
        frame: FloatArray,
        origin: FloatArray,
        told_from: tuple[Mesh, Part] | None = None,
    ) -> None:
        self.mesh = mesh
        self.told_from = told_from
        self.holes = holes
        self.blends = blends
        self.frame = frame
        self.origin = origin
        self.exact = told_from is None and part.shape is not None
        self.circles = [known_circles(known.faces, frame, origin, axis) for axis in range(3)]
        self.rims = [known_rims(known.faces, frame, origin, axis) for axis in range(3)]
        self.tubes = [known_tubes(known.faces, frame, origin, axis) for axis in range(3)]
        self.planes = known_planes(known.faces, frame, origin)
        self.corners: FloatArray = known.corners @ frame.T - origin
        rims = {rim[2] for rims in self.rims for rim in rims}
        self.radii = tuple(sorted(rims | {face.read(face.radius) for face in known.faces if face.radius}))
        self.firm = known_axes(self.planes, self.circles)
        self.rounds = known_rounds(self.circles)
        self.datums = known_datums(self.firm, self.corners, _NOISE * float(np.ptp(mesh.vertices, axis=0).max()))
        ends = np.stack((mesh.vertices.min(0), mesh.vertices.max(0)))
        near = 1e-7 * float(np.ptp(ends, axis=0).max())
        self.lengths = known_lengths(part, frame, origin, ends, self.planes, self.circles, self.corners, near)
        self.known = known
        self._begun: dict[str, Built] = {}
        self._complete = False
        self._built: list[Built] = []

    @cached_property
    def subject(self) -> Subject:
        return Subject(
            self.mesh,
            RESOLUTION,
            slants(self.mesh, self.known.faces, self.frame),
            self.circles,
            corners=self.corners,
        )

    def built(self, deadline: Deadline) -> Built:
        """What the first search found; later calls get the same."""
        if not self._begun:
            self._begun["build"] = Search(self.subject, "build").run(deadline, MOST_FEATURES)
        return self._begun["build"]

    def begun(self, deadline: Deadline) -> list[Built]:
        """What the searches that begin with what mends most found, the least price first; later calls get the same."""
        first = self.built(deadline)
        built, subject = self._begun, self.subject
        if not self._complete:
            self._complete = True
            self._hollow(deadline)
            # What is turned may have cones.
            turned = any(isinstance(feature, Revolution) for feature in first.features)
            if first.cost > _PLAIN_ENOUGH or not turned:
                self._lofted(deadline)
            if min(found.cost for found in built.values()) > _PLAIN_ENOUGH:
                built["carve"] = Search(subject, "carve").run(deadline, MOST_FEATURES)
                if turned:
                    built["plain"] = Search(subject, "plain").run(deadline, MOST_FEATURES)
                if subject.slanted:
                    self._leaning(deadline)
        return sorted(built.values(), key=lambda found: found.cost)

    def _leaning(self, deadline: Deadline) -> None:
        """Search for what lies along slants, after a first feature along each axis: a plate that what is slanted stands
        on, and not all that is seen from its side. Where that is ahead, what its ends stick out by is carved away."""

        def ahead() -> Built:
            return min(self._begun.values(), key=lambda found: found.cost)

        for axis in range(3):
            search = Search(self.subject, "lean", _THRIFT_OF_SLANTS, first=axis)
            self._begun[f"lean {axis}"] = search.run(deadline, MOST_FEATURES, ahead())
        if any(isinstance(feature, Extrusion) and feature.turn is not None for feature in ahead().features):
            search = Search(self.subject, "carve", _LAST_THRIFT)
            search.resume(ahead())
            self._begun["lean carve"] = search.run(deadline, MOST_FEATURES)
        self._begun["lean"] = Search(self.subject, "lean").run(deadline, MOST_FEATURES, ahead())

    def _hollow(self, deadline: Deadline) -> None:
        """Search for what begins with a box of even walls, if the part is one: that is one feature and not two."""
        subject = self.subject
        search = Search(subject, "build")
        box = hollow(subject.body, subject.levels, search.overshot[0])
        if box is not None:
            search.start(box)
            found = search.run(deadline, MOST_FEATURES)
            self._begun["hollow"] = replace(found, cost=found.cost - _WORTH_OF_SHELL)

    def _lofted(self, deadline: Deadline) -> None:
        """Search for what begins with the lofts that the sections tell of, if any: what these cut is filled until all
        else is there."""
        subject = self.subject
        known = lofts(self.mesh, subject.body, subject.levels, self.corners, subject.resolution)
        if not known:
            return
        added, cut = ([loft for loft in known if loft.operation == way] for way in ("add", "cut"))
        ends = [(loft.axis, end) for loft in known for end in (loft.lower, loft.upper)]
        subject = filled = Subject(self.mesh, RESOLUTION, (), self.circles, ends, self.corners)
        if cut:
            solid = sum((manifold(*loft.solid()) for loft in cut), subject.body.solid)
            filled = Subject(mesh_of(solid), RESOLUTION, (), self.circles, ends, self.corners)
        style: Style
        for name, style in (("loft", "build"), ("plain loft", "plain")):
            first = Search(filled, style, lofts=added).run(deadline, MOST_FEATURES)
            if cut:
                search = Search(subject, style, lofts=cut)
                search.resume(first)
                first = search.run(deadline, MOST_FEATURES)
            if any(isinstance(feature, Loft) for feature in first.features):
                self._begun[name] = replace(first, features=_largest_first(first.features))
            if not any(isinstance(feature, Revolution) for feature in first.features):
                break

    def searched(self, deadline: Deadline) -> list[Built]:
        """What these found and those that begin otherwise; later calls get the same."""
        if self._built:
            return self._built
        subject, built = self.subject, self.begun(deadline)
        begun = {(style, _start(found)) for style, found in self._begun.items()}

        def follow(search: Search) -> None:
            start = _start(search.run(deadline, 1))
            if (search.style, start) not in begun:
                begun.add((search.style, start))
                built.append(search.run(deadline, MOST_FEATURES, built[0]))
                built.sort(key=lambda found: found.cost)

        for axis in range(3):
            if built[0].cost > _PLAIN_ENOUGH:
                follow(Search(subject, "carve", first=axis, stock=True))
        for axis in range(3):
            if built[0].iou < _RIGHT:
                follow(Search(subject, "carve", first=axis))
        if built[0].iou < _RIGHT:
            # These take longer, so only the one that is ahead after two features is followed.
            starts = [(axis, stock) for stock in (False, True) for axis in range(3)]
            searches = [Search(subject, "build", first=axis, stock=stock) for axis, stock in starts]
            searches = [search for search in searches if ("build", _start(search.run(deadline, 1))) not in begun]
            ahead = [search.run(deadline, _PROBED, built[0]).cost for search in searches]
            if ahead:
                follow(searches[int(np.argmin(ahead))])
        if built[0].iou < _RIGHT:
            # What carves leaves what it cannot cut away whole; and what is small was not worth a feature before.
            last = Search(subject, "build", _LAST_THRIFT)
            last.resume(built[0])
            more = last.run(deadline, MOST_FEATURES)
            if more.iou > built[0].iou and more.pieces <= built[0].pieces:
                built.insert(0, more)
        self._built = built
        return built

    def written(self, found: Built, tolerance: float, drilled: bool = True) -> Explanations:
        """The programs for what was found, the remedies after it.

        tolerance: relative to the longest side; drilled: with the holes.
        """
        holes = self.holes if drilled else ()
        subject = self.subject
        slack = (2e-6 if self.exact else 2e-5) * subject.longest
        near = tolerance * subject.longest
        overshot = Search(subject, "build").overshot
        numbers = []
        for axis, (i, j) in enumerate(ACROSS):
            levels = (self.planes[i], self.planes[j], self.planes[axis])
            corners = self.corners[:, [i, j]]
            circles = (*self.circles[axis], *beside(self.circles[axis], overshot))
            edges = known_edges(self.known.circles, self.frame, self.origin, axis)
            numbers.append(
                Numbers(slack, near, circles, levels, corners, self.rims[axis], self.tubes[axis], self.exact, edges)
            )
        used = [feature.turn for feature in found.features if isinstance(feature, Extrusion)]
        slanted = [(turn, self._across(turn, slack, near)) for turn in used if turn is not None]
        features = undrilled(found.features, holes, overshot[0])
        features = retracted(features, self.planes, overshot[0], subject.longest)
        bounds = subject.lower, subject.upper
        exact = [
            (*planes, *map(Numbers(slack, near, sharp=self.exact).read, np.unique(self.corners[:, axis]).tolist()))
            for axis, planes in enumerate(self.planes)
        ]
        noise = _NOISE * subject.longest
        made = levelled(steps(features, *bounds, numbers, slanted), exact, noise)
        if not made:
            return
        roles = ", ".join(step.role.replace("_", " ") for step in made)
        summary = listed = f"{len(made)} feature{'s' if len(made) > 1 else ''}: {roles}"
        for count, noun in ((len(holes), "hole"), (len(self.blends), "blend")):
            if count:
                summary += f"; {count} {noun}{'s' if count > 1 else ''}"
        place = Place(
            self.frame,
            self.origin,
            subject.lower,
            subject.upper,
            clearance=overshot[0],
            datums=self.datums,
            firm=self.firm,
            radii=self.radii,
            rounds=self.rounds,
            lengths=self.lengths,
            slack=0.0 if self.exact else slack,
            sides=known_sides(self.known.faces, self.frame, self.origin),
        )
        near = max(2e-6, slack / 2)
        whole = found.pieces == 1
        # Blends that fail lose little, and the explanation without them may do better.
        taken = _SLACK_OF_BLENDS if self.blends else SLACK
        if self.told_from is not None:
            taken += lost_by_chords(*self.told_from)
        late = None
        thin = shelled(made)
        if whole and thin != made:
            program = write(thin, place, holes, near, blends=self.blends)
            snapped = self._snapped(program, numbers)
            told = summary.replace(thin[0].role, f"{thin[0].role} as a shell", 1)
            late = yield Explanation(program, told, found.iou, slack=_SLACK_OF_BLENDS, snapped=snapped)
        if whole and late is None:
            program = write(made, place, holes, near, blends=self.blends)
            late = yield Explanation(program, summary, found.iou, slack=taken, snapped=self._snapped(program, numbers))
        if late is None:
            program = write(made, place, holes, near, largest_only=True, blends=self.blends)
            snapped = self._snapped(program, numbers)
            late = yield Explanation(program, summary, found.iou, remedy=whole, slack=taken, snapped=snapped)
        if late is None and any(isinstance(step.walls, Taper) for step in made):
            # The kernel's tapers take no arc that is not quite a tangent.
            lofted = levelled(steps(features, *bounds, numbers, slanted, tapers=False), exact, noise)
            program = write(lofted, place, holes, near, largest_only=not whole, blends=self.blends)
            snapped = self._snapped(program, numbers)
            late = yield Explanation(program, f"{summary}; tapers as lofts", found.iou, slack=taken, snapped=snapped)
        if late is not None and (left := without_step(program, late)) is not None:
            program = left
            late = yield Explanation(program, f"{summary}; without one of these, for the kernel is slow", None)
        elif late == 0 and holes:
            # Of all that may be slow these are what loses least.
            program = write(made, place, (), near, largest_only=True, blends=self.blends)
            late = yield Explanation(program, f"{listed}; without its holes, for the kernel is slow", None)
        while late is not None and (shorter := shortened(program, late)) is not None:
            program = shorter
            late = yield Explanation(program, f"{summary}; only the first of these, for the kernel is slow", None)

    def _snapped(self, program: str, numbers: Sequence[Numbers]) -> tuple[tuple[float, float], ...]:
        """The named dimensions that are round numbers taken for others, each with that other, in the program's order.

        A dimension is a coordinate or lies between two; where several would explain it, the pair that was moved least.
        """
        levels = np.concatenate(self.subject.levels)
        if self.told_from is not None:
            levels = (self.told_from[0].vertices @ self.frame.T - self.origin).ravel()
        near = numbers[0].slack
        taken = {0.0: 0.0}
        for written, value in ((written, value) for one in numbers for written, value in one.taken.items()):
            # A flat face of a mesh was read before this, as round as the rounding of the file's numbers allows.
            flat = float(levels[np.abs(levels - value).argmin()])
            taken[written] = flat if abs(flat - value) <= near else value
        found = []
        for value in dict.fromkeys(abs(one.value) for one in parse(program).parameters if not one.derived):
            ends = [(high, round(high - value, 6) + 0.0) for high in taken]
            read = [abs(taken[high] - taken[low]) for high, low in ends if low in taken]
            nearest = min(read, key=lambda one: abs(one - value), default=value)
            if abs(nearest - value) > _TELLING:
                found.append((value, round(nearest, 6)))
        return tuple(found)

    def _across(self, turn: FloatArray, slack: float, near: float) -> Numbers:
        """How to read outlines across the last axis of a turn."""
        frame, origin, faces = turn @ self.frame, turn @ self.origin, self.known.faces
        i, j, k = known_planes(faces, frame, origin)
        circles, corners = known_circles(faces, frame, origin, 2), (self.corners @ turn.T)[:, :2]
        return Numbers(slack, near, circles, (i, j, k), corners, sharp=self.exact)


def _start(found: Built) -> tuple[int, float, float] | None:
    """The axis and the ends of the extrusion that a model begins with, None where it is none."""
    first = found.features[0] if found.features else None
    return (first.axis, first.lower, first.upper) if isinstance(first, Extrusion) else None


def _largest_first(features: Sequence[Feature]) -> tuple[Feature, ...]:
    """The features, of those before the first cut the largest first: what they make together stays the same."""
    begun = list(takewhile(lambda feature: feature.operation == "add", features))
    begun.sort(key=lambda feature: -manifold(*feature.solid()).volume())
    return (*begun, *features[len(begun) :])
