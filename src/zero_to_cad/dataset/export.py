"""One row as files that other programs open."""

from __future__ import annotations

import json
from pathlib import Path

from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import VIEWS
from zero_to_cad.folder import whole_folder

FILES = ("program.py", "part.step", "part.stl", "sample.json", *(f"view_{number}.png" for number in range(VIEWS)))


def export(sample: Sample, folder: Path | str, force: bool = False) -> None:
    """Write the row's files into a new folder, whole or not at all; what the row lacks is left out.

    Raises ConfigError when the folder is there (without `force`) or cannot be written.
    """
    numbers = {
        "uuid": sample.uuid,
        "num_faces": sample.num_faces,
        "cadquery_ops_count": sample.ops_count,
        "cadquery_ops_json": sample.ops_json,
        "face_latency_ms": sample.face_latency_ms,
        "ops_latency_ms": sample.ops_latency_ms,
    }
    files = {
        "program.py": sample.program.encode(),
        "part.step": sample.step,
        "part.stl": sample.stl,
        "sample.json": (json.dumps(numbers, indent=2, ensure_ascii=False) + "\n").encode(),
        **{f"view_{number}.png": data for number, data in enumerate(sample.images)},
    }
    with whole_folder(folder, FILES, force) as fresh:
        for name, data in files.items():
            if data:
                (fresh / name).write_bytes(data)
