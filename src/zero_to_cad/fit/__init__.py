"""The embedded engine: from exact geometry to a program."""

from zero_to_cad.fit.explain import explain
from zero_to_cad.fit.explanation import Explanation

__all__ = ["Explanation", "explain"]
