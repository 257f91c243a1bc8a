"""Repair: small edits of a program that gave no part, each tried in the sandbox."""

from zero_to_cad.reconstruct.repair.booleans import steadied
from zero_to_cad.reconstruct.repair.ladder import Repaired, repair

__all__ = ["Repaired", "repair", "steadied"]
