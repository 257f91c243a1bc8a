from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.errors import ConfigError, ProgramError
from zero_to_cad.program import parse

SOURCE = """import cadquery as cq
import math

# The plate.
length, width = 80.0, -60  # mm
größe: float = 5.0  # Dicke; é
half = width / 2
count = 6
angle = math.radians(30)
label = "a = 3"
flag = True
step = 1
step = 2
for index in range(3):
    pass
result = cq.Workplane().box(length, half, größe)
"""


def test_parameters_are_top_level_numbers_bound_once() -> None:
    found = parse(SOURCE).parameters
    assert [(p.name, p.value, p.line, p.derived) for p in found] == [
        ("length", 80.0, 5, False),
        ("width", -60.0, 5, False),
        ("größe", 5.0, 6, False),
        ("half", -30.0, 7, True),
        ("count", 6.0, 8, False),
        ("angle", pytest.approx(0.5235987755982988), 9, True),
    ]
    assert [p.comment for p in found] == ["mm", "mm", "Dicke; é", "", "", ""]


def test_only_the_literals_change() -> None:
    changed = parse(SOURCE).with_parameters({"length": 100, "width": 7.5, "größe": -0.5, "count": 8})
    expected = SOURCE.replace("80.0, -60", "100.0, 7.5").replace("= 5.0", "= -0.5").replace("count = 6", "count = 8")
    assert changed.source == expected
    assert changed.parameters[3].value == 3.75


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    source = newline.join(["# one", "a = 1", "", "b = (", "  2.5)  # two"])
    changed = parse(source).with_parameters({"a": 3, "b": 4})
    assert changed.source == source.replace("a = 1", "a = 3").replace("2.5", "4.0")
    assert changed.parameters[1].comment == "two"


@given(
    st.dictionaries(
        st.sampled_from(["length", "width", "größe", "count"]),
        st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9),
    )
)
def test_what_is_set_is_what_is_read(values: dict[str, float]) -> None:
    program = parse(SOURCE)
    changed = program.with_parameters(values)
    read = {parameter.name: parameter.value for parameter in changed.parameters}
    assert read | values == read
    assert [call.args for call in changed.calls] == [call.args for call in program.calls]
    assert changed.source.count("\n") == SOURCE.count("\n")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"depth": 3}, "no parameter 'depth'; it has length, width"),
        ({"half": 3}, "computed from other parameters"),
        ({"length": float("nan")}, "finite"),
    ],
)
def test_what_cannot_be_set_is_said(values: dict[str, float], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        parse(SOURCE).with_parameters(values)


@pytest.mark.parametrize(
    "expression", ["9**9**9**9", "1 / 0", "(-1) ** 0.5", "1e999", "1j", "f(2)", "10 ** 400", "[1]"]
)
def test_what_has_no_plain_value_is_no_parameter(expression: str) -> None:
    assert parse(f"a = {expression}").parameters == ()


@given(st.text() | st.text(alphabet="()[]{}:=.,'\"\\\n\t #ab1*-+@\x00\r"))
def test_any_text_is_a_program_or_a_syntax_error(source: str) -> None:
    try:
        program = parse(source)
    except ProgramError as error:
        kind = error.kind
    else:
        kind = "syntax" if program.source == source else "runtime"
    assert kind == "syntax"


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "-" * 100_000 + "1",
        "a" + ".b()" * 50_000,
        "x = " + "1 + " * 50_000 + "1",
        "#" * (1 << 21),
        "a\x00b",
    ],
    ids=["brackets", "signs", "chain", "sum", "long", "null"],
)
def test_monsters_are_syntax_errors(source: str) -> None:
    with pytest.raises(ProgramError) as caught:
        parse(source)
    assert caught.value.kind == "syntax"
