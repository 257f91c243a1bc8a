"""Steps that are others again."""

from __future__ import annotations

from zero_to_cad.fit.copied import Copies
from zero_to_cad.fit.dimensions import Ledger, Sum
from zero_to_cad.fit.plan import Step

CHAIN = ['cq.Workplane("XY")', ".workplane(offset=low)", *(f".lineTo({k}, {k * k})" for k in range(12)), ".close()"]


def step(role: str, lower: float, upper: float, through: bool = False) -> Step:
    return Step(role, "cut", 2, (), lower, upper, through=through)


def test_only_what_is_as_high_and_draws_the_same_is_moved() -> None:
    ledger, copies = Ledger(), Copies()
    for level, name in ((1.0, "low"), (6.0, "high")):
        ledger.know(2, level, Sum.of(name))
    drawn = [*CHAIN, ".extrude(depth)"]
    assert copies.moved(ledger, step("pocket_1", 1.0, 3.0), [], drawn) == []
    again = step("pocket_2", 6.0, 8.0)
    assert copies.moved(ledger, again, [], [*CHAIN, ".extrude(8 - high)"]) == [
        "pocket_2 = pocket_1.translate((0, 0, high - low))"
    ]
    assert copies.moved(ledger, step("pocket_3", 6.0, 9.0), [], drawn) == []
    assert copies.moved(ledger, step("cutout", 6.0, 8.0, through=True), [], drawn) == []
    assert copies.moved(ledger, again, [], [*CHAIN[:-1], ".lineTo(1, 2)", ".close()", ".extrude(2)"]) == []
