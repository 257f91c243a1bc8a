"""How well the pictures of a result agree with the pictures it was made from: the judge where no geometry is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.errors import ConfigError
from zero_to_cad.views import Views, load_convention

NEAR_WHITE = 6  # Levels by which a pixel of the part differs from the background; the less is antialiasing.
ALIKE = 8  # Levels within which two pixels show the same surface: a turn of 4 to 8 degrees.
INK = 100  # A line is darker than this, ...
INK_CONTRAST = 45  # ... and by this darker than the brightest pixel around.
# What each figure weighs in `overall`: silhouettes and surfaces say where material is, lines are thin.
WEIGHTS = {"silhouette": 0.4, "labels": 0.4, "edges": 0.2}

Flags = npt.NDArray[np.bool_]
Greys = npt.NDArray[np.int16]


@dataclass(frozen=True)
class ViewAgreement:
    """One picture against another, each figure from 0 to 1.

    silhouette: IoU of the pixels that show the part. labels: of the pixels that show the part in either and a line in
    neither, the share at which both show surfaces of one grey, looking one pixel around. edges: harmonic mean of the
    shares of either's line pixels that lie within a pixel of the other's.
    """

    silhouette: float
    labels: float
    edges: float

    @property
    def overall(self) -> float:
        """The weighted mean of the three."""
        return sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())

    def to_json(self) -> dict[str, float]:
        """As JSON types."""
        return {name: round(float(getattr(self, name)), 4) for name in (*WEIGHTS, "overall")}


@dataclass(frozen=True)
class Agreement:
    """One agreement a picture, and their means."""

    views: tuple[ViewAgreement, ...]

    @property
    def silhouette(self) -> float:
        """Mean silhouette IoU of the pictures."""
        return float(np.mean([view.silhouette for view in self.views]))

    @property
    def labels(self) -> float:
        """Mean share of surface pixels of the same grey."""
        return float(np.mean([view.labels for view in self.views]))

    @property
    def edges(self) -> float:
        """Mean likeness of the lines."""
        return float(np.mean([view.edges for view in self.views]))

    @property
    def overall(self) -> float:
        """Mean of the pictures' overall figures: what candidates are chosen by."""
        return float(np.mean([view.overall for view in self.views]))

    def to_json(self) -> dict[str, Any]:
        """Means, and each picture's figures, as JSON types."""
        means = {name: round(float(getattr(self, name)), 4) for name in (*WEIGHTS, "overall")}
        return {**means, "views": [view.to_json() for view in self.views]}


def agreement(result: Views, target: Views) -> Agreement:
    """How well `result` agrees with `target`, picture by picture.

    Draw the result with `render(part, like=target)` where the target says its scale, so that sizes count.
    Raises ConfigError for pictures of different conventions, numbers or sizes.
    """
    if result.convention != target.convention or result.numbers != target.numbers:
        raise ConfigError("Only the same views of one convention can be compared.")
    if result.images[0].shape != target.images[0].shape:
        raise ConfigError("Only pictures of one size can be compared.")
    background = load_convention(target.convention).background[0]
    return Agreement(
        tuple(_compare(a, b, background) for a, b in zip(result.images, target.images, strict=True)),
    )


def _compare(result: npt.NDArray[np.uint8], target: npt.NDArray[np.uint8], background: int) -> ViewAgreement:
    ours, theirs = (image.max(axis=-1).astype(np.int16) for image in (result, target))
    shown = (np.abs(ours - background) >= NEAR_WHITE) | (np.abs(theirs - background) >= NEAR_WHITE)
    if not shown.any():
        return ViewAgreement(1.0, 1.0, 1.0)
    rows, columns = (np.flatnonzero(shown.any(axis)) for axis in (1, 0))
    crop = np.s_[max(rows[0] - 2, 0) : rows[-1] + 3, max(columns[0] - 2, 0) : columns[-1] + 3]
    ours, theirs = ours[crop], theirs[crop]
    solid, wanted = (np.abs(grey - background) >= NEAR_WHITE for grey in (ours, theirs))
    our_ink, their_ink = ink(ours), ink(theirs)
    common = int(np.count_nonzero(solid & wanted))
    either = int(np.count_nonzero(solid | wanted))
    return ViewAgreement(
        silhouette=common / either,
        labels=_labels(ours, theirs, solid, wanted, our_ink, their_ink),
        edges=_edges(our_ink, their_ink),
    )


def ink(grey: Greys) -> Flags:
    """(h, w) Which pixels lie on a line."""
    brightest = np.maximum.reduce(list(_around(grey)))
    return np.asarray((grey < INK) & (grey < brightest - INK_CONTRAST))


def _labels(ours: Greys, theirs: Greys, solid: Flags, wanted: Flags, our_ink: Flags, their_ink: Flags) -> float:
    counted = (solid | wanted) & ~our_ink & ~their_ink
    both = counted & solid & wanted
    alike = both & (np.abs(ours - theirs) <= ALIKE)
    # A surface that begins a fraction of a pixel aside is found one pixel away.
    for one, other in ((ours, theirs), (theirs, ours)):
        for shifted in _around(other):
            alike |= both & (np.abs(one - shifted) <= ALIKE)
    total = int(np.count_nonzero(counted))
    return int(np.count_nonzero(alike)) / total if total else 1.0


def _edges(ours: Flags, theirs: Flags) -> float:
    if not ours.any() or not theirs.any():
        return 1.0 if not ours.any() and not theirs.any() else 0.0
    near_theirs, near_ours = (np.logical_or.reduce(list(_around(mask))) for mask in (theirs, ours))
    right, found = float(near_theirs[ours].mean()), float(near_ours[theirs].mean())
    return 2 * right * found / (right + found) if right + found else 0.0


def _around(picture: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """The picture as seen one pixel aside in the eight directions, and itself."""
    height, width = picture.shape
    padded = np.pad(picture, 1, mode="edge")
    return [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
