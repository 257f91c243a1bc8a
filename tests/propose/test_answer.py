"""Programs are found in whatever a model wraps them in."""

from __future__ import annotations

import ast
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.answer import Answer, read_answer

BOX = "import cadquery as cq\n\nside = 10.0\n\nresult = cq.Workplane().box(side, side, side)\n"
DISC = "import cadquery as cq\n\nresult = cq.Workplane().circle(4).extrude(2)\n"


@pytest.mark.parametrize(
    "text",
    [
        BOX,
        f"\n\n{BOX}\n\n",
        BOX.replace("\n", "\r\n"),
        f"{BOX}<|im_end|>",
        f"```python\n{BOX}```",
        f"```\n{BOX}\n```\n",
        f"~~~py\n{BOX}~~~",
        f"  ```python\n{BOX}  ```",
        f"````python\n{BOX}````",
        f"Here it is:\n\n```python title=plate.py\n{BOX}```\n\nIt makes a cube.",
        f"First try:\n```python\n{DISC}```\nBetter:\n```python\n{BOX}```\n",
        f"```python\n{BOX}```\nInstall it:\n```bash\npip install cadquery\n```\n",
        f"<think>A ```python\n{DISC}``` perhaps?</think>\n{BOX}",
        f"It is a disc:\n{DISC}</think>\n\n```python\n{BOX}```",
        f"<reasoning>\ncube\n</reasoning><answer>\n{BOX}</answer>",
        f"<answer>```python\n{BOX}```</answer>",
        f"Here is the program.\n\n{BOX}",
        f"{BOX}\nThis makes a cube of ten millimetres, as asked.",
    ],
)
def test_a_whole_program(text: str) -> None:
    assert read_answer(text) == Answer(BOX)


def test_a_fence_inside_a_string_does_not_end_a_longer_one() -> None:
    program = 'import cadquery as cq\n\nnote = """\n```\n"""\nresult = cq.Workplane().box(1, 1, 1)\n'
    assert read_answer(f"````python\n{program}````").program == program


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (BOX[:70], BOX[:70].rstrip() + "\n"),
        (f"```python\n{BOX[:70]}", BOX[:70].rstrip() + "\n"),
        (f"```python\n{DISC}```\nBetter:\n```python\nimport cadq", DISC),
    ],
)
def test_what_was_cut_off_is_flagged(text: str, program: str) -> None:
    assert read_answer(text, truncated=True) == Answer(program, truncated=True)


def test_an_open_fence_or_tag_is_cut_off_whatever_the_model_says() -> None:
    assert read_answer(f"```python\n{BOX}").truncated
    assert read_answer(f"```python\n{BOX}```\n<think>but").truncated


@pytest.mark.parametrize("text", ["", "<think>Eight views of a", "The part is", "```python\n"])
def test_cut_off_before_a_program(text: str) -> None:
    with pytest.raises(ProposerError, match="cut off before") as caught:
        read_answer(text, truncated=True)
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry, I cannot tell what this shape is.",
        "Sorry",
        "This part should be modelled in CadQuery with care.",
        "```bash\npip install cadquery\n```",
        "```json\n{}\n```",
        "42",
        " \n",
    ],
)
def test_prose_is_refused(text: str) -> None:
    with pytest.raises(ProposerError) as caught:
        read_answer(text)
    assert caught.value.kind == "refused"


def test_prose_is_quoted_briefly() -> None:
    with pytest.raises(ProposerError, match=r"'I cannot\. I cannot\.") as caught:
        read_answer("I cannot.\n" * 1000)
    assert len(str(caught.value)) < 200


def test_code_with_a_mistake_is_still_an_answer() -> None:
    broken = BOX.replace("side)", "side")
    assert read_answer(broken).program == broken
    assert read_answer(f"```python\n{broken}```").program == broken


@given(st.text(max_size=400), st.booleans())
def test_any_text_is_read_or_refused(text: str, truncated: bool) -> None:
    with suppress(ProposerError):
        assert read_answer(text, truncated).program.strip()


@given(st.text(alphabet=st.characters(blacklist_characters="`~<>"), max_size=200))
def test_a_fenced_program_is_found_among_any_words(words: str) -> None:
    program = read_answer(f"{words}\n```python\n{BOX}```\n{words}").program
    assert ast.dump(ast.parse(program)) == ast.dump(ast.parse(BOX))
