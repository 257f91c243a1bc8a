"""How a part's pictures differ from a target's, from blurred to sharp."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.ndimage import gaussian_filter

from zero_to_cad.part import Part
from zero_to_cad.reconstruct.refine.search import Floats
from zero_to_cad.score.agreement import agreement
from zero_to_cad.views import Views, render

# Pixels by which the pictures are blurred, coarse to fine: a line that is off by less than that pulls its way.
BLURS = (8.0, 4.0, 1.5)


class PictureTarget:
    """A target's pictures, against which parts are drawn."""

    levels = len(BLURS)

    def __init__(self, views: Views) -> None:
        self.views = views
        self.blurred = tuple(_blurred(views, blur) for blur in BLURS)

    def observe(self, part: Part) -> PictureSeen:
        """The part drawn as the target was; at its place and scale where these are known."""
        return PictureSeen(self, render(part, like=self.views if self.views.scale else None))


class PictureSeen:
    """A part's pictures beside the target's: residuals are differences of grey, 1 from black to white."""

    def __init__(self, target: PictureTarget, views: Views) -> None:
        self._target = target
        self._views = views

    @cached_property
    def likeness(self) -> float:
        """Mean agreement of the pictures."""
        return agreement(self._views, self._target.views).overall

    def residuals(self, level: int) -> Floats:
        """Differences of the blurred pictures, a sample every half blur."""
        return np.asarray(self._blurred[level] - self._target.blurred[level])

    @cached_property
    def _blurred(self) -> tuple[Floats, ...]:
        return tuple(_blurred(self._views, blur) for blur in BLURS)


def _blurred(views: Views, blur: float) -> Floats:
    """All pictures, blurred and thinned, as one vector."""
    stack = np.stack([image[..., 0] for image in views.images]).astype(np.float32) / 255.0
    step = max(1, int(blur / 2))
    smooth = gaussian_filter(stack, (0.0, blur, blur), truncate=2.5)
    return np.asarray(smooth[:, ::step, ::step].ravel(), dtype=np.float64)
