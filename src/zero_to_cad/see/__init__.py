"""See: from pictures of a part to its surfaces and its solid, without a model and without its geometry."""

from zero_to_cad.see.solid import Seen, see, sized

__all__ = ["Seen", "see", "sized"]
