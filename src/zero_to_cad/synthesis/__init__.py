"""Synthesis: programs that nobody drew, written, checked and kept as dataset rows."""

from zero_to_cad.synthesis.author import FAMILIES, RECIPE, Authored, author

__all__ = ["FAMILIES", "RECIPE", "Authored", "author"]
