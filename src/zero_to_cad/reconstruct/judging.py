"""The judge where no geometry is known: pictures of the result against the pictures given."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from zero_to_cad.score import Score, agreement
from zero_to_cad.views import Views

# A pixel with every channel above this is background; what lies between it and white is antialiasing.
BACKGROUND = 250


def picture_scores(result: Views, target: Views) -> tuple[Score, ...]:
    """Protocol `silhouettes`, the IoU of the part's pixels over all views together, and `views`, the overall agreement
    with each view's figures in its details."""
    if len(result.images) != len(target.images):
        return (silhouette_overlap(result, target),)
    found = agreement(result, target)
    return silhouette_overlap(result, target), Score("views", "none", found.overall, MappingProxyType(found.to_json()))


def silhouette_overlap(result: Views, target: Views) -> Score:
    """IoU of the part's pixels, over all eight views together."""
    ours, theirs = ((np.stack(views.images) <= BACKGROUND).any(axis=-1) for views in (result, target))
    covered = np.count_nonzero(ours | theirs)
    iou = np.count_nonzero(ours & theirs) / covered if covered else 0.0
    return Score(protocol="silhouettes", rotations="none", iou=float(iou), details={"pixels": int(covered)})
