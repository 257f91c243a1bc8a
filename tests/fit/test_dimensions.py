from __future__ import annotations

from zero_to_cad.fit.dimensions import Ledger, Sum


def test_the_parts_own_ends_are_named_even_beside_another_level() -> None:
    """A level just inside of an end would be passed if the half of the part's length were moved."""
    levels = (-10.0, -9.9, -9.0, 9.5, 10.0)
    ledger = Ledger(datums=(levels, (), ()), firm=(levels, (), ()))
    ledger.know(0, -9.9, ledger.size("base", "base_x", 9.9).plus(ledger.size("base", "base_x", 19.8), -1.0))
    low, high = ledger.span("holes", 0, -9.0, 9.5, "hole_spacing_x")
    assert ledger.values["part_width"] == 20.0
    assert low
    assert high


def test_what_is_no_length_of_the_part_is_a_number_from_what_has_a_name() -> None:
    levels = (-5.0, -2.3, 0.0, 5.0)
    ledger = Ledger(datums=(levels, (), ()), firm=((-5.0, 5.0), (), ()), lengths=((5.0, 10.0), (), (), (4.0,)))
    low, high = ledger.span("base", 0, -5.0, 5.0, "base_width")
    assert (str(low), str(high)) == ("-base_width / 2", "base_width / 2")
    assert str(ledger.coordinate("base", 0, -2.3, "base_width")) == "2.7 - base_width / 2"
    assert str(ledger.coordinate("base", 0, 0.2, "base_width")) == "0.2"
    assert ledger.values == {"base_width": 10.0}
    assert str(ledger.sized("base", 0, "pad_width", 3.0)) == "3.0"
    assert str(ledger.sized("base", 0, "pad_width", 5.0)) == "pad_width"


def test_a_length_is_as_exact_as_it_is_known() -> None:
    assert not Ledger(lengths=((5.0,), (), (), ())).is_length(0, 5.001)
    assert Ledger(lengths=((5.0,), (), (), ()), slack=0.002).is_length(0, 5.001)
    askew = Ledger(lengths=((), (), (), (4.0,))).askew()
    assert askew.nearest(0, 4.0002, 1e-3) == 4.0
    assert askew.nearest(1, 4.1, 1e-3) == 4.1


def test_half_of_a_millionth_is_kept() -> None:
    side = Ledger(lengths=((1.0,), (), ())).sized("pocket", 0, "pocket_length", 0.115865)
    assert str(Sum(number=-0.25).plus(side, 0.5)) == "-0.1920675"
    assert side.half() == "0.0579325"
