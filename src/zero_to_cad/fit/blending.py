"""The statements that put a body's blends back."""

from __future__ import annotations

from collections.abc import Sequence

from zero_to_cad.fit.dimensions import Ledger, Sum, shown
from zero_to_cad.fit.layout import WIDTH, statement
from zero_to_cad.fit.picking import Box, Nearest, Point3
from zero_to_cad.fit.sharpen import Blend


def blended(ledger: Ledger, blends: Sequence[Blend]) -> list[str]:
    """Lines that blend edges of `body` in order, an empty line before each blend."""
    lines: list[str] = []
    for blend in blends:
        role = ledger.role(f"{'edge' if blend.convex else 'inner'}_{blend.kind}")
        head, noun, number = role.partition(blend.kind)
        group = f"{head}{noun}s{number}".replace("_", " ")
        lines.append("")
        picks = []
        for pick in blend.selection:
            by = f'"{pick.by}"' if isinstance(pick.by, str) and pick.by else ""
            if not isinstance(pick.by, str):
                by = f"{role}_{pick.method}"
                lines += _selector(ledger, group, role, by, pick.by)
            picks.append(f".{pick.method}({by})")
        names = [f"{role}_radius"] if blend.kind == "fillet" else [f"{role}_length", f"{role}_second_length"]
        sizes = [str(ledger.size(group, *named)) for named in zip(names, blend.sizes, strict=False)]
        lines += statement("body", [f"body{picks[0]}", *picks[1:], f".{blend.kind}({', '.join(sizes)})"])
    return lines


def _selector(ledger: Ledger, group: str, role: str, name: str, by: Box | Nearest) -> list[str]:
    """The lines that name a selector by coordinates."""
    if isinstance(by, Box):
        margin = ledger.size(group, f"{role}_reach", by.margin)
        ends = [
            shown([place.plus(margin, sign) for place in _place(ledger, group, role, end)])
            for end, sign in ((by.lower, -1.0), (by.upper, 1.0))
        ]
        return _call(f"{name} = cq.selectors.BoxSelector", ends)
    lines = []
    for n, point in enumerate(by.points):
        sign = "+=" if n else "="
        lines += _call(
            f"{name} {sign} cq.selectors.NearestToPointSelector", [shown(_place(ledger, group, role, point))]
        )
    return lines


def _place(ledger: Ledger, group: str, role: str, point: Point3) -> list[Sum]:
    return [ledger.coordinate(group, axis, value, f"{role}_place") for axis, value in enumerate(point)]


def _call(head: str, tuples: Sequence[str]) -> list[str]:
    """A call on tuples, laid out as ruff would."""
    listed = ", ".join(tuples)
    if len(f"{head}({listed})") <= WIDTH:
        return [f"{head}({listed})"]
    if len(f"    {listed}") <= WIDTH:
        return [f"{head}(", f"    {listed}", ")"]
    lines = []
    for one in tuples:
        if len(f"    {one},") <= WIDTH:
            lines.append(f"    {one},")
        else:
            lines += ["    (", *(f"        {member}," for member in one[1:-1].split(", ")), "    ),"]
    return [f"{head}(", *lines, ")"]
