"""Coordinates that differ by no more than noise made one, over all steps of a program."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from zero_to_cad.fit.outline import Circle, Loop, Point, Ring, Segment, is_simple
from zero_to_cad.fit.plan import Ruled, Step
from zero_to_cad.fit.sections import ACROSS

Moved = Callable[[float], float]


def levelled(steps: Sequence[Step], exact: Sequence[Sequence[float]], near: float) -> tuple[Step, ...]:
    """The steps with coordinates along one axis that are within `near` (mm) of each other, or opposites, made equal.

    exact: coordinates known from the part, one sequence an axis; they stay as they are. Of others that are near each
    other the one with the fewest digits is taken.
    """
    found: tuple[list[float], ...] = ([], [], [])
    for step in (step for step in steps if step.turn is None):
        i, j = ACROSS[step.axis]
        if step.centre is None:
            found[step.axis].extend((step.lower, step.upper))
        else:
            found[i].append(step.centre[0])
            found[j].append(step.centre[1])
        for point in (point for ring in step.rings for point in _points(ring)):
            if step.centre is None:
                found[i].append(point[0])
            found[step.axis if step.centre is not None else j].append(point[1])
    moves = [_moves(values, known, near) for values, known in zip(found, exact, strict=True)]
    return tuple(_moved(step, moves, near) if step.turn is None else step for step in steps)


def _moves(values: Sequence[float], exact: Sequence[float], near: float) -> Moved:
    """Where coordinates go; those of opposite sides count together, since parts are symmetric about zero."""
    known = {round(value, 6) + 0.0 for value in exact}
    distances = {abs(value) for value in known}
    clusters: list[list[float]] = []
    for value in sorted({0.0, *map(abs, values)}):
        if clusters and value - clusters[-1][0] <= near:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    moved = {}
    for cluster in clusters:
        fixed = [value for value in cluster if value in distances or value == 0.0]
        for value in cluster:
            moved[value] = _nearest(value, fixed) if fixed else _roundest(cluster)

    def move(value: float) -> float:
        return value if value in known else math.copysign(moved.get(abs(value), abs(value)), value) + 0.0

    return move


def _nearest(value: float, known: Sequence[float]) -> float:
    return min(known, key=lambda other: abs(other - value))


def _roundest(cluster: Sequence[float]) -> float:
    return min(cluster, key=lambda value: (len(repr(value)), value))


def _points(ring: Ring) -> list[Point]:
    return [ring.centre] if isinstance(ring, Circle) else [ring.start, *(segment.end for segment in ring.segments)]


def _moved(step: Step, moves: Sequence[Moved], near: float) -> Step:
    i, j = ACROSS[step.axis]
    if isinstance(step.walls, Ruled):
        # Sides of two rings belong together: none may be lost.
        return replace(step, lower=moves[step.axis](step.lower), upper=moves[step.axis](step.upper))
    if step.centre is None:
        rings = tuple(_ring(ring, moves[i], moves[j]) for ring in step.rings)
        return replace(step, rings=rings, lower=moves[step.axis](step.lower), upper=moves[step.axis](step.upper))
    radii = _moves([point[0] for ring in step.rings for point in _points(ring)], (), near)
    rings = tuple(_ring(ring, radii, moves[step.axis]) for ring in step.rings)
    return replace(step, rings=rings, centre=(moves[i](step.centre[0]), moves[j](step.centre[1])))


def _ring(ring: Ring, across: Moved, along: Moved) -> Ring:
    def moved(point: Point) -> Point:
        return across(point[0]), along(point[1])

    if isinstance(ring, Circle):
        return replace(ring, centre=moved(ring.centre))
    here, old = moved(ring.start), ring.start
    start = here
    segments: list[Segment] = []
    for segment in ring.segments:
        end = moved(segment.end)
        middle = segment.middle
        if middle is not None:
            # The middle goes with the ends, so that the arc stays as round as it was.
            dx, dy = ((here[k] - old[k] + end[k] - segment.end[k]) / 2 for k in range(2))
            middle = (round(middle[0] + dx, 6), round(middle[1] + dy, 6))
        # A side may have lost its length.
        if end != here:
            segments.append(replace(segment, end=end, middle=middle))
        here, old = end, segment.end
    made = Loop(start, tuple(segments))
    # Where the ring is narrow, coordinates made equal would close it.
    return made if len(segments) > 1 and is_simple(made) else ring
