"""Views: pictures of a part."""

from zero_to_cad.views.pictures import Views
from zero_to_cad.views.renderer import render

__all__ = ["Views", "render"]
