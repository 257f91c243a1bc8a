"""A small training run from nothing: programs by the procedural author, their views, and an untrained tiny model."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from zero_to_cad.dataset import Sample, make_sample, write_split
from zero_to_cad.errors import ConfigError, ProgramError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT
from zero_to_cad.synthesis import author
from zero_to_cad.training.config import TrainingConfig, preset
from zero_to_cad.training.tiny import build_tiny
from zero_to_cad.training.trainer import check_start

SAMPLES = 16
# Those that the author says in few words, so that a CPU learns them in minutes.
FAMILIES = ("pin_fin_sink", "gasket", "t_nut", "perforated_plate", "standoff", "helical_wheel")
DRAWN = 8


def tiny_settings(out: Path, resume: bool = False) -> TrainingConfig:
    """The settings of a tiny run in `out`, whose model and data are made in `OUT.start`, or were when it is resumed.

    Raises ConfigError under torchrun, where each process would make its own, and as `check_start` and `prepare_tiny`.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise ConfigError("The preset 'tiny' is for one process: start it without torchrun.")
    start = out.absolute().with_name(f"{out.name}.start")
    if not resume:
        check_start(preset("tiny"), out, resume)
        prepare_tiny(start)
    return _settings(start, 0)


def prepare_tiny(folder: Path, seed: int = 0) -> TrainingConfig:
    """Make `folder/data` and `folder/model`, whole or not at all, and return the preset "tiny" with their paths in it.

    Raises ConfigError when the folder exists, SandboxUnavailable when programs cannot be run.
    """
    if folder.exists():
        raise ConfigError(f"{folder} exists: name a new folder for the tiny model and its data.")
    fresh = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    try:
        samples = tiny_samples(seed)
        write_split(fresh / "data", "train", samples)
        build_tiny(fresh / "model", [SYSTEM_PROMPT, USER_TEXT, *(sample.program for sample in samples)], seed)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return _settings(folder, seed)


def _settings(folder: Path, seed: int) -> TrainingConfig:
    config, data = preset("tiny"), str(folder / "data")
    return config.model_copy(
        update={
            "model": config.model.model_copy(update={"base": str(folder / "model")}),
            "data": config.data.model_copy(update={"train": data, "validation": data}),
            "run": config.run.model_copy(update={"seed": seed}),
        }
    )


def tiny_samples(seed: int = 0, count: int = SAMPLES) -> list[Sample]:
    """The shortest programs among the first that the author writes for a seed, with their views; all different."""
    programs = {author(seed, index, family).program for family in FAMILIES for index in range(DRAWN)}
    samples: list[Sample] = []
    for program in sorted(programs, key=lambda text: (len(text), text)):
        try:
            samples.append(make_sample(program))
        except ProgramError:
            # About one in fifty of the author's programs gives no part.
            continue
        if len(samples) == count:
            return samples
    raise ConfigError(f"The author wrote only {len(samples)} programs that run, and {count} were asked for.")
