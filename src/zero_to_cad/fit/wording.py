"""Words for distances: what a person would call the one between two places on a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from zero_to_cad.fit.faces import Face
from zero_to_cad.fit.rounds import axis_of

FloatArray = npt.NDArray[np.float64]

# A coordinate and whether the flat face there looks up (1.0) or down (-1.0) its axis.
Side = tuple[float, float]

NOUNS = ("width", "length", "height")
_ENDS = (("left", "right"), ("front", "back"), ("bottom", "top"))
_THIN = 0.25  # of the part: what is thicker is no wall


def known_sides(faces: Sequence[Face], frame: FloatArray, origin: FloatArray) -> tuple[tuple[Side, ...], ...]:
    """The flat faces square to each axis of a frame: where they lie (mm) and which way they look.

    frame (3, 3): rows are the frame's axes in world coordinates; origin (3,): subtracted afterwards.
    """
    found: list[set[Side]] = [set(), set(), set()]
    for face in faces:
        if face.kind == "plane" and (axis := axis_of(face, frame)) is not None:
            way = 1.0 if frame[axis] @ face.direction > 0 else -1.0
            found[axis].add((face.read((frame @ face.point - origin)[axis]), way))
    return tuple(tuple(sorted(sides)) for sides in found)


@dataclass
class Wording:
    """What is known of an axis-parallel distance's ends.

    sides: the part's flat faces along each axis. ends: where what is being drawn ends along each axis, the lower first.
    slopes: coordinates along an axis between which one side of it runs, and a word for that side. centres: whether the
    coordinates are those of the middles of things. near: coordinates closer than this (mm) are one.
    """

    sides: Sequence[Sequence[Side]] = ()
    near: float = 2e-6
    centres: bool = False
    ends: dict[object, tuple[float, float]] = field(default_factory=dict)
    slopes: Sequence[tuple[object, float, float, str]] = ()

    @contextmanager
    def drawing(
        self,
        ends: dict[object, tuple[float, float]],
        slopes: Sequence[tuple[object, float, float, str]] | None = None,
        centres: bool | None = None,
    ) -> Iterator[None]:
        """While something with these ends, sides and centres is drawn; what is not told stays as it is."""
        before = self.ends, self.slopes, self.centres
        self.ends = {**self.ends, **ends}
        self.slopes = self.slopes if slopes is None else slopes
        self.centres = self.centres if centres is None else centres
        try:
            yield
        finally:
            self.ends, self.slopes, self.centres = before

    def of(self, axis: int, start: float, value: float) -> str:
        """The words for how far a coordinate lies from the one that it is measured from."""
        low, high = sorted((start, value))
        letter, noun, thin = "xyz"[axis], NOUNS[axis], high - low <= _THIN * self._size(axis)
        if self.centres:
            return "inset" if thin and self.looks(axis, start) else letter
        below, above = self.looks(axis, low), self.looks(axis, high)
        if below == -1.0 and above == 1.0:
            return "wall" if thin else noun
        if below == 1.0 and above == -1.0:
            return "gap"
        if below and below == above:
            return "step_height" if axis == 2 else "step"
        for along, first, last, word in self.slopes:
            if along == axis and abs(first - low) <= self.near and abs(last - high) <= self.near:
                return word if word == "chamfer" else f"{word}_{noun}"
        if axis not in self.ends:
            return letter
        # Of what has no side of its own, the nearer end tells where it is.
        return _ENDS[axis][int(sum(self.ends[axis]) < 2 * value)]

    def looks(self, axis: int, value: float) -> float:
        """Which way the part's flat faces at a coordinate look; 0 where there are none or they look both ways."""
        found = {way for at, way in (self.sides[axis] if self.sides else ()) if abs(at - value) <= self.near}
        return found.pop() if len(found) == 1 else 0.0

    def shifted(self, origin: dict[object, float]) -> Wording:
        """The same as seen from elsewhere, the origin by axis."""
        moved = [[(at - origin.get(axis, 0.0), way) for at, way in sides] for axis, sides in enumerate(self.sides)]
        return Wording(moved, self.near)

    def _size(self, axis: int) -> float:
        at = [at for at, _ in (self.sides[axis] if self.sides else ())]
        return max(at) - min(at) if at else 0.0
