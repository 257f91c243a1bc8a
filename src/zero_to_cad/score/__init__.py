"""How alike two parts are, under a named protocol."""

from zero_to_cad.score.agreement import Agreement, ViewAgreement, agreement
from zero_to_cad.score.differences import MeasureErrors, measure_errors
from zero_to_cad.score.protocols import PROTOCOLS, Score, prepare, score
from zero_to_cad.score.rotations import ROTATION_SETS, rotation_set
from zero_to_cad.score.summary import Figure, Figures, Summary, summarize
from zero_to_cad.score.surface import SurfaceDistance, signed_distances, surface_distance, touching
from zero_to_cad.score.voxels import occupancy

__all__ = [
    "PROTOCOLS",
    "ROTATION_SETS",
    "Agreement",
    "Figure",
    "Figures",
    "MeasureErrors",
    "Score",
    "Summary",
    "SurfaceDistance",
    "ViewAgreement",
    "agreement",
    "measure_errors",
    "occupancy",
    "prepare",
    "rotation_set",
    "score",
    "signed_distances",
    "summarize",
    "surface_distance",
    "touching",
]
