"""Chains of calls laid out."""

from __future__ import annotations

from zero_to_cad.fit.layout import statement


class Chain:
    """Counts the calls of a chain."""

    def __init__(self, calls: int = 0) -> None:
        self.calls = calls

    def to(self, number: int) -> Chain:
        assert number == self.calls
        return Chain(self.calls + 1)


def test_a_chain_too_long_for_python_is_several_statements() -> None:
    lines = statement("outline", ["Chain()", *(f".to({k})" for k in range(3000))])
    names: dict[str, object] = {"Chain": Chain}
    exec("\n".join(lines), names)
    assert isinstance(names["outline"], Chain)
    assert names["outline"].calls == 3000


def test_a_chain_is_one_statement() -> None:
    assert statement("a", ["Chain()", ".to(0)"]) == ["a = Chain().to(0)"]
