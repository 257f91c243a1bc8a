from __future__ import annotations

from zero_to_cad.fit.dimensions import Ledger


def test_the_parts_own_ends_are_named_even_beside_another_level() -> None:
    """A level just inside of an end would be passed if the half of the part's length were moved."""
    levels = (-10.0, -9.9, -9.0, 9.5, 10.0)
    ledger = Ledger(datums=(levels, (), ()), firm=(levels, (), ()))
    ledger.know(0, -9.9, ledger.size("base", "base_x", 9.9).plus(ledger.size("base", "base_x", 19.8), -1.0))
    low, high = ledger.span("holes", 0, -9.0, 9.5, "hole_spacing_x")
    assert ledger.values["part_width"] == 20.0
    assert low
    assert high
