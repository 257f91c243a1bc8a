"""Samples to train on, made without running anything, and settings for a run of a few steps."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from zero_to_cad.dataset import Sample, write_split
from zero_to_cad.training.config import TrainingConfig

PROGRAM = """import cadquery as cq

length = 40.0
width = 25.0
result = cq.Workplane("XY").box(length, width, 6.0)
"""
NAMES = ("length", "gap", "Höhe", "名", "wall_thickness")


def sample(number: int, size: int = 256) -> Sample:
    """A sample whose program and pictures are drawn from `number`."""
    rng = np.random.default_rng(number)
    lines = [f"{rng.choice(NAMES)}_{i} = {rng.uniform(0, 99):.{rng.integers(4)}f}" for i in range(rng.integers(1, 9))]
    pictures = []
    for _ in range(8):
        picture = Image.new("RGB", (size, size), "white")
        corners = np.sort(rng.integers(0, size, (2, 2)), axis=0).ravel().tolist()
        ImageDraw.Draw(picture).rectangle(corners, fill=(90, 90, 90))
        file = BytesIO()
        picture.save(file, format="PNG")
        pictures.append(file.getvalue())
    program = "\n".join(["import cadquery as cq", *lines, PROGRAM.splitlines()[-1]]) + "\n"
    return Sample(uuid=f"sample-{number}", program=program.replace("length, width", "9, 8"), images=tuple(pictures))


def settings(model: Path, data: Path, samples: list[Sample] | None = None, **changes: object) -> TrainingConfig:
    """Settings of a short run without evaluation; `data` is written when samples are given."""
    if samples is not None:
        write_split(data, "train", samples)
    run: dict[str, object] = {"micro_batch": 1, "precision": "fp32", "workers": 0, "save_every": 2, **changes}
    return TrainingConfig.model_validate(
        {
            "model": {"base": str(model), "attention_dropout": 0.1, "lora_rank": run.pop("lora_rank", 0)},
            "data": {"train": str(data), "max_length": 600, "check_pictures": 4},
            "optimiser": {"epochs": run.pop("epochs", 1.5), "batch": 2, "learning_rate": 1e-3},
            "run": run,
        }
    )
