"""A small training run from nothing: sixteen short programs, their views, and an untrained tiny model."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np

from zero_to_cad.dataset import Sample, make_sample, write_split
from zero_to_cad.errors import ConfigError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT
from zero_to_cad.training.config import TrainingConfig, preset
from zero_to_cad.training.tiny import build_tiny
from zero_to_cad.training.trainer import check_start

# The procedural author's programs are longer than what a CPU learns by heart in minutes.
HEAD = """import cadquery as cq

length, width, height, bore = {}, {}, {}, {}
"""
SHAPES = (
    'result = cq.Workplane("XY").box(length, width, height).faces(">Z").workplane().hole(bore)',
    'result = cq.Workplane("XY").ellipse(length, width).circle(bore).extrude(height)',
    'result = cq.Workplane("XY").box(length, length, width).faces(">Z").workplane().circle(bore).extrude(height)',
    'result = cq.Workplane("XZ").polyline([(0, 0), (length, 0), (bore, width)]).close().extrude(height)',
)


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
    """Make `folder/data`, its parts as STEP files in `folder/parts`, and an untrained `folder/model`; all or nothing.

    Returns the preset "tiny" with their paths in it.

    Raises ConfigError when the folder exists, SandboxUnavailable when programs cannot be run.
    """
    if folder.exists():
        raise ConfigError(f"{folder} exists: name a new folder for the tiny model and its data.")
    fresh = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    try:
        samples = tiny_samples(seed)
        write_split(fresh / "data", "train", samples)
        (fresh / "parts").mkdir()
        for number, sample in enumerate(samples):
            (fresh / "parts" / f"part_{number:02}.step").write_bytes(sample.step)
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


def tiny_samples(seed: int = 0) -> list[Sample]:
    """Sixteen parts, four of each shape, with their programs and views."""
    rng = np.random.default_rng(seed)
    samples = []
    for shape in SHAPES:
        # Four sizes each, so that no two parts of a shape look alike.
        for length in (20, 40, 60, 80):
            width, height = (int(rng.integers(2, 9)) * 10 for _ in range(2))
            bore = int(rng.integers(2, 5)) * min(length, width) // 10
            samples.append(make_sample(HEAD.format(length, width, height, bore) + shape + "\n"))
    return samples
