from __future__ import annotations

from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError, UnreadableError
from zero_to_cad.training import PRESETS, check_start, preset, preset_text, read_config


def test_the_published_settings_are_those_of_the_card() -> None:
    config = preset("published")
    assert config.model.base == "Qwen/Qwen3-VL-2B-Instruct"
    assert (config.model.attention_dropout, config.model.lora_rank) == (0.1, 0)
    optimiser = config.optimiser
    assert (optimiser.epochs, optimiser.batch, optimiser.learning_rate) == (3, 16, 1e-4)
    assert (optimiser.weight_decay, optimiser.warmup) == (0, 0.03)
    assert (config.data.max_length, config.data.streamed_samples) == (4096, 979633)
    assert config.run.precision == "bf16"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_file_to_start_from(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(preset_text(name))
    assert read_config(path) == preset(name)


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("epochs = 3", "epoch = 3", "optimiser.epoch: extra inputs"),
        ("epochs = 3", "epochs = -1", "optimiser.epochs: input should be greater than 0"),
        ("keep = 2", "keep = 1", "run.keep"),
        ('precision = "bf16"', 'precision = "fp16"', "run.precision"),
        ("[data]", "[data", "is not TOML"),
    ],
)
def test_a_bad_key_is_named(old: str, new: str, trouble: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(preset_text("published").replace(old, new))
    with pytest.raises(ConfigError, match=trouble):
        read_config(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"none\.toml"):
        read_config(tmp_path / "none.toml")


def test_an_unknown_preset() -> None:
    with pytest.raises(ConfigError, match="published, tiny"):
        preset("huge")


def test_where_a_run_may_start(tmp_path: Path) -> None:
    config = preset("published")
    out = tmp_path / "out"
    check_start(config, out, False)
    check_start(config, out, True)
    (out / "run").mkdir(parents=True)
    with pytest.raises(ConfigError, match="exists"):
        check_start(config, out, False)
    (out / "run" / "settings.json").write_text(config.model_dump_json())
    check_start(config, out, True)
    other = config.model_copy(update={"optimiser": config.optimiser.model_copy(update={"batch": 8})})
    with pytest.raises(ConfigError, match=r"begun with optimiser\.batch = 16, not 8"):
        check_start(other, out, True)
    (out / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="finished"):
        check_start(config, out, True)
