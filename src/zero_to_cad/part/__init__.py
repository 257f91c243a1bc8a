"""Parts: read, write, mesh, measure."""

from zero_to_cad.part.files import read
from zero_to_cad.part.measures import Measures
from zero_to_cad.part.mesh import Mesh
from zero_to_cad.part.part import Part

__all__ = ["Measures", "Mesh", "Part", "read"]
