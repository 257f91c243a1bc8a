"""Round walls that several views show, fitted to all of them at once.

One view tells the radius of a wide arc to some per cent only: greys are whole numbers. All that show the wall together
tell it, and its line, to a fraction of a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zero_to_cad.see.cylinders import (
    ACROSS,
    FEWEST,
    GREY_SLACK,
    Cylinder,
    Profile,
    of_line,
    placed_at,
    slid,
)
from zero_to_cad.see.pictures import Flags, Floats, Integers, Pictures
from zero_to_cad.see.regions import Region, Regions

ALIKE = 0.18  # The share by which radii told by single views may differ, ...
NEAR = 4.0  # ... and the pixels.
ROUGHLY = 9.0  # Greys by which a view may differ before the fit, ...
CLOSELY = 1.4 * GREY_SLACK  # ... and after it.
MOSTLY = 0.6  # The share of a profile's pixels that the common wall must tell.
LESS_AGREED = 0.1  # By how much the other views may like the common wall less.
GRAZING = 0.998  # The share of the radius beyond which a line of sight only touches a wall.
ASKEW = 0.3  # The sine between two views' lines of sight, seen along the wall.
STEPS = 12
MOST = 400  # Pixels of a profile that the fit looks at.


@dataclass(frozen=True, eq=False)
class _Sight:
    """Pixels of one view: distances across the line of sight (n,), greys (n,), and what the light adds by either."""

    offset: Floats
    grey: Floats
    across: Floats
    light: tuple[float, float]


def together(
    pictures: Pictures, regions: Regions, told: list[Profile], placed: list[Cylinder | None]
) -> list[Cylinder | None]:
    """What became of each profile, where several views show one wall all of it brought onto that wall."""
    made = list(placed)
    order = sorted(
        (k for k, wall in enumerate(placed) if wall is not None),
        key=lambda k: -len(told[k].rows) * placed[k].trust,  # type: ignore[union-attr]
    )
    free = set(range(len(told)))
    for k in order:
        wall = placed[k]
        if k not in free or wall is None:
            continue
        found = _common(pictures, told, [n for n in sorted(free) if _alike(told[n], told[k])], wall)
        if found is None:
            continue
        line, members = found
        for n in members:
            profile = _whole(pictures, regions, told[n], line)
            along = float(np.array(line[:2]) @ profile.ray)
            agreed = float(slid(pictures, profile, np.array([along]))[0])
            before = placed[n]
            if before is not None and agreed < before.trust - LESS_AGREED - 0.4:
                continue
            made[n] = placed_at(pictures, profile, along, float(np.clip(agreed + 0.12 * len(members), 0.25, 1.0)))
            free.discard(n)
    return made


def _alike(one: Profile, other: Profile) -> bool:
    apart = abs(one.radius - other.radius)
    return one.axis == other.axis and one.radius * other.radius > 0 and apart < ALIKE * abs(other.radius) + NEAR


def _common(
    pictures: Pictures, told: list[Profile], near: list[int], wall: Cylinder
) -> tuple[tuple[float, float, float], list[int]] | None:
    """Centre and radius of the wall that profiles share with a placed one, and which do; None where it is not told."""
    line = np.array([*wall.centre, wall.radius])
    sights = {n: _sight(pictures, told[n], told[n].rows, told[n].columns, MOST) for n in near}
    members = near
    for slack in (ROUGHLY, CLOSELY, CLOSELY):
        members = [n for n in near if _explained(pictures, sights[n], line, slack).mean() >= MOSTLY]
        # Views from one side, or from opposite ones, do not tell where the line lies along their lines of sight.
        if not any(abs(float(told[n].across @ told[members[0]].ray)) > ASKEW for n in members):
            return None
        line = _fitted(pictures, [sights[n] for n in members], line)
    x, y, radius = line.tolist()
    return (x, y, radius), members


def _sight(pictures: Pictures, profile: Profile, rows: Integers, columns: Integers, most: int | None = None) -> _Sight:
    pick = np.arange(len(rows))
    if most is not None:
        pick = np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(np.int64)
    axes = list(ACROSS[profile.axis])
    base = pictures.rays(profile.view, rows[pick], columns[pick])
    light = pictures.lights[profile.view, axes]
    return _Sight(
        base[:, axes] @ profile.across,
        pictures.grey[profile.view, rows[pick], columns[pick]].astype(np.float64),
        profile.across,
        (float(light @ profile.across), float(light @ profile.ray)),
    )


def _rest(pictures: Pictures, sight: _Sight, line: Floats) -> Floats:
    """Greys by which the pixels differ from what the wall would show; beyond its outline the more the further."""
    m = (sight.offset - sight.across @ line[:2]) / line[2]
    beyond = np.maximum(np.abs(m) - 1, 0)
    m = np.clip(m, -1, 1)
    told = pictures.level + pictures.gain * (m * sight.light[0] + np.sqrt(1 - m * m) * sight.light[1])
    return np.asarray(told - sight.grey + pictures.gain * beyond)


def _explained(pictures: Pictures, sight: _Sight, line: Floats, slack: float) -> Flags:
    return np.asarray(np.abs(_rest(pictures, sight, line)) <= slack)


def _fitted(pictures: Pictures, sights: Sequence[_Sight], line: Floats) -> Floats:
    """Least squares, in which pixels that differ much say little."""

    def rest(at: Floats) -> Floats:
        return np.concatenate([_rest(pictures, sight, at) for sight in sights])

    here, damping = rest(line), 1e-2
    for _ in range(STEPS):
        slopes = np.stack([(rest(line + 0.05 * one) - here) / 0.05 for one in np.eye(3)], 1)
        weight = 1 / (1 + (here / GREY_SLACK) ** 2)
        square = slopes.T @ (slopes * weight[:, None])
        shift = -np.linalg.solve(
            square + damping * np.diag(np.diag(square)) + 1e-9 * np.eye(3), slopes.T @ (weight * here)
        )
        there = line + np.clip(shift, -6, 6)
        if there[2] * line[2] <= 0:
            break
        after = rest(there)
        if np.log1p((after / GREY_SLACK) ** 2).sum() < np.log1p((here / GREY_SLACK) ** 2).sum():
            line, here, damping = there, after, damping / 4
            if np.abs(shift).max() < 0.01:
                break
        else:
            damping *= 8
    return line


def _whole(pictures: Pictures, regions: Regions, profile: Profile, line: tuple[float, float, float]) -> Profile:
    """The profile on the common wall, with all pixels of its regions that the wall tells."""
    number = regions.number[profile.view, profile.rows[0], profile.columns[0]]
    region: Region = regions.all[int(number)]
    sight = _sight(pictures, profile, region.rows, region.columns)
    inside = _explained(pictures, sight, np.array(line), CLOSELY)
    own = np.zeros_like(pictures.ink[profile.view])
    own[profile.rows, profile.columns] = True
    inside |= own[region.rows, region.columns]
    # Where the line of sight only touches the wall there is no depth.
    inside &= np.abs(sight.offset - sight.across @ np.array(line[:2])) < GRAZING * abs(line[2])
    if inside.sum() < FEWEST:
        return profile
    return of_line(profile, line, region.rows[inside], region.columns[inside])
