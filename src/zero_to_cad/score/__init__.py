"""How alike two parts are, under a named protocol."""

from zero_to_cad.score.voxels import occupancy

__all__ = ["occupancy"]
