"""The embedded engine: from exact geometry to a program."""

from zero_to_cad.fit.explain import Explanation, explain

__all__ = ["Explanation", "explain"]
