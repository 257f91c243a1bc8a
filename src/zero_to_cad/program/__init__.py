"""Programs: CadQuery source as a thing that can be read, judged and changed."""

from zero_to_cad.program.calls import Call
from zero_to_cad.program.parameters import Parameter
from zero_to_cad.program.policy import check
from zero_to_cad.program.program import Program, parse

__all__ = ["Call", "Parameter", "Program", "check", "parse"]
