"""Walking a B-rep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from OCP.TopAbs import TopAbs_SHAPE
from OCP.TopExp import TopExp_Explorer


def members(shape: Any, kind: Any, outside: Any = TopAbs_SHAPE) -> Iterator[Any]:
    """Each sub-shape of one kind (a TopAbs_ShapeEnum), once per use, in the kernel's order.

    Those inside a sub-shape of kind `outside` are left out.
    """
    explorer = TopExp_Explorer(shape, kind, outside)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()
