"""Edits at places of the syntax tree."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.program.edits import Edit, Places, apply


def constants(source: str) -> list[ast.Constant]:
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def test_a_node_is_replaced_where_it_stands() -> None:
    source = 'x = ["ä", 1]  # one\r\ny = 2\n'
    places = Places(source)
    numbers = [node for node in constants(source) if isinstance(node.value, int)]
    assert [places.text(node) for node in numbers] == ["1", "2"]
    assert apply(source, [places.replace(node, "30") for node in numbers]) == 'x = ["ä", 30]  # one\r\ny = 30\n'


def test_lines_are_removed_whole() -> None:
    places = Places("a = 1\nb = 2\nc = 3")
    assert apply(places.source, [places.remove_lines(2, 3)]) == "a = 1\n"
    assert apply(places.source, [places.remove_lines(1, 1)]) == "b = 2\nc = 3"


def test_two_texts_at_one_place_keep_their_order() -> None:
    assert apply("ad", [Edit(1, 1, "b"), Edit(1, 1, "c")]) == "abcd"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_counts(end: str) -> None:
    source = f"a = 1{end}b = 22{end}"
    places = Places(source)
    assert [places.text(node) for node in constants(source)] == ["1", "22"]


@given(st.lists(st.tuples(st.text(alphabet="aäzß", min_size=1, max_size=3), st.integers(0, 999)), min_size=1))
def test_replacing_by_the_same_text_changes_nothing(lines: list[tuple[str, int]]) -> None:
    source = "\n".join(f"{name} = ('{name}', {value})" for name, value in lines)
    places = Places(source)
    assert apply(source, [places.replace(node, places.text(node)) for node in constants(source)]) == source
