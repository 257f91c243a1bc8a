"""Refine: a program's named dimensions are moved until its part agrees with the target."""

from zero_to_cad.reconstruct.refine.refine import Refined, refine

__all__ = ["Refined", "refine"]
