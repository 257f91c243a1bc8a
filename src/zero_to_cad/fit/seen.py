"""Explains a solid that was seen in pictures: extrusions between the levels that were found, in clean outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.errors import InputError
from zero_to_cad.fit.clock import Deadline
from zero_to_cad.fit.explanation import Explanation, Explanations
from zero_to_cad.fit.features import Extrusion, Feature, Revolution
from zero_to_cad.fit.outline import Numbers
from zero_to_cad.fit.plan import steps
from zero_to_cad.fit.sections import ACROSS
from zero_to_cad.fit.stacking import Stacked, layers, stacked
from zero_to_cad.fit.subject import mesh_of
from zero_to_cad.fit.tracing import moved
from zero_to_cad.fit.turning import turns
from zero_to_cad.fit.tying import bars, body_of
from zero_to_cad.fit.writer import Place, write
from zero_to_cad.score import agreement
from zero_to_cad.see import Seen, see
from zero_to_cad.views import Views, render

FloatArray = npt.NDArray[np.float64]

_MOST_WRITTEN = 4  # where the kernel fails with the first ones
_SLACK = 0.03  # of the agreement: lines and curves are drawn otherwise from the program than from its sketch
_MISSED = 1.5  # What an end that is off by the box's length counts against the agreement.
_READ = 0.3  # pixels within which a rounder number is believed
_ALIKE = 0.5  # pixels within which radii are one
_STEPS = (10.0, 5.0, 1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001)


def explain_views(views: Views, seconds: float) -> Explanations:
    """Programs for a part known by pictures alone, in mm, the most faithful first; the last one is a plain block.

    What each program's part would look like is drawn and held against the pictures before anything is written; that
    agreement is what an explanation `expects`. Pictures that do not say their scale are taken to show a part whose
    longest side is 100 mm. Raises InputError for pictures that show nothing, or about which there is a
    doubt.
    """
    if views.doubt:
        raise InputError(views.doubt)
    deadline = Deadline(seconds)
    seen = see(views)
    if not seen.filled.any():
        raise InputError("The pictures show nothing but background: draw the part in them.")
    scale = views.scale or 100.0 / seen.longest
    centre = views.centre or (0.0, 0.0, 0.0)
    judged = sorted(_tried(seen, views, deadline), key=lambda pair: -pair[0])
    for likeness, found in judged[:_MOST_WRITTEN]:
        yield from _written(found, seen, scale, centre, likeness)
    yield from _written(stacked(seen, 20.0, deadline), seen, scale, centre, remedy=True)
    yield from _written(_block(seen), seen, scale, centre)


def _tried(seen: Seen, views: Views, deadline: Deadline) -> Iterator[tuple[float, Stacked]]:
    """Ways to build what was seen, each with how like the pictures it is."""
    aim = replace(views, scale=1.0, centre=(0.0, 0.0, 0.0))
    cell = cell_of(seen)
    yield _judged(stacked(seen, 1.0, deadline), seen, aim, cell)
    known = turns(seen)
    for begun in (None, *range(3)):
        if deadline.passed:
            return
        if begun is None and not known:
            continue
        first = () if begun is None else layers(seen, begun, 1.0)
        yield _judged(stacked(seen, 1.0, deadline, first, known), seen, aim, cell)


def _judged(found: Stacked, seen: Seen, aim: Views, cell: float) -> tuple[float, Stacked]:
    """How like the pictures a part of these features is, less for ends of the box that it misses or exceeds; the
    features, with bars between pieces that do not touch."""
    body = body_of(found.features)
    if body.is_empty():
        return 0.0, found
    ties = bars(body, 1.5 * cell)
    if ties:
        body = body + body_of(ties)
        found = replace(found, features=(*found.features, *ties))
    mesh = mesh_of(body)
    ends = np.concatenate((mesh.vertices.min(0), mesh.vertices.max(0)))
    wanted = np.concatenate([[line[k] for line in seen.lines] for k in (0, -1)])
    missed = float(np.abs(ends - wanted).sum()) / seen.longest
    return agreement(render(mesh, like=aim), aim).overall - _MISSED * missed, found


def _block(seen: Seen) -> Stacked:
    """The box around everything."""
    box = shapely.box(seen.lines[0][0], seen.lines[1][0], seen.lines[0][-1], seen.lines[1][-1])
    whole = Extrusion("add", 2, float(seen.lines[2][0]), float(seen.lines[2][-1]), box)
    return Stacked((whole,), np.ones_like(seen.filled), float(seen.filled.mean()))


def _written(
    found: Stacked,
    seen: Seen,
    scale: float,
    centre: tuple[float, float, float],
    likeness: float | None = None,
    remedy: bool = False,
) -> Iterator[Explanation]:
    """The features in mm, with numbers as round as the pictures allow."""
    if not found.features:
        return
    radii = _radii(seen, scale)
    features = in_mm(found.features, scale, centre, cell_of(seen), radii)
    lower = np.array([line[0] for line in seen.lines]) * scale + centre
    upper = np.array([line[-1] for line in seen.lines]) * scale + centre
    slack = 1e-6 * float((upper - lower).max())
    made = steps(features, lower, upper, [_numbers(seen, axis, scale, centre, slack, radii) for axis in range(3)])
    if made:
        summary = f"{len(made)} features: {', '.join(step.role.replace('_', ' ') for step in made)}"
        place = Place(np.eye(3), np.zeros(3), lower, upper, 1.0)
        yield Explanation(write(made, place), summary, likeness, remedy, _SLACK)
        yield Explanation(write(made, place, largest_only=True), summary, likeness, True, _SLACK)


def in_mm(
    features: tuple[Feature, ...],
    scale: float,
    centre: tuple[float, float, float],
    cell: float,
    radii: Callable[[float], float],
) -> list[Feature]:
    """The same features in mm; scale: mm per pixel, cell: in pixels, radii: how these are read."""

    def coordinate(value: float) -> float:
        return rounder(value, scale)

    reads = (coordinate, coordinate, radii)
    made: list[Feature] = []
    for feature in features:
        i, j = ACROSS[feature.axis]
        if isinstance(feature, Revolution):
            area = shapely.transform(feature.area, lambda p, k=feature.axis: p * scale + (0.0, centre[k]))
            area = moved(area, cell * scale, reads)
            x, y = (rounder(at * scale + centre[k], scale) for at, k in zip(feature.centre, (i, j), strict=True))
            made.append(Revolution(feature.operation, feature.axis, (x, y), area))
            continue
        area = shapely.transform(feature.area, lambda p, i=i, j=j: p * scale + (centre[i], centre[j]))
        area = moved(area, cell * scale, reads)
        low, high = (rounder(z * scale + centre[feature.axis], scale) for z in (feature.lower, feature.upper))
        if high > low:
            made.append(Extrusion(feature.operation, feature.axis, low, high, area))
    return made


def cell_of(seen: Seen) -> float:
    """How large the cells of what was seen are, pixels."""
    return max(float(np.median(np.diff(line))) for line in seen.lines)


def rounder(value: float, scale: float) -> float:
    """The roundest number within what the pictures can tell; scale in mm per pixel."""
    for step in _STEPS:
        near = round(value / step) * step
        if abs(near - value) <= _READ * scale * min(1.0, 0.4 + 0.2 * step / scale if step < scale else 1.0):
            return float(round(near, 6))
    return value


def _radii(seen: Seen, scale: float) -> Callable[[float], float]:
    """How radii in mm are read: as one read before where they are alike; those of walls seen best are read first."""
    known: list[float] = []

    def read(value: float) -> float:
        alike = [radius for radius in known if abs(radius - value) <= _ALIKE * scale]
        known.extend([] if alike else [rounder(2 * value, scale) / 2])
        return alike[0] if alike else known[-1]

    for _, radius in sorted((-weight, abs(radius)) for rounds in seen.rounds for _, _, radius, weight in rounds):
        read(radius * scale)
    return read


def _numbers(
    seen: Seen,
    axis: int,
    scale: float,
    centre: tuple[float, float, float],
    slack: float,
    radii: Callable[[float], float],
) -> Numbers:
    i, j = ACROSS[axis]
    circles = tuple(
        (rounder(x * scale + centre[i], scale), rounder(y * scale + centre[j], scale), radii(abs(r) * scale))
        for x, y, r, _ in seen.rounds[axis]
    )
    step = float(np.median(np.diff(seen.lines[axis]))) * scale
    return Numbers(slack, 0.5 * step, circles)
