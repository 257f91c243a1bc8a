"""What a sample looks like as a vector of numbers, for telling samples alike from others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import IMAGES, VIEWS
from zero_to_cad.errors import ConfigError

Floats = npt.NDArray[np.float32]
Embed = Callable[[Sequence[Sample]], Floats]

CELLS = 8
BACKGROUND = 250
# How much the shape's numbers weigh beside the pictures.
SIGNATURE_WEIGHT = 2.0
SIGNATURE = 6


def signature(stl: bytes) -> npt.NDArray[np.float64]:
    """Six numbers of a binary STL that do not change when the shape is turned, mirrored, moved or scaled: (6,).

    Logarithms of, each over a power of the volume that takes away its unit: the roots of the three principal second
    moments; the area; the largest distance from the centroid; and the cube root of the mean third power of the
    triangles' distances from it, weighted by area. Zeros where the bytes are no closed shape.
    """
    triangles = stl_triangles(stl)
    if not len(triangles):
        return np.zeros(SIGNATURE)
    a, b, c = np.moveaxis(triangles - triangles.mean(axis=(0, 1)), 1, 0)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    determinants = np.einsum("ij,ij->i", a, np.cross(b, c))
    volume = abs(determinants.sum()) / 6
    if volume <= 0 or areas.sum() <= 0:
        return np.zeros(SIGNATURE)
    centroid = np.einsum("i,ij->j", determinants, a + b + c) / 24 / (determinants.sum() / 6)
    a, b, c = a - centroid, b - centroid, c - centroid
    # Tonon 2005, as in part.measures.
    second = sum(np.einsum("i,ij,ik->jk", determinants, p, p) for p in (a, b, c, a + b + c)) / 120
    moments = np.linalg.eigvalsh(second * np.sign(determinants.sum()))
    length = volume ** (1 / 3)
    distances = np.linalg.norm(a + b + c, axis=1) / 3
    return np.concatenate(
        [
            np.log(np.sqrt(np.maximum(moments, 1e-30) / volume) / length),
            [
                np.log(areas.sum() / length**2),
                np.log(np.linalg.norm(np.concatenate([a, b, c]), axis=1).max() / length),
                np.log(np.cbrt((areas * distances**3).sum() / areas.sum()) / length),
            ],
        ]
    )


def stl_triangles(data: bytes) -> npt.NDArray[np.float64]:
    """The corners of a binary STL's triangles, (n, 3, 3); none where the bytes are no binary STL."""
    count = int.from_bytes(data[80:84], "little")
    if len(data) < 84 or len(data) != 84 + 50 * count:
        return np.empty((0, 3, 3))
    records = np.frombuffer(data, dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")], offset=84)
    return records["corners"].astype(np.float64)


def silhouettes_and_shape(samples: Sequence[Sample]) -> Floats:
    """The embedding that needs no download, (n, 8 x 64 + 6): for each view the share of the part's pixels and their
    darkness in 8 x 8 cells, and the shape's `signature`."""
    return np.stack([_looks(sample) for sample in samples]).astype(np.float32)


def _looks(sample: Sample) -> npt.NDArray[np.float64]:
    views = []
    for view in range(min(VIEWS, len(sample.images))):
        grey = sample.pixels(view).min(axis=-1)
        darkness = np.where(grey <= BACKGROUND, 1.0 - grey / 510.0, 0.0)
        height, width = (side - side % CELLS for side in darkness.shape)
        blocks = darkness[:height, :width].reshape(CELLS, height // CELLS, CELLS, width // CELLS)
        views.append(blocks.mean(axis=(1, 3)).ravel())
    pictures = np.zeros(VIEWS * CELLS * CELLS)
    if views:
        flat = np.concatenate(views)
        pictures[: len(flat)] = flat
    return np.concatenate([pictures, SIGNATURE_WEIGHT * signature(sample.stl)])


def needed_columns(name: str) -> tuple[str, ...]:
    """The columns that an embedding looks at."""
    return (*IMAGES, "stl_file") if name == "shape" else IMAGES


def embedding(name: str) -> Embed:
    """`shape`: `silhouettes_and_shape`. `transformers:PATH`: a vision model such as DINOv3 in a local folder, the mean
    over the views of its pooled output, of length 1.

    Raises ConfigError for other names, or where the folder or the library is not there.
    """
    kind, _, path = name.partition(":")
    if kind == "shape" and not path:
        return silhouettes_and_shape
    if kind == "transformers" and path:
        return _transformers(path)
    raise ConfigError(f"There is no embedding {name!r}: use 'shape' or 'transformers:PATH'.")


def _transformers(path: str) -> Embed:
    try:
        import torch
        from PIL import Image
        from transformers import AutoImageProcessor, AutoModel
    except ImportError as error:
        raise ConfigError("Embedding with a model needs transformers: pip install 'zero-to-cad[vlm]'.") from error
    try:
        processor: Any = AutoImageProcessor.from_pretrained(path)
        model: Any = AutoModel.from_pretrained(path, dtype=torch.float32).eval()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} holds no vision model: {str(error).splitlines()[0]}") from error

    def embed(samples: Sequence[Sample]) -> Floats:
        rows = []
        for sample in samples:
            pictures = [Image.open(BytesIO(data)).convert("RGB") for data in sample.images]
            with torch.inference_mode():
                pooled = model(**processor(images=pictures, return_tensors="pt")).pooler_output
            mean = pooled.mean(dim=0).numpy()
            rows.append(mean / max(float(np.linalg.norm(mean)), 1e-12))
        return np.stack(rows).astype(np.float32)

    return embed
