"""Programs written under the grammar parse, call what CadQuery has, and come to an end."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tiny_model

cadquery = pytest.importorskip("cadquery")
llguidance = pytest.importorskip("llguidance")
torch = pytest.importorskip("torch")
from zero_to_cad.propose.constraint import constraints  # noqa: E402
from zero_to_cad.propose.grammar import METHODS, grammar  # noqa: E402

START = "import cadquery as cq\na = 1\n"
PROGRAM = """import cadquery as cq
import math

# plate
length = 40.0
points = [(1, 2), (-3, 4.5), (length / 2, -length / 2 + 3)]
angle = math.radians(30)

base = (
    cq.Workplane("XY")
    .box(length, 20, 5, centered=True)
    .faces(">Z")
    .workplane(offset=2)
    .pushPoints(points)
    .hole(3.4)
)
pin = cq.Workplane("XY", origin=(0, 0, 5)).circle(length / 2 - 1).extrude(-4)
body = base.union(pin.translate((0, 0, 1))).cut(cq.Workplane("XY").rect(2, 2).extrude(9))
result = body.edges("|Z").fillet(1.5)
"""


@cache
def tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_model.folder())


@cache
def known() -> Any:
    import llguidance.hf

    return llguidance.hf.from_tokenizer(tokenizer())


def accepts(program: str) -> bool:
    matcher = llguidance.LLMatcher(known(), llguidance.LLMatcher.grammar_from_lark(grammar()))
    assert not matcher.is_error(), matcher.get_error()
    tokens = tokenizer().encode(program)
    return bool(matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting())


@pytest.mark.parametrize("program", [PROGRAM, tiny_model.PROGRAM])
def test_programs_that_people_write(program: str) -> None:
    assert accepts(program)


def test_a_program_of_this_repository() -> None:
    assert accepts((Path(__file__).parents[1] / "programs" / "disc.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "program",
    [
        "Here is the program.",
        "```python\nimport cadquery as cq\n",
        "import cadquery as cq\nimport os\nresult = a\n",
        f"{START}if = 3\nresult = a\n",
        f"{START}cq = 3\nresult = a\n",
        f"{START}b = 007\nresult = a\n",
        f"{START}result = a.frobnicate(1)\n",
        f"{START}result = a.box(1)\n",
        f"{START}result = a.box(1, 2, 3, clean=True, clean=False)\n",
        f"{START}result = a.box(1, 2, 3, colour=1)\n",
        f"{START}result = a.exportStl(1)\n",
        f"{START}b = 2\n",
    ],
)
def test_what_is_no_program(program: str) -> None:
    assert not accepts(program)


def test_every_method_is_cadquerys() -> None:
    for name in METHODS:
        assert callable(getattr(cadquery.Workplane, name))


def written(seed: int, limit: int) -> tuple[str, int]:
    """A program by a model that knows nothing at all, and the number of its tokens."""
    constraint = constraints(tokenizer(), len(tokenizer()))()
    generator = torch.Generator().manual_seed(seed)
    tokens: list[int] = []
    for left in range(limit, 0, -1):
        logits = constraint.mask(torch.randn(len(tokenizer()), generator=generator), left)
        token = int(torch.multinomial(torch.softmax(logits, -1), 1, generator=generator))
        if token == tokenizer().eos_token_id:
            break
        constraint.accept(token)
        tokens.append(token)
    return tokenizer().decode(tokens), len(tokens)


@pytest.mark.parametrize("seed", range(8))
def test_random_words_within_the_grammar(seed: int) -> None:
    limit = 220 + 60 * seed
    program, tokens = written(seed, limit)
    assert tokens < limit
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "Workplane":
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "math":
                continue
            method = getattr(cadquery.Workplane, node.func.attr)
            inspect.signature(method).bind(None, *node.args, **{each.arg or "": 0 for each in node.keywords})
