"""Where a program becomes a part, or a named failure."""

from zero_to_cad.sandbox.confine import Layer
from zero_to_cad.sandbox.outcome import Failure, Limits, Success
from zero_to_cad.sandbox.sandbox import Sandbox, layers, run, shared

__all__ = ["Failure", "Layer", "Limits", "Sandbox", "Success", "layers", "run", "shared"]
