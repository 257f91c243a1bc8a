"""The card of a dataset: README.md with the head that the hub and `datasets.load_dataset` read."""

from __future__ import annotations

import os
from pathlib import Path

from zero_to_cad.dataset.reading import LocalSplit, open_split
from zero_to_cad.dataset.schema import SPLITS
from zero_to_cad.errors import ConfigError

HEAD = """\
---
pretty_name: {title}
license: {licence}
tags: [cad, cadquery, code, 3d]
task_categories: [image-to-text, image-to-3d]
configs:
- config_name: default
  data_files:
{splits}
---

# {title}

CadQuery programs with what they make: eight views, STEP and STL. Columns and layout are those of
[ADSKAILab/Zero-To-CAD-1m](https://huggingface.co/datasets/ADSKAILab/Zero-To-CAD-1m).

| split | samples |
|---|---|
{counts}

```python
from io import BytesIO

from datasets import load_dataset
from PIL import Image

sample = load_dataset("{folder}", split="{first}")[0]
program = bytes(sample["cadquery_file"]).decode("utf-8")
view = Image.open(BytesIO(sample["image_0"]))
```

| column | type | what |
|---|---|---|
| `uuid` | string | the row's name |
| `cadquery_file` | binary | UTF-8 source; the part is left in `result`; mm |
| `num_faces` | int64 | faces of the B-rep |
| `cadquery_ops_json` | string | JSON list of `{{function, lineno, args, kwargs}}` |
| `cadquery_ops_count` | int64 | length of that list |
| `num_renders` | int64 | 8 |
| `image_0` .. `image_7` | binary | PNG, 256 x 256 RGB; text chunks name the view convention and the scale |
| `stl_file`, `step_file` | binary | the solid, in mm |
| `face_latency_ms`, `ops_latency_ms` | float64 | null: times would make the files differ from run to run |
"""


def write_card(folder: Path | str, title: str, licence: str = "other") -> Path:
    """Write `folder/README.md` for the splits that are there, and return its path.

    licence: a licence identifier of the hub, such as "apache-2.0". Raises ConfigError when there is no split or the
    file cannot be written.
    """
    folder = Path(folder)
    counts = {}
    for split, home in SPLITS.items():
        if (folder / "data" / home).is_dir():
            rows = open_split(folder, split)
            assert isinstance(rows, LocalSplit)
            counts[split] = len(rows)
    if not counts:
        raise ConfigError(f"{folder} holds no split yet: write one before the card.")
    text = HEAD.format(
        title=title,
        licence=licence,
        splits="\n".join(f"  - split: {name}\n    path: data/{SPLITS[name]}/*.parquet" for name in counts),
        counts="\n".join(f"| {name} | {count} |" for name, count in counts.items()),
        folder=folder.name,
        first=next(iter(counts)),
    )
    path = folder / "README.md"
    scratch = folder / f".README.{os.getpid()}"
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    return path
