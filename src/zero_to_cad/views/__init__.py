"""Views: the pictures of a part under a named convention. Drawn without GPU, display or system library."""

from zero_to_cad.part import Mesh, Part
from zero_to_cad.views.comparison import comparison_sheet, difference
from zero_to_cad.views.convention import Convention, convention_names, load_convention
from zero_to_cad.views.pictures import Views
from zero_to_cad.views.reading import load_views, read_views
from zero_to_cad.views.renderer import render

__all__ = [
    "Convention",
    "Views",
    "comparison_sheet",
    "convention_names",
    "difference",
    "load_convention",
    "load_views",
    "picture",
    "read_views",
    "render",
]


def picture(part: Part | Mesh) -> bytes:
    """The contact sheet of a part as a PNG, for notebooks."""
    return render(part)._repr_png_()
