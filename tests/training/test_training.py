from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from samples import PROGRAM, sample, settings
from transformers import Qwen3VLForConditionalGeneration

from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT
from zero_to_cad.training import TrainingConfig, build_tiny, loop, train
from zero_to_cad.training.checkpoint import MUST_HOLD, last_checkpoint
from zero_to_cad.training.config import Evaluation
from zero_to_cad.training.loading import load_processor
from zero_to_cad.training.trial import figures

KILLED = """
import os, signal, sys
from pathlib import Path
from zero_to_cad.training import TrainingConfig, train

def kill(line):
    if line["step"] == 3:
        os.kill(os.getpid(), signal.SIGKILL)

import torch
torch.set_num_threads(1)
train(TrainingConfig.model_validate_json(sys.argv[1]), Path(sys.argv[2]), told=kill)
"""


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    """Sums come out in one order, so that losses are equal to the last bit."""
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny", [PROGRAM, SYSTEM_PROMPT])


@pytest.fixture(scope="module")
def config(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainingConfig:
    data = tmp_path_factory.mktemp("data") / "set"
    return settings(tiny, data, [sample(number) for number in range(6)])


@pytest.fixture(scope="module")
def whole(config: TrainingConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing cut off."""
    return train(config, tmp_path_factory.mktemp("runs") / "whole").folder


def losses(out: Path) -> list[tuple[int, float]]:
    lines = [json.loads(line) for line in (out / "run" / "log.jsonl").read_text().splitlines()]
    return [(line["step"], line["loss"]) for line in lines]


def test_the_folder_is_whole_and_other_weights_came_out(whole: Path, tiny: Path) -> None:
    assert {path.name for path in whole.iterdir()} == {"model.safetensors", "run", *MUST_HOLD}
    model, about = Qwen3VLForConditionalGeneration.from_pretrained(whole, output_loading_info=True)
    assert not about["missing_keys"]
    before = Qwen3VLForConditionalGeneration.from_pretrained(tiny)
    assert not torch.equal(model.lm_head.weight, before.lm_head.weight)
    assert not torch.equal(model.model.visual.patch_embed.proj.weight, before.model.visual.patch_embed.proj.weight)
    assert load_processor(whole).tokenizer.get_vocab() == load_processor(tiny).tokenizer.get_vocab()


def test_every_step_is_logged(whole: Path) -> None:
    assert [step for step, _ in losses(whole)] == [1, 2, 3, 4, 5]
    assert losses(whole)[-1][1] < losses(whole)[0][1]


def test_a_run_killed_by_the_system_goes_on_as_if_nothing_had_happened(
    config: TrainingConfig, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "killed"
    command = [sys.executable, "-c", KILLED, config.model_dump_json(), str(out)]
    ended = subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False).returncode
    assert ended == -signal.SIGKILL
    assert [step for step, _ in losses(out)] == [1, 2, 3]
    with pytest.raises(ConfigError, match="exists"):
        train(config, out)
    train(config, out, resume=True)
    assert losses(out) == losses(whole)
    assert (out / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()


def test_micro_batches_and_gradient_checkpointing_change_memory_alone(config: TrainingConfig, tmp_path: Path) -> None:
    still = config.model_copy(update={"model": config.model.model_copy(update={"attention_dropout": 0.0})})
    found: list[list[float]] = []
    for changes in ({"micro_batch": 1}, {"micro_batch": 2, "gradient_checkpointing": True}):
        run = still.run.model_copy(update={**changes, "save_every": 100})
        out = train(still.model_copy(update={"run": run}), tmp_path / str(len(found))).folder
        found.append([loss for _, loss in losses(out)])
    assert found[0] == pytest.approx(found[1], abs=1e-4)


def test_weights_are_not_said_to_be_shared_out_where_they_are_not(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    shared = config.model_copy(update={"run": config.run.model_copy(update={"fsdp": True})})
    with pytest.raises(ConfigError, match="between GPUs"):
        train(shared, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_evaluations_are_logged_and_the_best_step_is_kept(config: TrainingConfig, tmp_path: Path) -> None:
    """Eight tokens are no program, so that every evaluation is worth 0 and the first one stays the best."""
    watched = config.model_copy(
        update={
            "data": config.data.model_copy(update={"validation": config.data.train, "validation_split": "train"}),
            "evaluation": Evaluation(every=2, samples=3, batch=2, max_new_tokens=8),
        }
    )
    heard: list[Any] = []
    trained = train(watched, tmp_path / "out", told=heard.append)
    assert [line["step"] for line in heard if "eval_iou" in line] == [2, 4, 5]
    assert [line["step"] for line in heard if "loss" in line] == [1, 2, 3, 4, 5]
    assert trained.best_step == 2
    assert trained.figures == {"samples": 3, "success": 0, "iou": 0, "iou_of_successes": 0, "alike": 0}
    assert not list((tmp_path / "out" / "run").glob(".*"))


def test_a_better_step_takes_the_place_of_the_best(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ious = iter((0.2, 0.6, 0.4))
    monkeypatch.setattr(loop, "figures", lambda tried: {**figures(tried), "iou": next(ious)})
    watched = config.model_copy(
        update={
            "data": config.data.model_copy(update={"validation": config.data.train, "validation_split": "train"}),
            "evaluation": Evaluation(every=2, samples=1, max_new_tokens=8),
        }
    )
    trained = train(watched, tmp_path / "out")
    assert (trained.best_step, trained.figures["iou"]) == (4, 0.6)
    name = "model.language_model.layers.0.mlp.up_proj.weight"
    kept, fourth, fifth = (
        load_file(trained.folder / folder / "model.safetensors")[name]
        for folder in ("", "run/checkpoint-4", "run/checkpoint-5")
    )
    assert torch.equal(kept, fourth)
    assert not torch.equal(kept, fifth)


def test_lora_is_merged_into_a_model_like_any_other(config: TrainingConfig, tiny: Path, tmp_path: Path) -> None:
    lora = config.model_copy(update={"model": config.model.model_copy(update={"lora_rank": 4})})
    out = train(lora, tmp_path / "lora").folder
    model, about = Qwen3VLForConditionalGeneration.from_pretrained(out, output_loading_info=True)
    assert not about["missing_keys"]
    assert not about["unexpected_keys"]
    before = Qwen3VLForConditionalGeneration.from_pretrained(tiny)
    changed = {
        name
        for (name, one), (_, other) in zip(model.named_parameters(), before.named_parameters(), strict=True)
        if not torch.equal(one, other)
    }
    assert changed
    assert all("language_model.layers" in name and "proj" in name for name in changed)


def test_a_batch_that_cannot_be_shared_is_refused(config: TrainingConfig, tmp_path: Path) -> None:
    odd = config.model_copy(update={"run": config.run.model_copy(update={"micro_batch": 3})})
    with pytest.raises(ConfigError, match=r"optimiser\.batch 2 cannot be shared by 1 processes"):
        train(odd, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path) is None
    for step in (8, 9, 10):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        (folder / "rng_state.pth").write_bytes(b"")
        (folder / "trainer_state.json").write_text("{}" if step < 10 else '{"global_st')
    (tmp_path / "checkpoint-9" / "rng_state.pth").unlink()
    found = last_checkpoint(tmp_path)
    assert found is not None
    assert found.name == "checkpoint-8"
