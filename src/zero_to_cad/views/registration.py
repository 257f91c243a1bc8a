"""Puts pictures right that are not as the convention draws them: in another order, mirrored, shifted or scaled.

What the pictures contradict is mended where one way of mending it agrees and no other does; else the doubt is said.
What they cannot tell stays as it was given: which side of the part is its front, and, for parts that look the same
mirrored or turned, whether they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from zero_to_cad.views.convention import load_convention
from zero_to_cad.views.correspondence import (
    PART,
    Geometry,
    Integers,
    extents,
    geometry,
    profiles,
    quarter_turns,
    shading,
    spreads,
)
from zero_to_cad.views.framing import filled, reframed
from zero_to_cad.views.pictures import Views
from zero_to_cad.views.png import Pixels

AGREE = 2.5  # Pixels within which extents agree.
SHADING = 8.0  # Pixels of extent that a full disagreement of the shading is worth.
BETTER = 0.25  # Pixels by which another order must agree better than the one given.
ALIKE = 3.0  # Mean levels within which pictures are exchangeable.
SLANT = 6.0  # Levels by which the right of a part is brighter than its left, at least, where it is mirrored.
ENOUGH = 4  # Pictures that tell whether all are mirrored.


def register(views: Views, trusted: bool) -> Views:
    """The views as the convention would have drawn them, with notes on what was mended, or with a doubt.

    trusted: the pictures themselves say which views they are.
    """
    cut = [n for n, image in zip(views.numbers, views.images, strict=True) if _on_frame(image)]
    blank = [n for n, image in zip(views.numbers, views.images, strict=True) if not (image < PART).any()]
    if len(blank) == len(views.images):
        return views
    if cut:
        return replace(views, doubt=f"The part touches the frame in {named(cut)} and may be cut off: draw it whole.")
    if blank:
        return replace(views, doubt=f"There is no part in {named(blank)}, and there is one in others.")
    known = geometry(load_convention(views.convention))
    cameras = np.array(views.numbers)
    if trusted and worst_spread(views.images, known, cameras) <= AGREE:
        return views
    views = _upright(views)
    found = _order(views.images, known, cameras)
    if found.given_fits and (trusted or found.given_cost <= found.cost + BETTER):
        return filled(views)
    if found.fits:
        return filled(_rearranged(views, found)) if found.only else replace(views, doubt=_SEVERAL)
    mended = _one_turned_back(views, known, cameras) or reframed(views, known, AGREE)
    if mended is None:
        return replace(
            views,
            doubt="The pictures do not fit together as views of one part drawn alike: what they show of its extent "
            f"differs by {found.given_spread:.0f} pixels.",
        )
    return filled(mended)


_SEVERAL = (
    "The pictures are not in the order of the views, and more than one order would fit: name each by its view, as in "
    "view_3.png."
)


def named(numbers: Sequence[int]) -> str:
    """ "view 2", "views 0, 1 and 3"."""
    if len(numbers) == 1:
        return f"view {numbers[0]}"
    return f"views {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def worst_spread(images: Sequence[Pixels], known: Geometry, cameras: Integers) -> float:
    """Pixels by which pictures in the order of these cameras disagree on the part's extent, at most."""
    return float(spreads(extents(images, known), known, np.arange(len(cameras))[None], cameras).max())


def _on_frame(image: Pixels) -> bool:
    return bool(min(image[0].min(), image[-1].min(), image[:, 0].min(), image[:, -1].min()) < PART)


def _mirrored(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


def _upright(views: Views) -> Views:
    """The pictures mirrored back where all of them are lit from the right, as the convention's light never is."""
    if len(views.images) < ENOUGH or np.mean([_slant(image) for image in views.images]) > -SLANT:
        return views
    note = "The light falls from the right, so all pictures were taken as mirrored and mirrored back."
    return replace(views, images=tuple(map(_mirrored, views.images)), notes=(*views.notes, note))


def _slant(image: Pixels) -> float:
    """By how many levels the part is brighter at its left end than at its right one, the mean over its rows."""
    grey = image.max(axis=-1)
    differences = []
    for row in grey[(grey < PART).any(axis=1)]:
        columns = np.flatnonzero(row < PART)
        left, right = int(columns[0]), int(columns[-1])
        if right - left >= 12:
            differences.append(np.median(row[left + 2 : left + 5]) - np.median(row[right - 4 : right - 1]))
    return float(np.mean(differences)) if differences else 0.0


@dataclass(frozen=True, eq=False)
class Order:
    """The order that agrees best: for each camera, the place of its picture.

    fits: whether the pictures' extents agree in it. only: whether every other order about as good just exchanges
    pictures that look alike, or turns the part about the vertical by quarters. heading: whether most pictures stay
    where they were given. cost: in pixels. given_...: the same of the order given.
    """

    order: tuple[int, ...]
    fits: bool
    only: bool
    heading: bool
    cost: float
    given_fits: bool
    given_cost: float
    given_spread: float


def _order(images: Sequence[Pixels], known: Geometry, cameras: Integers) -> Order:
    orders = np.array(list(permutations(range(len(cameras)))))
    found = spreads(extents(images, known), known, orders, cameras).reshape(len(orders), -1)
    worst = found.max(1)
    cost = found.mean(1) + SHADING * shading(profiles(images, known), known, orders, cameras)
    fits = worst <= max(AGREE, float(worst.min()))
    lowest = float(cost[fits].min())
    rivals = orders[fits & (cost <= lowest + BETTER / 2)]
    # Of equals the one that leaves most pictures where they were given.
    stay = (rivals == np.arange(len(cameras))).sum(1)
    best = rivals[int(np.argmax(stay))]
    turned = [best[turn] for turn in quarter_turns(known)] if len(cameras) == len(known.frames) else [best]
    apart = np.array([[np.abs(a.astype(np.int16) - b).mean() for b in images] for a in images])
    unlike = np.min([apart[rivals, other[None]].max(1) for other in turned], axis=0)
    return Order(
        order=tuple(best.tolist()),
        fits=bool(worst.min() <= AGREE),
        only=bool((unlike <= ALIKE).all()),
        heading=bool(2 * stay.max() > len(cameras)),
        cost=lowest,
        given_fits=bool(worst[0] <= AGREE),
        given_cost=float(cost[0]),
        given_spread=float(worst[0]),
    )


def _rearranged(views: Views, found: Order) -> Views:
    came = [views.numbers[place] for place in found.order]
    moved = ", ".join(f"{b} for {a}" for a, b in zip(views.numbers, came, strict=True) if a != b)
    note = f"The pictures came in another order; taken as views: {moved}."
    if not found.heading:
        note += " Which side is the front they do not tell: the part may be turned about Z by quarter turns."
    return replace(views, images=tuple(views.images[place] for place in found.order), notes=(*views.notes, note))


def _one_turned_back(views: Views, known: Geometry, cameras: Integers) -> Views | None:
    """The views with the one picture mirrored that then fits to the others; None unless there is exactly one."""
    found = []
    for place in range(len(views.images)):
        images = [_mirrored(image) if n == place else image for n, image in enumerate(views.images)]
        if worst_spread(images, known, cameras) <= AGREE:
            note = f"View {views.numbers[place]} was mirrored: mirrored back."
            found.append(replace(views, images=tuple(images), notes=(*views.notes, note)))
    return found[0] if len(found) == 1 else None
