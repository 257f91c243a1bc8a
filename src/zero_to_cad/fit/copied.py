"""Steps that are others again, elsewhere along their axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zero_to_cad.fit.dimensions import Ledger, Sum, shown
from zero_to_cad.fit.layout import WIDTH
from zero_to_cad.fit.plan import Step

# Characters of an outline from which on its copy is moved rather than drawn again.
_WORTH_MOVING = 100
# Links of a chain that tell where it begins and how far it goes, and not what is drawn.
_ALONG = (".workplane(", ".extrude(")


@dataclass
class Copies:
    """The extrusions written so far: what each draws, how high it is (mm), where it begins and its name."""

    drawn: dict[str, list[tuple[float, Sum, str]]] = field(default_factory=dict)

    def moved(self, ledger: Ledger, step: Step, before: Sequence[str], chain: Sequence[str]) -> list[str]:
        """The statement that moves an earlier step to where this one is, if it is the same; else none.

        before, chain: the statements that come first and the calls that would make the step.
        """
        low = ledger.level(step.axis, step.lower)
        if low is None or step.through or step.turn is not None or step.walls is not None or step.centre is not None:
            return []
        outline = "\n".join([*before, *(link for link in chain if not link.startswith(_ALONG))])
        for name in ("sides", "outline"):
            outline = outline.replace(f"{step.role}_{name}", name)
        height = step.upper - step.lower
        same = self.drawn.setdefault(outline, [])
        for known, start, role in same:
            move = [Sum()] * 3
            move[step.axis] = low.plus(start, -1.0)
            line = f"{step.role} = {role}.translate({shown(move)})"
            if abs(known - height) <= ledger.near and len(outline) > _WORTH_MOVING and len(line) <= WIDTH:
                return [line]
        same.append((height, low, step.role))
        return []
