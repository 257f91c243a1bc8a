"""The settings of a training run: a TOML file, read and checked before anything else happens."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zero_to_cad.errors import ConfigError, UnreadableError

PRESETS = ("published", "tiny")

Count = Annotated[int, Field(ge=1)]
CountOrNone = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """A table of the file: unknown keys are refused, values stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Model(Section):
    """What is trained. base: a folder or a name on the hub. lora_rank: 0 trains all weights."""

    base: str
    attention_dropout: Share = 0.1
    lora_rank: CountOrNone = 0
    lora_alpha: Count = 32


class Data(Section):
    """What it is trained on: see `dataset.open_split` for what train and validation may name.

    max_length: tokens of prompt, program and end token; longer samples are left out. check_pictures: rows, spread
    evenly, whose pictures are decoded before training. streamed_samples: how many a set on the hub holds.
    """

    train: str
    train_split: str = "train"
    streamed_samples: CountOrNone = 0
    validation: str = ""
    validation_split: str = "validation"
    max_length: Count = 4096
    check_pictures: Count = 256


class Optimiser(Section):
    """AdamW under a cosine with warm-up. batch: samples a step over all processes. warmup: share of all steps."""

    epochs: Positive = 3.0
    batch: Count = 16
    learning_rate: Positive = 1e-4
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    warmup: Share = 0.03
    max_grad_norm: Positive = 1.0


class Run(Section):
    """How it is run. micro_batch: samples a process holds at once. save_every: steps between checkpoints."""

    seed: CountOrNone = 0
    micro_batch: Count = 1
    precision: Literal["bf16", "fp32"] = "bf16"
    gradient_checkpointing: bool = False
    fsdp: bool = False
    workers: CountOrNone = 2
    save_every: Count = 1000
    # One that is being written may be lost with the process, so never fewer than two.
    keep: Annotated[int, Field(ge=2)] = 2


class Evaluation(Section):
    """Programs generated, run and scored during training. every: steps, 0 for only at the end."""

    every: CountOrNone = 0
    samples: Count = 64
    batch: Count = 8
    max_new_tokens: Count = 2048


class TrainingConfig(Section):
    """A whole file."""

    model: Model
    data: Data
    optimiser: Optimiser = Optimiser()
    run: Run = Run()
    evaluation: Evaluation = Evaluation()


def read_config(path: Path | str) -> TrainingConfig:
    """The settings in a TOML file. Raises UnreadableError when it cannot be read, ConfigError that names a bad key."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path} cannot be read: {error}.") from error
    return _parse(text, str(path))


def preset(name: str) -> TrainingConfig:
    """The settings that come with the package under a name of PRESETS. Raises ConfigError for any other."""
    return _parse(preset_text(name), name)


def preset_text(name: str) -> str:
    """The file of a preset, with its comments. Raises ConfigError for an unknown name."""
    if name not in PRESETS:
        raise ConfigError(f"There is no preset {name!r}: use one of {', '.join(PRESETS)}.")
    return files(__package__).joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")


def _parse(text: str, name: str) -> TrainingConfig:
    try:
        return TrainingConfig.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}.") from error
