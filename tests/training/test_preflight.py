from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from samples import PROGRAM, sample, settings

from zero_to_cad.dataset import Sample
from zero_to_cad.errors import InputError, UnreadableError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT
from zero_to_cad.training import build_tiny, prepare


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny", [PROGRAM, SYSTEM_PROMPT])


def test_good_data(tiny: Path, tmp_path: Path) -> None:
    prepared = prepare(settings(tiny, tmp_path / "data", [sample(number) for number in range(5)]))
    assert prepared.steps == 4
    assert "5 samples" in prepared.notes[0]
    assert [prepared.train[index].uuid for index in range(5)] == [f"sample-{index}" for index in range(5)]


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        ({"program": "result = (1,\n"}, r"row 2 \(sample-2\) holds a program with a mistake: syntax \(line 1\)"),
        ({"program": "  \n"}, r"row 2 \(sample-2\) holds no program"),
        ({"program": PROGRAM + "# <|im_end|>\n"}, r"row 2 \(sample-2\) holds the special token <\|im_end\|>"),
        ({"images": sample(2, size=64).images}, r"row 2: Picture image_0 of sample sample-2 is 64 x 64"),
    ],
)
def test_a_bad_row_is_named(tiny: Path, tmp_path: Path, bad: dict[str, object], trouble: str) -> None:
    samples = [sample(0), sample(1), replace(sample(2), **bad), sample(3)]  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"^1 of 4 rows cannot be trained on: {trouble}"):
        prepare(settings(tiny, tmp_path / "data", samples))


def test_many_bad_rows_are_counted(tiny: Path, tmp_path: Path) -> None:
    samples = [replace(sample(number), program="") for number in range(5)]
    with pytest.raises(InputError, match=r"5 of 5 rows .* and 2 more"):
        prepare(settings(tiny, tmp_path / "data", samples))


def test_long_samples_are_left_out_whole(tiny: Path, tmp_path: Path) -> None:
    long = Sample(uuid="long", program=PROGRAM * 40, images=sample(0).images)
    prepared = prepare(settings(tiny, tmp_path / "data", [sample(0), long, sample(1)]))
    assert [prepared.train[index].uuid for index in range(len(prepared.train))] == ["sample-0", "sample-1"]
    assert "1 left out" in prepared.notes[0]


def test_nothing_left(tiny: Path, tmp_path: Path) -> None:
    long = Sample(uuid="long", program=PROGRAM * 40, images=sample(0).images)
    with pytest.raises(InputError, match="No row is left"):
        prepare(settings(tiny, tmp_path / "data", [long]))


def test_a_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableError, match="holds no processor"):
        prepare(settings(tmp_path / "empty", tmp_path / "data", [sample(0)]))
