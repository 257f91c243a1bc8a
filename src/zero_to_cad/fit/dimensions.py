"""Names for numbers: every coordinate of a program as a sum of named dimensions.

A coordinate that is used twice is one expression, so that faces which coincide go on doing so when a dimension is
changed; one that is new is named by its distance from what it stands on.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from zero_to_cad.fit.wording import NOUNS as AXIS_NOUNS
from zero_to_cad.fit.wording import Wording

# Relative: lengths this near to each other are one.
_SAME = 2e-6
# The comment over the clearance of tools.
CUTS = "cuts run past the part by"
# The frame's axes, and the distance from the line of a turned body.
RADIAL = 3
# ... and any direction, askew to all of them.
ASKEW = 3
NOUNS = (*AXIS_NOUNS, "radius")
# A distance this much longer than the gap to the next coordinate would carry a face past it when moved by 5%.
_SAFE = 6.0
# What it costs, in digits, to measure from where the part has nothing.
_UNTRUE = 8.0
# ... and from a mere corner, to which something else has no distance that anyone would measure.
_LOOSE = 3.0
# ... and by a length that the part itself does not have.
_STRANGE = 5.0
# By how much more than the part's own reach a tool goes past it, and how often a length may be taken for that.
_PAST = 1.2
_MOST_TIMES = 3
# Radii that are not those of outlines.
_ROUNDED = ("fillet_radius", "corner_radius")
# How many times nearer a zero must be than a coordinate with a name, for a number to be one from zero.
_NAMELESS = 4.0


@dataclass(frozen=True)
class Sum:
    """Named dimensions, each with how often it is taken, in order, and a number (mm). No term and no number is zero."""

    terms: tuple[tuple[str, float], ...] = ()
    number: float = 0.0

    @classmethod
    def of(cls, name: str, times: float = 1.0) -> Sum:
        return cls(((name, times),))

    def plus(self, other: Sum, times: float = 1.0) -> Sum:
        found = dict(self.terms)
        for name, count in other.terms:
            found[name] = found.get(name, 0.0) + times * count
        kept = tuple((name, count) for name, count in found.items() if count)
        # A half of what is told to a millionth has one digit more.
        return Sum(kept, round(self.number + times * other.number, 7) + 0.0)

    def __bool__(self) -> bool:
        return bool(self.terms) or self.number != 0.0

    def __str__(self) -> str:
        ordered = sorted(self.terms, key=lambda term: term[1] < 0)
        parts = [(count > 0, _factor(name, abs(count))) for name, count in ordered]
        if self.number:
            first = self.number > 0 and not (parts and parts[0][0])
            parts.insert(0 if first else len(parts), (self.number > 0, repr(abs(self.number))))
        text = "".join(f" {'+' if positive else '-'} {part}" for positive, part in parts)
        return f"-{text[3:]}" if text.startswith(" - ") else text[3:] or "0"

    @property
    def simple(self) -> bool:
        """Whether it can be divided without brackets."""
        return not self.number and len(self.terms) <= 1

    def half(self) -> str:
        """Half of it as source."""
        if not self.terms:
            return repr(round(self.number / 2, 7))
        if self.simple and self.terms and self.terms[0][1] == 1:
            return f"{self.terms[0][0]} / 2"
        return f"({self}) / 2" if self else "0"


def _factor(name: str, times: float) -> str:
    return name if times == 1 else f"{name} / 2" if times == 0.5 else f"{times:g} * {name}"


@dataclass
class Ledger:
    """The names given so far: coordinates by axis, sizes by kind, and the parameters in groups, in order.

    near: coordinates closer than this (mm) are one. most: outlines with more unnamed coordinates than this keep their
    numbers; with 0 only sizes get names, where there are too many coordinates to tell apart by name. clearance: by how
    much (mm) tools run past what they cut, `cutting` whether such a tool is drawn: else a coordinate lies so far from
    another by chance. datums: coordinates along each axis at which the part has something to
    measure from, `firm` those of faces and not only of corners; radii: those of its round faces, `rounds` along each
    axis those of cylinders across it, with their centres; lengths: those that it has along each axis and in any
    direction, known to within `slack` (mm); words: what distances are called. Others were
    traced: they are no dimensions and get no name,
    but a number, that of a coordinate from what it lies by.
    """

    near: float = 2e-6
    most: int = 32
    clearance: float = 0.0
    datums: Sequence[Sequence[float]] = ()
    firm: Sequence[Sequence[float]] = ()
    radii: Sequence[float] = ()
    rounds: Sequence[Sequence[tuple[float, float]]] = ()
    lengths: Sequence[Sequence[float]] = ()
    slack: float = 0.0
    words: Wording = field(default_factory=Wording)
    cutting: bool = True
    groups: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    # Lists of places as source: how often each was drawn, for what role, and the names of those drawn more than once.
    drawn: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    _levels: dict[object, list[tuple[float, Sum]]] = field(default_factory=dict)
    # Nothing of the part lies at these, so that nothing is named by its distance from them.
    _outside: dict[object, list[tuple[float, Sum]]] = field(default_factory=dict)
    # These lie no length of the part away from anything that has a name.
    _strange: dict[object, list[tuple[float, Sum]]] = field(default_factory=dict)
    _sizes: dict[tuple[str, float], str] = field(default_factory=dict)
    _lengths: dict[tuple[str, int, float], str] = field(default_factory=dict)
    # The diameters drawn about lines, by the two axes across and the place in them.
    _lines: dict[tuple[object, float, float], list[tuple[float, Sum]]] = field(default_factory=dict)
    _roles: dict[str, int] = field(default_factory=dict)

    @property
    def literal(self) -> bool:
        """Whether coordinates stay numbers."""
        return self.most == 0

    def about(self, origin: tuple[float, float], axes: tuple[object, object]) -> Ledger:
        """A ledger for what is drawn about an origin in two axes: sizes are shared, coordinates are not."""
        shifts = dict(zip(axes, origin, strict=True))
        datums = [[datum - shifts.get(axis, 0.0) for datum in levels] for axis, levels in enumerate(self.datums)]
        firm = [[datum - shifts.get(axis, 0.0) for datum in levels] for axis, levels in enumerate(self.firm)]
        words = self.words.shifted(shifts)
        return replace(
            self,
            datums=datums,
            firm=firm,
            rounds=(),
            words=words,
            _levels={},
            _outside={},
            _strange={},
            _lengths={},
            _lines={},
        )

    def askew(self) -> Ledger:
        """A ledger for what is drawn in a plane that is askew to the axes: only sizes are shared."""
        lengths = [*self.lengths[ASKEW:], *self.lengths[ASKEW:]]
        return replace(
            self,
            datums=(),
            firm=(),
            radii=(),
            lengths=lengths,
            words=Wording(),
            _levels={},
            _outside={},
            _strange={},
            _lengths={},
            _lines={},
        )

    def role(self, name: str) -> str:
        """A name for a group of things, numbered from the second on."""
        self._roles[name] = self._roles.get(name, 0) + 1
        return name if self._roles[name] == 1 else f"{name}_{self._roles[name]}"

    def size(self, group: str, name: str, value: float) -> Sum:
        """A size of its own, such as a diameter: one name for all sizes of one kind that are equal."""
        kind = _kind(name)
        for (other, known), found in self._sizes.items():
            if other == kind and abs(known - value) <= self.near:
                return Sum.of(found)
        self._sizes[kind, value] = self.named(group, name, value)
        return Sum.of(self._sizes[kind, value])

    def sized(self, group: str, axis: object, name: str, value: float) -> Sum:
        """A size along an axis: of a name where the part has such a length, else a number."""
        return self.size(group, name, value) if self.is_length(axis, value) else Sum(number=round(value, 6))

    def round(self, group: str, name: str, diameter: float) -> Sum:
        """A diameter: of a name where a round face of the part has it, else a number."""
        is_size = self.is_radius(diameter / 2)
        return self.size(group, name, round(diameter, 6)) if is_size else Sum(number=round(diameter, 6))

    def diameter(
        self, axes: object, centres: Sequence[tuple[float, float]], value: float, new: Callable[[], Sum]
    ) -> Sum:
        """A diameter about lines square to two axes: what an equal one about one of them is called, else `new`."""
        lines = [self._lines.setdefault((axes, round(x, 4) + 0.0, round(y, 4) + 0.0), []) for x, y in centres]
        same = (found for line in lines for known, found in line if abs(known - value) <= self.near)
        found = next(same, None) or new()
        for line in lines:
            line.append((value, found))
        return found

    def named(self, group: str, name: str, value: float) -> str:
        """A new parameter; the name gets a number where it is taken."""
        free, count = name, 1
        while free in self.values:
            count += 1
            free = f"{name}_{count}"
        self.values[free] = value
        self.groups.setdefault(group, []).append(f"{free} = {number(value)}")
        return free

    def count(self, group: str, name: str, value: int) -> str:
        """A new parameter that counts things."""
        found = self.named(group, name, value)
        self.groups[group][-1] = f"{found} = {value}"
        return found

    def is_datum(self, axis: object, value: float) -> bool:
        """Whether the part has something at a coordinate, or about the line of a turned body such a radius."""
        if not self.datums:
            return True
        if not isinstance(axis, int):
            return abs(value) <= self.near or self.is_radius(value)
        known = self.datums[axis]
        k = bisect_left(known, value)
        return any(abs(datum - value) <= self.near for datum in known[max(k - 1, 0) : k + 1])

    def is_firm(self, axis: object, value: float) -> bool:
        """Whether the part has a flat face or the axis of a round one at a coordinate, or this is zero."""
        if not isinstance(axis, int) or not self.firm:
            return True
        return abs(value) <= self.near or any(abs(datum - value) <= self.near for datum in self.firm[axis])

    def is_radius(self, value: float) -> bool:
        """Whether a round face of the part has this radius."""
        return not self.datums or any(abs(radius - value) <= self.near for radius in self.radii)

    def is_length(self, axis: object, value: float) -> bool:
        """Whether the part has a length along an axis."""
        if not isinstance(axis, int) or not self.lengths:
            return True
        axis = min(axis, len(self.lengths) - 1)
        slack = max(_SAME * value, self.slack)
        k = bisect_left(self.lengths[axis], value - slack)
        return k < len(self.lengths[axis]) and self.lengths[axis][k] <= value + slack

    def nearest(self, axis: int, value: float, near: float) -> float:
        """The length along an axis that the part has within `near` (mm) of a value, else that value."""
        known = self.lengths[min(axis, len(self.lengths) - 1)] if self.lengths else ()
        found = min(known, key=lambda length: abs(length - value), default=value)
        return round(found, 6) if abs(found - value) <= near else value

    def is_told(self, axis: object, value: float) -> bool:
        """Whether a coordinate has a name, or lies one of the part's own lengths away from one that has, or from its
        opposite."""
        if self.level(axis, value) is not None:
            return True
        bases = [known for known, _ in self._bases(axis) if self.is_datum(axis, known)]
        bases += [-value] if self.is_datum(axis, -value) else []
        return any(self.is_length(axis, abs(value - known)) for known in bases)

    def is_measured(self, axis: object, value: float) -> bool:
        """Whether a coordinate is a datum, or clear of one."""
        return self.is_datum(axis, self._cleared(axis, value)[0])

    def is_past(self, axis: object, value: float, side: float) -> bool:
        """Whether a coordinate is clear of a datum, on this side."""
        return self._cleared(axis, value)[1] == side

    def level(self, axis: object, value: float) -> Sum | None:
        """The expression of a coordinate that has one, or whose opposite has: parts are symmetric about zero."""
        if abs(value) <= self.near:
            return Sum()
        levels = self._known(axis) + self._strange.get(axis, [])
        if not (self.datums and self.is_datum(axis, value)):
            levels += self._outside.get(axis, ())
        for known, found in levels:
            if abs(known - value) <= self.near:
                return found
        for known, found in levels:
            if abs(known + value) <= self.near:
                return Sum().plus(found, -1.0)
        return None

    def span(self, group: str, axis: object, lower: float, upper: float, name: str) -> tuple[Sum, Sum]:
        """Expressions of both ends of a stretch of `axis`; `name` is what its length is called where it gets a name."""
        if not isinstance(axis, int) and lower > self.near:
            name = f"{_stem(name)}_step"
        with self.words.drawing({axis: (lower, upper)}):
            return self._spanned(group, axis, lower, upper, name)

    def _spanned(self, group: str, axis: object, lower: float, upper: float, name: str) -> tuple[Sum, Sum]:
        low, high = self.level(axis, lower), self.level(axis, upper)
        (start, before), (end, after) = self._cleared(axis, lower), self._cleared(axis, upper)
        if not self.literal and (before or after) and (low is None or high is None) and end - start > self.near:
            first, last = self.span(group, axis, start, end, name)
            return self._past(axis, lower, first, before), self._past(axis, upper, last, after)
        if not self.literal and not (self.is_measured(axis, lower) and self.is_measured(axis, upper)):
            first, last = (self.coordinate(group, axis, value, name) for value in (lower, upper))
            return first, last
        length = round(upper - lower, 6)
        if low is None and high is None:
            centred = abs(lower + upper) <= self.near and (self.literal or self.is_length(axis, length))
            if centred and not self._crosses(axis, upper, length / 2):
                half = Sum.of(self._length(group, axis, name, length), 0.5)
                self.know(axis, upper, half)
                return Sum().plus(half, -1.0), half
            if self.literal:
                low = Sum(number=round(lower, 6) + 0.0)
                return low, low.plus(Sum.of(self._length(group, axis, name, length)))
            self._know_ends(axis)
            low, high = self.level(axis, lower), self.level(axis, upper)
        if low is None and high is None:
            # Where one end is placed, the other may be its opposite.
            if self._gap(axis, upper) < self._gap(axis, lower):
                high = self._placed(group, axis, upper, name)
                low = self.level(axis, lower)
            else:
                low = self._placed(group, axis, lower, name)
                high = self.level(axis, upper)
        if low is None:
            assert high is not None
            if self._crosses(axis, lower, length) or not (self.literal or self.is_length(axis, length)):
                return self._placed(group, axis, lower, name), high
            low = high.plus(Sum.of(self._length(group, axis, name, length)), -1.0)
            self.know(axis, lower, low)
        elif high is None:
            if self._crosses(axis, upper, length) or not (self.literal or self.is_length(axis, length)):
                return low, self._placed(group, axis, upper, name)
            high = low.plus(Sum.of(self._length(group, axis, name, length)))
            self.know(axis, upper, high)
        return low, high

    def coordinate(self, group: str, axis: object, value: float, name: str) -> Sum:
        """The expression of a coordinate, named by its distance from the known one that gives the roundest number."""
        if self.literal:
            return Sum(number=round(value, 6) + 0.0)
        found = self.level(axis, value)
        if found is not None:
            return found
        datum, side = self._cleared(axis, value)
        if side:
            return self._past(axis, value, self.coordinate(group, axis, datum, name), side)
        return self._placed(group, axis, value, name)

    def _cleared(self, axis: object, value: float) -> tuple[float, float]:
        """The datum that a tool's end at a coordinate is clear of, and on which side; the coordinate and 0 without."""
        if self.cutting and self.datums and self.clearance and isinstance(axis, int) and not self.is_datum(axis, value):
            for side in (1.0, -1.0):
                if self.is_datum(axis, value - side * self.clearance):
                    return round(value - side * self.clearance, 6) + 0.0, side
        return value, 0.0

    def _past(self, axis: object, value: float, datum: Sum, side: float) -> Sum:
        """A coordinate on a side of a datum (0: at it), by the clearance of tools."""
        if not side:
            return datum
        found = datum.plus(self.size(CUTS, "clearance", self.clearance), side)
        self._outside.setdefault(axis, []).append((value, found))
        return found

    def _placed(self, group: str, axis: object, value: float, name: str) -> Sum:
        """A coordinate named by its distance from zero or from a known one: the roundest, but never past another.

        One that is no datum gets a number, from the nearest that is.
        """
        if self.literal:
            return Sum(number=round(value, 6) + 0.0)
        if not self.is_datum(axis, value):
            for centre, radius in self.rounds[axis] if self.rounds and isinstance(axis, int) else ():
                middle = self.level(axis, centre)
                side = math.copysign(1.0, value - centre)
                if middle is not None and abs(centre + side * radius - value) <= self.near:
                    return middle.plus(self.size(group, f"{_stem(name)}_radius", radius), side)
            found = self._beside(axis, value)
            self._outside.setdefault(axis, []).append((value, found))
            return found
        if isinstance(axis, int) and self.datums and not self.is_datum(axis, 0.0):
            # The program's axes begin in the middle of the part, where there may be nothing.
            if self.is_datum(axis, -value) and self.is_length(axis, 2 * abs(value)):
                half = Sum.of(self._length(group, axis, f"{_stem(name)}_{NOUNS[axis]}", 2 * abs(value)), 0.5)
                self.know(axis, abs(value), half)
                return Sum().plus(half, math.copysign(1.0, value))
            self._know_ends(axis)
        safe = _SAFE * self._gap(axis, value)

        def price(level: tuple[float, Sum]) -> tuple[float, float]:
            gap = abs(value - level[0])
            # Radii that differ by what others do differ so by chance.
            again = isinstance(axis, int) and (group, axis, round(gap, 5)) in self._lengths
            digits = 0 if again else len(number(gap))
            untrue = _UNTRUE * (not self.is_datum(axis, level[0])) + _LOOSE * (not self.is_firm(axis, level[0]))
            strange = _STRANGE * (not self.is_length(axis, gap))
            return digits + 2.0 * len(level[1].terms) + (9.0 if gap > safe else 0.0) + untrue + strange, gap

        start, base = min(self._bases(axis), key=price)
        if not self.is_length(axis, abs(value - start)):
            found = self._beside(axis, value)
            self._strange.setdefault(axis, []).append((value, found))
            return found
        word = self.words.of(axis, start, value) if isinstance(axis, int) else "step" if base else "radius"
        size = self._length(group, axis, f"{_stem(name)}_{word}", round(abs(value - start), 6))
        found = base.plus(Sum.of(size), 1.0 if value > start else -1.0)
        self.know(axis, value, found)
        return found

    def _beside(self, axis: object, value: float) -> Sum:
        """A coordinate as a number from the nearest datum, a nameless zero only where it is nearer by far."""
        start, base = min(
            (level for level in self._bases(axis) if self.is_datum(axis, level[0])),
            key=lambda level: ((1.0 if level[1] else _NAMELESS) * abs(level[0] - value), len(level[1].terms)),
            default=(0.0, Sum()),
        )
        return base.plus(Sum(number=round(value - start, 6)))

    def _know_ends(self, axis: object) -> None:
        """Give the part's own length along an axis a name, where the program's zero is the middle of it."""
        if isinstance(axis, int) and self.datums and not self.is_datum(axis, 0.0):
            ends = self.datums[axis][0], self.datums[axis][-1]
            if self.level(axis, ends[1]) is None and abs(ends[0] + ends[1]) <= self.near:
                length = round(ends[1] - ends[0], 6)
                self.know(axis, ends[1], Sum.of(self._length("part", axis, f"part_{NOUNS[axis]}", length), 0.5))

    def _length(self, group: str, axis: object, name: str, value: float) -> str:
        """The name of a distance along an axis: equal ones in one group have one name."""
        key = (group, axis if isinstance(axis, int) else RADIAL, round(value, 5))
        if key not in self._lengths:
            self._lengths[key] = self.named(group, name, value)
        return self._lengths[key]

    def _bases(self, axis: object) -> list[tuple[float, Sum]]:
        """What a coordinate may be named by its distance from: zero, the known ones, and their opposites."""
        known = self._known(axis)
        return [(0.0, Sum()), *known, *((-value, Sum().plus(found, -1.0)) for value, found in known)]

    def _gap(self, axis: object, value: float) -> float:
        """How far the nearest known coordinate is."""
        # The opposite of a known coordinate counts too.
        return min([abs(value), *(abs(abs(known) - abs(value)) for known, _ in self._known(axis))])

    def past(self, axis: int, reach: float) -> Sum | None:
        """A length that goes well past `reach` (mm), by name: of the axis, else a diameter; None without any."""
        along = [(0, value, name) for (_, one, value), name in self._lengths.items() if one == axis]
        across = [(1, value, name) for (kind, value), name in self._sizes.items() if kind.endswith("_diameter")]
        times = [(math.ceil(_PAST * reach / value), k, -value, name) for k, value, name in (*along, *across)]
        count, _, _, name = min(times, default=(_MOST_TIMES + 1, 0, 0.0, ""))
        return Sum.of(name, float(count)) if count <= _MOST_TIMES else None

    def is_held(self, axis: object, value: float, distance: float) -> bool:
        """Whether a coordinate is a known one, or so near to one that it should be named by it."""
        return self.level(axis, value) is not None or self._crosses(axis, value, distance)

    def _crosses(self, axis: object, value: float, distance: float) -> bool:
        """Whether a coordinate so far from what it is named by would pass its neighbour when moved by 5%."""
        return distance > _SAFE * self._gap(axis, value)

    def _known(self, axis: object) -> list[tuple[float, Sum]]:
        return self._levels.setdefault(axis, [])

    def know(self, axis: object, value: float, found: Sum) -> None:
        """Take an expression for a coordinate."""
        self._known(axis).append((value, found))

    def beyond(self, group: str, axis: int, ends: Sequence[float], clearance: float) -> None:
        """Make known the coordinates `clearance` outside the ends of the part, to which cuts are let run."""
        if self.literal:
            return
        name = None
        for end, sign in zip(ends, (-1.0, 1.0), strict=True):
            here = self.level(axis, end)
            if here is not None and self.level(axis, end + sign * clearance) is None:
                name = name or self.size(group, "clearance", clearance)
                self._outside.setdefault(axis, []).append((end + sign * clearance, here.plus(name, sign)))

    def parameters(self, body: str) -> list[str]:
        """The parameters that `body` uses, as the head of a program, a comment over each group."""
        wanted = set(re.findall(r"[A-Za-z_]\w*", body))
        lines: list[str] = []
        for title, named in self.groups.items():
            kept = [line for line in named if line.partition(" ")[0] in wanted]
            if kept:
                lines += ["", f"# {title}", *kept]
        return lines


def _kind(name: str) -> str:
    """What sizes of equal value are one, by the name of one of them."""
    kind = re.sub(r"_\d+", "", name)
    if kind in ("bore_diameter", "screw_hole_diameter"):
        return "hole_diameter"
    return "radius" if kind.endswith("_radius") and not kind.endswith(_ROUNDED) else kind


def _stem(name: str) -> str:
    """The name of a length without what kind of length it is."""
    return name.rsplit("_", 1)[0].removesuffix("_inner").removesuffix("_spacing")


def number(value: float) -> str:
    """A number as a person would type it, to a millionth."""
    return repr(round(value, 6) + 0.0)


def shown(values: Sequence[Sum]) -> str:
    """A tuple of expressions as source."""
    return f"({', '.join(str(value) for value in values)})"
