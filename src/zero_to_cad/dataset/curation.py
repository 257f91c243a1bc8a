"""From many samples to fewer that are all different: duplicates out, then the samples nearest to cluster centres."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zero_to_cad.dataset.embedding import Embed, embedding, needed_columns, signature
from zero_to_cad.dataset.normalise import fingerprint
from zero_to_cad.dataset.reading import LocalSplit
from zero_to_cad.dataset.sample import Sample
from zero_to_cad.errors import ConfigError, InputError

# Shapes whose signatures, logarithms of lengths, are this close are near duplicates: 0.2%, well above what STL files
# lose, and below the change of a dimension that a person would notice.
NEAR = 0.002
BATCH = 256
# Rows looked at together while the nearest samples are found.
CHUNK = 4096

Floats = npt.NDArray[np.float32]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Curation:
    """What is kept of a split, in rows of it.

    kept: chosen rows, upwards. exact, near: pairs of a dropped row and the earlier row that it repeats.
    """

    rows: int
    kept: tuple[int, ...]
    exact: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]


def curate(
    split: LocalSplit,
    count: int | None = None,
    looks: str = "shape",
    seed: int = 0,
    near: float = NEAR,
    tell: Tell | None = None,
) -> Curation:
    """Leave out exact duplicates (equal `fingerprint` of the program) and near ones (`signature` of the shape within
    `near`), then keep the `count` samples nearest to the centres of as many clusters of their embeddings, `looks`.

    One pass over the files; embeddings lie on disk while it goes on. Without `count` all that differ are kept.
    Raises ConfigError for an unknown embedding or a count below 1, InputError for an empty split.
    """
    if count is not None and count < 1:
        raise ConfigError(f"At least 1 sample has to be kept, not {count}.")
    total = len(split)
    if not total:
        raise InputError("The split holds no sample: there is nothing to curate.")
    embed = embedding(looks) if count is not None else None
    columns = ("uuid", "cadquery_file", "stl_file", *(needed_columns(looks) if embed else ()))
    reader = replace(split, columns=tuple(dict.fromkeys(columns)))
    seen: dict[bytes, int] = {}
    exact: list[tuple[int, int]] = []
    rows: list[int] = []
    signatures: list[npt.NDArray[np.float64]] = []
    with tempfile.TemporaryDirectory() as scratch:
        store = _Store(Path(scratch) / "vectors", embed)
        for batch in _batches(enumerate(reader), BATCH):
            fresh = []
            for row, sample in batch:
                first = seen.setdefault(fingerprint(sample.program), row)
                if first != row:
                    exact.append((row, first))
                    continue
                fresh.append(sample)
                rows.append(row)
                signatures.append(signature(sample.stl))
            store.add(fresh)
            if tell:
                tell(batch[-1][0] + 1, total)
        repeats = near_duplicates(np.stack(signatures), near)
        alone = [place for place in range(len(rows)) if place not in repeats]
        chosen = alone
        if count is not None and count < len(alone):
            chosen = [alone[place] for place in nearest_to_centres(store.vectors()[alone], count, seed)]
    return Curation(
        total,
        tuple(sorted(rows[place] for place in chosen)),
        tuple(exact),
        tuple((rows[place], rows[first]) for place, first in sorted(repeats.items())),
    )


def near_duplicates(signatures: npt.NDArray[np.float64], near: float = NEAR) -> dict[int, int]:
    """Rows (n, d) that lie within `near` of an earlier row that is kept itself, and that row.

    A row of zeros is a shape that has no signature, and repeats nothing.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(signatures)
    known = np.abs(signatures).sum(axis=1) > 0
    found: dict[int, int] = {}
    for row in range(len(signatures)):
        if row in found or not known[row]:
            continue
        for other in tree.query_ball_point(signatures[row], near):
            if other > row:
                found.setdefault(other, row)
    return found


def nearest_to_centres(vectors: Floats, count: int, seed: int = 0) -> list[int]:
    """Minibatch k-means of (n, d) vectors into `count` clusters, and for each the row nearest to its centre.

    Rows are distinct and sorted: where two centres share their nearest row, the second takes its next one. `vectors`
    may be a memory map; it is read in chunks. Raises ConfigError without scikit-learn.
    """
    try:
        from sklearn.cluster import MiniBatchKMeans
    except ImportError as error:
        raise ConfigError("Clustering needs scikit-learn: pip install 'zero-to-cad[data]'.") from error
    if count >= len(vectors):
        return list(range(len(vectors)))
    rng = np.random.default_rng(seed)
    first = np.sort(rng.choice(len(vectors), size=count, replace=False))
    model = MiniBatchKMeans(count, init=np.array(vectors[first]), n_init=1, batch_size=CHUNK, random_state=seed)
    for _ in range(3):
        for rows in np.array_split(rng.permutation(len(vectors)), max(1, len(vectors) // max(CHUNK, count))):
            model.partial_fit(np.array(vectors[np.sort(rows)]))
    labels, distances = _assigned(vectors, np.asarray(model.cluster_centers_, dtype=np.float32))
    order = np.lexsort((distances, labels))
    _, starts = np.unique(labels[order], return_index=True)
    chosen = set(order[starts].tolist())
    # Centres that no sample is nearest to give their place to the samples worst represented.
    for row in np.argsort(-distances, kind="stable").tolist():
        if len(chosen) == count:
            break
        chosen.add(row)
    return sorted(chosen)


def _assigned(vectors: Floats, centres: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Of each row the nearest centre and the squared distance to it."""
    squares = np.einsum("ij,ij->i", centres, centres)
    labels = np.empty(len(vectors), dtype=np.int64)
    distances = np.empty(len(vectors))
    for start in range(0, len(vectors), CHUNK // 4):
        rows = np.asarray(vectors[start : start + CHUNK // 4])
        partial = squares - 2 * rows @ centres.T
        nearest = partial.argmin(axis=1)
        labels[start : start + len(rows)] = nearest
        own = np.einsum("ij,ij->i", rows, rows)
        distances[start : start + len(rows)] = own + partial[np.arange(len(rows)), nearest]
    return labels, distances


class _Store:
    """Embeddings appended to a file, and read back as a memory map."""

    def __init__(self, path: Path, embed: Embed | None) -> None:
        self.path = path
        self.embed = embed
        self.width = 0

    def add(self, samples: list[Sample]) -> None:
        if self.embed is None or not samples:
            return
        vectors = np.ascontiguousarray(self.embed(samples), dtype=np.float32)
        self.width = vectors.shape[1]
        with self.path.open("ab") as file:
            file.write(vectors.tobytes())

    def vectors(self) -> Floats:
        return np.memmap(self.path, dtype=np.float32, mode="r").reshape(-1, self.width)


def _batches(items: Iterable[tuple[int, Sample]], size: int) -> Iterator[list[tuple[int, Sample]]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
