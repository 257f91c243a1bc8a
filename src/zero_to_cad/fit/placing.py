"""Where things lie in a workplane, as CadQuery calls on named dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from zero_to_cad.fit.dimensions import NOUNS, RADIAL, Ledger, Sum, shown
from zero_to_cad.fit.layout import call
from zero_to_cad.fit.outline import Point
from zero_to_cad.fit.patterns import Grid, pattern
from zero_to_cad.fit.patterns import Ring as Around

# The two of the ledger's axes that a workplane has.
Axes = tuple[object, object]

_LETTERS = "xyz"


# Which way a workplane's two axes run, along those of the program: 1 or -1.
Signs = tuple[float, float]


def places(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: Axes,
    only: bool,
    signs: Signs = (1.0, 1.0),
    centres: bool = True,
) -> list[str]:
    """The calls that go to some points.

    only: nothing else is drawn in the workplane, so that its centre may be moved. centres: the part has something
    there, so that the distance of two of them is one of its own.
    """
    at, calls = arranged(ledger, group, role, points, axes, only, signs, centres)
    place = shown([Sum().plus(value, sign) for value, sign in zip(at, signs, strict=True)])
    if not calls:
        return [f".moveTo{place}"]
    return [*([f".center{place}"] if any(at) else []), *calls]


def arranged(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: Axes,
    only: bool,
    signs: Signs = (1.0, 1.0),
    centres: bool = True,
) -> tuple[Sequence[Sum], list[str]]:
    """Where some points are told from, in the program's axes, and the call that goes to them from there: none to a
    single one."""
    with ledger.words.drawing({}, (), centres):
        found = pattern(points, ledger.near)
        alone = len(points) == 2 and not centres
        if not isinstance(found, Grid | Around) or alone or (any(found.centre) and not only):
            return _placed(ledger, group, role, points, axes, signs)
        corner, centred = _corner(ledger, found, axes, signs)
        at = [ledger.coordinate(group, axis, value, f"{role}_center") for axis, value in zip(axes, corner, strict=True)]
        if isinstance(found, Around):
            count = ledger.count(group, f"{role}_count", found.count)
            circle = ledger.size(group, f"{role}_circle_diameter", round(2 * found.radius, 6))
            angle = _seen(found, signs)
            start = ledger.named(group, f"{role}_start_angle", angle) if angle else "0"
            # Round things need no turning.
            turned = "" if centres else ", rotate=False"
            return at, [f".polarArray({circle.half()}, {start}, 360, {count}{turned})"]
        square = 1 in (found.columns, found.rows) or abs(found.pitch_x - found.pitch_y) <= ledger.near
        names = [f"{role}_pitch" if square else f"{role}_pitch_{_letter(axis, k)}" for k, axis in enumerate(axes)]
        across = ledger.sized(group, axes[0], names[0], found.pitch_x) if found.columns > 1 else None
        along = ledger.sized(group, axes[1], names[1], found.pitch_y) if found.rows > 1 else None
        columns = ledger.count(group, f"{role}_columns", found.columns) if found.columns > 1 else "1"
        rows = ledger.count(group, f"{role}_rows", found.rows) if found.rows > 1 else "1"
        how = "" if all(centred) else ", center=False" if not any(centred) else f", center={centred}"
        return at, [f".rarray({across or along}, {along or across}, {columns}, {rows}{how})"]


def _letter(axis: object, k: int) -> str:
    return _LETTERS[axis if isinstance(axis, int) and axis < len(_LETTERS) else k]


def _seen(found: Around, signs: Signs) -> float:
    """The angle (degrees) in a workplane's own axes at which places around a circle begin."""
    if signs[0] > 0:
        return signs[1] * found.start
    step = 360.0 / found.count
    angle = round((180.0 - found.start) % step, 6)
    return angle if step - angle > 1e-5 else 0.0


