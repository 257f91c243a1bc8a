"""Parts: one solid each, read, written, meshed and measured."""

from zero_to_cad.part.files import read, read_all, read_bytes, write, write_bytes
from zero_to_cad.part.measures import Measures
from zero_to_cad.part.mesh import Mesh
from zero_to_cad.part.part import Part

__all__ = ["Measures", "Mesh", "Part", "read", "read_all", "read_bytes", "write", "write_bytes"]
