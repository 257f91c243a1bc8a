"""Programs that must not change unseen. After a wanted change run python tests/fit/test_golden_programs.py and
read the difference."""

from __future__ import annotations

import pytest
from bodies import EXAMPLES, GOLDEN

from zero_to_cad.fit import explain
from zero_to_cad.part import read

NAMES = ("base_plate", "mounting_plate")


def program(name: str) -> str:
    return next(explain(read(EXAMPLES / f"{name}.step"), 300.0)).program


@pytest.mark.parametrize("name", NAMES)
def test_the_first_program_is_the_golden_one(name: str) -> None:
    assert program(name) == (GOLDEN / f"{name}.py").read_text()


if __name__ == "__main__":
    for example in NAMES:
        (GOLDEN / f"{example}.py").write_text(program(example))
