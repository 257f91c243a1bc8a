"""The published schema of the Zero-To-CAD datasets: columns, types and the layout of a dataset's folder.

A dataset's folder holds `data/train/*.parquet`, `data/val/*.parquet` (the split named "validation"),
`data/test/*.parquet` and a card, `README.md`. The columns are those of the dataset cards of ADSKAILab/Zero-To-CAD-1m
and -100k; the width of their integers and floats is not public, so 64 bits are written and any are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zero_to_cad.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow

VIEWS = 8
IMAGES = tuple(f"image_{number}" for number in range(VIEWS))
COLUMNS = (
    "uuid",
    "cadquery_file",
    "num_faces",
    "cadquery_ops_json",
    "cadquery_ops_count",
    "num_renders",
    *IMAGES,
    "stl_file",
    "step_file",
    "face_latency_ms",
    "ops_latency_ms",
)
# From a split's name to its folder's.
SPLITS = {"train": "train", "validation": "val", "test": "test"}


def arrow_schema() -> pyarrow.Schema:
    """The schema as pyarrow knows it. Pictures are plain PNG bytes, as in the published files."""
    pa = arrow()
    types = {
        "uuid": pa.string(),
        "num_faces": pa.int64(),
        "cadquery_ops_json": pa.string(),
        "cadquery_ops_count": pa.int64(),
        "num_renders": pa.int64(),
        "face_latency_ms": pa.float64(),
        "ops_latency_ms": pa.float64(),
    }
    return pa.schema([(name, types.get(name, pa.binary())) for name in COLUMNS])


def split_folder(split: str) -> str:
    """The folder below `data/` of a split ("validation" or "val" alike). Raises ConfigError for any other."""
    if split in SPLITS:
        return SPLITS[split]
    if split in SPLITS.values():
        return split
    raise ConfigError(f"There is no split {split!r}: use one of {', '.join(SPLITS)}.")


def arrow() -> Any:
    """The module pyarrow. Raises ConfigError that says how to install it."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError("Reading and writing datasets needs pyarrow: pip install 'zero-to-cad[data]'.") from error
    return pyarrow
