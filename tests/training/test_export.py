from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pytest
from samples import sample

from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT
from zero_to_cad.training import TRAINERS, export_samples

SAMPLES = [sample(0), sample(1)]


def exported(folder: Path, trainer: str) -> list[dict[str, Any]]:
    assert export_samples(SAMPLES, folder, trainer) == 2
    return [json.loads(line) for line in (folder / "samples.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_pictures_are_those_of_the_sample_in_order(trainer: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for row, one in zip(exported(folder, trainer), SAMPLES, strict=True):
        assert [(folder / name).read_bytes() for name in row["images"]] == list(one.images)


@pytest.mark.parametrize("trainer", ["ms-swift", "llama-factory"])
def test_messages_hold_a_placeholder_a_picture(trainer: str, tmp_path: Path) -> None:
    for row, one in zip(exported(tmp_path / "out", trainer), SAMPLES, strict=True):
        system, user, assistant = row["messages"]
        assert system == {"role": "system", "content": SYSTEM_PROMPT}
        assert user == {"role": "user", "content": "<image>" * 8 + USER_TEXT}
        assert assistant == {"role": "assistant", "content": one.program}


def test_trl_gets_prompt_and_completion_apart(tmp_path: Path) -> None:
    for row, one in zip(exported(tmp_path / "out", "trl"), SAMPLES, strict=True):
        assert [message["content"] for message in row["prompt"]] == [SYSTEM_PROMPT, USER_TEXT]
        assert row["completion"] == [{"role": "assistant", "content": one.program}]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_within_the_folder_the_pictures_are_found(
    trainer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = exported(tmp_path / "out", trainer)
    monkeypatch.chdir(tmp_path / "out")
    pictures = datasets.List(datasets.Image())
    loaded = datasets.Dataset.from_list(rows).cast_column("images", pictures)
    assert [picture.size for picture in loaded[1]["images"]] == [(256, 256)] * 8


def test_llama_factory_finds_the_file(tmp_path: Path) -> None:
    exported(tmp_path / "out", "llama-factory")
    about = json.loads((tmp_path / "out" / "dataset_info.json").read_text())["zero_to_cad"]
    assert (tmp_path / "out" / about["file_name"]).is_file()


def test_nothing_half_written(tmp_path: Path) -> None:
    def broken() -> Any:
        yield SAMPLES[0]
        raise ConfigError("no more")

    with pytest.raises(ConfigError, match="no more"):
        export_samples(broken(), tmp_path / "out", "trl")
    assert not list(tmp_path.iterdir())


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="trl, ms-swift, llama-factory"):
        export_samples(SAMPLES, tmp_path / "out", "axolotl")
    with pytest.raises(ConfigError, match="exists"):
        export_samples(SAMPLES, tmp_path, "trl")
