"""Makes CadQuery's chains cheap.

For every call of a chain CadQuery makes a workplane on XY with its matrices and puts the real plane in its place: in
programs with long outlines that takes longer than the kernel.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import cadquery

_new_object = cadquery.Workplane.newObject


def enable() -> None:
    """Replace the step in this process and all that are forked from it; what comes of it stays the same."""
    cadquery.Workplane.newObject = _successor


def _successor(before: Any, objects: Iterable[Any]) -> Any:
    # The methods of a subclass may rest on what its own beginning does.
    if type(before) is not cadquery.Workplane:
        return _new_object(before, objects)
    after = object.__new__(cadquery.Workplane)
    after.plane = copy(before.plane)
    after.parent = before
    after.objects = list(objects)
    after.ctx = before.ctx
    after._tag = None
    return after