def _corner(ledger: Ledger, found: Grid | Around, axes: Axes, signs: Signs) -> tuple[Point, tuple[bool, bool]]:
    """Where a pattern is placed by, and in which axes that is its centre: else, where the part has nothing, the first
    of its places."""
    if isinstance(found, Around) or not ledger.datums or ledger.literal:
        return found.centre, (True, True)
    reach = (found.pitch_x * (found.columns - 1) / 2, found.pitch_y * (found.rows - 1) / 2)
    first = [at - sign * far for at, sign, far in zip(found.centre, signs, reach, strict=True)]
    known = [
        ledger.is_datum(axis, at) or ledger.level(axis, at) is not None or not far
        for axis, at, far in zip(axes, found.centre, reach, strict=True)
    ]
    x, y = (
        centre if here else round(start, 6) + 0.0
        for centre, here, start in zip(found.centre, known, first, strict=True)
    )
    return (x, y), (known[0], known[1])


def _placed(
    ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes, signs: Signs
) -> tuple[Sequence[Sum], list[str]]:
    """A single point and no call, or zero and the call that goes to some points."""
    if not ledger.literal:
        name_ends(ledger, group, f"{role}_spacing", points, axes, _LETTERS)
    name_points(ledger, group, role, points, axes)
    named = [_expressed(ledger, group, role, point, axes) for point in points]
    if len(named) == 1:
        return named[0], []
    seen = [shown([Sum().plus(value, sign) for value, sign in zip(one, signs, strict=True)]) for one in named]
    ledger.drawn.setdefault(tuple(seen), []).append(role)
    if tuple(seen) in ledger.lists:
        return (Sum(), Sum()), [f".pushPoints({ledger.lists[tuple(seen)]})"]
    return (Sum(), Sum()), call("pushPoints", seen)


def name_points(ledger: Ledger, group: str, role: str, points: Sequence[Point], axes: Axes) -> None:
    """Give names to the coordinates of some points: first the ends, then pairs about zero, then the rest."""
    if ledger.literal:
        return
    name_ends(ledger, group, role, points, axes)
    for k, axis in enumerate(axes):
        values = sorted({point[k] for point in points})
        noun = noun_of(axis)
        turned = noun == "radius"
        left = values if turned else sorted(values, key=abs, reverse=True)
        while left:
            # What can be told by a length of the part comes first, and may then tell the others by theirs.
            value = next((one for one in left if ledger.is_told(axis, one)), left[0])
            left.remove(value)
            half = abs(value)
            paired = half > 0 and any(abs(value + other) <= ledger.near for other in values)
            if not turned and paired and ledger.is_datum(axis, half) and ledger.level(axis, half) is None:
                inner = "" if half >= max(map(abs, values)) else "inner_"
                ledger.span(group, axis, -half, half, f"{role}_{inner}{noun}")
            ledger.coordinate(group, axis, value, f"{role}_{noun}")


def name_ends(
    ledger: Ledger,
    group: str,
    role: str,
    points: Sequence[Point],
    axes: Axes,
    nouns: Sequence[str] = NOUNS,
) -> None:
    """Give names to the first and the last coordinate along each axis; `nouns` say what lies between, for each axis."""
    for k, axis in enumerate(axes):
        values = sorted({point[k] for point in points})
        ends = values[:1] + values[1:][-1:]
        if len(ends) < 2 or not isinstance(axis, int) or not all(ledger.is_measured(axis, value) for value in ends):
            continue
        if ledger.is_length(axis, ends[1] - ends[0]) or len(values) == 2:
            ledger.span(group, axis, ends[0], ends[1], f"{role}_{nouns[axis]}")


def noun_of(axis: object) -> str:
    return NOUNS[axis] if isinstance(axis, int) else NOUNS[RADIAL]


def _expressed(ledger: Ledger, group: str, role: str, point: Point, axes: Axes) -> list[Sum]:
    return [
        ledger.coordinate(group, axis, value, f"{role}_{noun_of(axis)}")
        for axis, value in zip(axes, point, strict=True)
    ]
