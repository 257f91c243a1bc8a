"""The procedural author: what it writes, and that it writes the same everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zero_to_cad.program import check, parse
from zero_to_cad.sandbox import Success, shared
from zero_to_cad.synthesis import FAMILIES, author


def test_there_are_many_families() -> None:
    assert len(FAMILIES) >= 40


def test_the_same_seed_and_index_give_the_same_program_in_another_process() -> None:
    code = (
        "import hashlib\nfrom zero_to_cad.synthesis import author\n"
        "print(hashlib.sha256(''.join(author(7, i).program for i in range(50)).encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment("12345")
    )
    here = hashlib.sha256("".join(author(7, i).program for i in range(50)).encode()).hexdigest()
    assert done.stdout.strip() == here


def test_another_seed_or_index_gives_another_program() -> None:
    programs = {author(seed, index).program for seed in range(3) for index in range(100)}
    assert len(programs) == 300


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_programs_are_in_the_published_style(family: str) -> None:
    for index in range(6):
        written = author(3, index, family)
        assert written.family == family
        check(written.program)
        program = parse(written.program)
        lines = written.program.splitlines()
        first_body = next(i for i, line in enumerate(lines) if "cq.Workplane" in line)
        dimensions = [p for p in program.parameters if p.name not in ("step",)]
        assert len(dimensions) >= 4
        assert all(parameter.line <= first_body for parameter in dimensions)
        assert lines[-1].startswith("result = ")
        assert program.named_share > 0.5
        assert len(program.calls) >= 5


def test_programs_are_laid_out_as_ruff_lays_them_out(tmp_path: Path) -> None:
    for family in FAMILIES:
        for index in range(4):
            (tmp_path / f"{family}_{index}.py").write_text(author(5, index, family).program)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "--check", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_topology_varies_within_a_family() -> None:
    shapes = {
        tuple(call.function for call in parse(author(1, index, "base_plate").program).calls) for index in range(40)
    }
    assert len(shapes) > 15


def test_programs_run() -> None:
    outcomes = [shared().run(author(11, index).program) for index in range(12)]
    good = [outcome for outcome in outcomes if isinstance(outcome, Success) and (outcome.measures.faces or 0) >= 7]
    assert len(good) >= 11


def _environment(hash_seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": hash_seed}
