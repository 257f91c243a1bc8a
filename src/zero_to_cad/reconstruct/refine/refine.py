"""From a program and a target to the same program with better numbers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from zero_to_cad.errors import InputError, NotASolidError, ProgramError
from zero_to_cad.program import Program, parse
from zero_to_cad.program.lift import counts, lift
from zero_to_cad.program.source import read
from zero_to_cad.propose import Target
from zero_to_cad.reconstruct.refine.pictures import PictureTarget
from zero_to_cad.reconstruct.refine.search import Floats, Observed, Point, search
from zero_to_cad.reconstruct.refine.surfaces import SurfaceTarget
from zero_to_cad.sandbox import Limits, Sandbox, Success

ENOUGH = 0.9998
MOST = 40  # parameters that are moved at once
# So that a machine's speed decides only where the time runs out first.
MOST_RUNS = 400
AT_ONCE = 2  # programs that run side by side
# A run may take this many times as long as the first one, and some seconds.
PATIENCE = 10.0
LEAST_PATIENCE = 3.0
# A number is written as round as this share of its size allows, finest last.
ROUNDINGS = (2e-3, 3e-4)
LOSS = 2e-4  # of likeness that a rounder number may cost


@dataclass(frozen=True)
class Refined:
    """A program with other numbers.

    changed: the parameters that were moved, with their old and new values. before, after: likeness to the target, an
    estimate of the IoU for a part and the agreement for pictures. runs: programs that were run.
    """

    program: str
    outcome: Success
    changed: dict[str, tuple[float, float]]
    before: float
    after: float
    runs: int


def refine(
    program: str, target: Target, sandbox: Sandbox, seconds: float, limits: Limits | None = None
) -> Refined | None:
    """Move a program's dimensions until its part agrees with the target; None when nothing better was found.

    Literals in CadQuery calls get names first. Counts stay as they are, every part on the way is one valid solid, and
    the result is as like the target as the start or more. No run is begun once `seconds` have passed.
    Raises ProgramError for a program that gives no part.
    """
    began = time.monotonic()
    lifted = parse(lift(program))
    steady = counts(read(lifted.source))
    movable = [p for p in lifted.parameters if not p.derived and p.name not in steady][:MOST]
    if not movable:
        return None
    aim = _aim(target)
    bench = Bench(lifted, tuple(p.name for p in movable), aim, sandbox, limits or sandbox.limits)
    values = np.array([p.value for p in movable])
    seen = bench.observe([values])[0]
    if seen is None:
        raise ProgramError("runtime", "a program that gives no part cannot be refined.")
    start = Point(values, seen)
    typical = float(np.median(np.abs(values[values != 0]))) if values.any() else 1.0
    sizes = np.maximum(np.abs(values), 0.1 * typical)

    def goes_on() -> bool:
        return time.monotonic() - began < seconds and bench.runs < MOST_RUNS

    found = search(bench.observe, start, sizes, aim.levels, ENOUGH, goes_on)
    if found.seen.likeness > start.seen.likeness:
        found = bench.rounder(found, sizes, start)
    if found.seen.likeness <= start.seen.likeness:
        return None
    changed = {
        p.name: (p.value, float(value)) for p, value in zip(movable, found.values, strict=True) if value != p.value
    }
    final = bench.program(found.values)
    outcome = sandbox.run(final.source, limits)
    if not isinstance(outcome, Success):
        return None
    return Refined(final.source, outcome, changed, start.seen.likeness, found.seen.likeness, bench.runs + 1)


def _aim(target: Target) -> SurfaceTarget | PictureTarget:
    if target.part is not None:
        return SurfaceTarget(target.part)
    if target.views is None:
        raise InputError(f"{target.name} has neither geometry nor views.")
    return PictureTarget(target.views)


class Bench:
    """Runs a program with other values and holds what comes out against the target."""

    def __init__(
        self,
        program: Program,
        names: tuple[str, ...],
        aim: SurfaceTarget | PictureTarget,
        sandbox: Sandbox,
        limits: Limits,
    ) -> None:
        self.runs = 0
        self._program = program
        self._names = names
        self._aim = aim
        self._sandbox = sandbox
        self._limits = limits
        self._first_run = True

    def program(self, values: Floats) -> Program:
        """The program with these values."""
        return self._program.with_parameters(dict(zip(self._names, values.tolist(), strict=True)))

    def observe(self, asked: Sequence[Floats]) -> list[Observed | None]:
        """What each set of values comes out as, None where it gives no part; two are run side by side."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._one, asked))

    def rounder(self, found: Point, sizes: Floats, start: Point) -> Point:
        """The point with rounder numbers, where that costs next to nothing; numbers that hardly moved stay."""
        for rounding in ROUNDINGS:
            slack = rounding * sizes
            values = np.array([_round(value, one) for value, one in zip(found.values, slack, strict=True)])
            still = np.abs(found.values - start.values) < slack
            values = np.where(still, start.values, values)
            seen = self.observe([values])[0]
            if seen is not None and seen.likeness >= found.seen.likeness - LOSS:
                return Point(values, seen)
        return found

    def _one(self, values: Floats) -> Observed | None:
        self.runs += 1
        outcome = self._sandbox.run(self.program(values).source, self._limits)
        if not isinstance(outcome, Success):
            return None
        if self._first_run:
            self._first_run = False
            patience = min(self._limits.wall_seconds, LEAST_PATIENCE + PATIENCE * outcome.seconds)
            self._limits = replace(self._limits, wall_seconds=patience)
        try:
            return self._aim.observe(outcome.part)
        except NotASolidError:
            return None


def _round(value: float, slack: float) -> float:
    """The roundest number within the slack: fewest digits, then fives."""
    for digits in range(-6, 9):
        for unit in (10.0**-digits, 5.0 * 10.0 ** -(digits + 1)):
            near = round(value / unit) * unit
            if abs(near - value) <= slack:
                return round(near, digits + 1)
    return value
