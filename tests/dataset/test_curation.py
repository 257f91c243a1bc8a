"""Duplicates are found, and what is kept stands for the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from datarows import BLOCK, synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from zero_to_cad.dataset import LocalSplit, Sample, make_sample, open_split, write_split
from zero_to_cad.dataset.curation import curate, near_duplicates, nearest_to_centres
from zero_to_cad.dataset.embedding import embedding, signature, silhouettes_and_shape, stl_triangles
from zero_to_cad.dataset.normalise import fingerprint
from zero_to_cad.errors import ConfigError

SAME = """\
import cadquery as cadq
# another comment
\"\"\"A text.\"\"\"
a, b = 30, 20
tall, bore = 8.00, 6.
part = cadq.Workplane('XY').box(a, b, tall).faces(">Z").workplane().hole(bore)
"""


def test_layout_comments_and_names_do_not_count() -> None:
    one = "import cadquery as cq\nw = 3.0\nresult = cq.Workplane().box(w, 2, 1)\n"
    assert fingerprint(one) == fingerprint("# by me\nimport cadquery as c\nsize=3\nbody = c.Workplane( ).box(size,2,1)")
    assert fingerprint(one) == fingerprint('"""A box."""\n' + one)
    for other in (
        one.replace("3.0", "3.1"),
        one.replace("box", "wedge"),
        one.replace("w, 2", "2, w"),
        one + "result = result.edges()\n",
        "no program (",
    ):
        assert fingerprint(one) != fingerprint(other)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert fingerprint(text) == fingerprint(text)


def solid(size: tuple[float, float, float], name: str = "x") -> Sample:
    return make_sample(f"import cadquery as cq\nresult = cq.Workplane().box{size}.edges('|Z').fillet(1)\n", name)


def test_a_signature_does_not_see_place_scale_or_turn() -> None:
    base = signature(solid((30, 20, 8)).stl)
    turned = make_sample(
        "import cadquery as cq\nresult = cq.Workplane().box(60, 40, 16).edges('|Z').fillet(2)"
        ".rotate((0, 0, 0), (1, 2, 3), 40).translate((7, 8, 9))\n"
    )
    assert signature(turned.stl) == pytest.approx(base, abs=1e-3)
    assert np.abs(signature(solid((30, 20, 8.2)).stl) - base).max() > 0.002
    assert not signature(b"no STL").any()
    assert stl_triangles(b"").shape == (0, 3, 3)


def test_a_box_has_the_signature_that_its_sides_give() -> None:
    sample = make_sample("import cadquery as cq\nresult = cq.Workplane().box(1, 2, 4)\n")
    sides, length = np.array([1.0, 2.0, 4.0]), 2.0
    expected = [*np.log(sides / np.sqrt(12) / length), np.log(28 / length**2), np.log(np.sqrt(21) / 2 / length)]
    assert signature(sample.stl)[:5] == pytest.approx(expected, abs=1e-6)


def test_exact_and_near_duplicates_and_the_rest(tmp_path: Path) -> None:
    block = make_sample(BLOCK, "block")
    renamed = replace(block, uuid="renamed", program=SAME.replace("import cadquery as cadq", "import cadquery as cq2"))
    twice = replace(block, uuid="twice", program="# copied\n" + BLOCK)
    others = [solid((30, 20, 8), "a"), solid((10, 20, 8), "b")]
    write_split(tmp_path, "train", [block, others[0], twice, renamed, others[1]])
    split = open_split(tmp_path, "train")
    assert isinstance(split, LocalSplit)
    found = curate(split)
    assert found.exact == ((2, 0),)
    assert found.near == ((3, 0),)
    assert found.kept == (0, 1, 4)
    assert len(curate(split, count=2).kept) == 2
    assert curate(split, count=2, seed=1) == curate(split, count=2, seed=1)
    assert curate(split, count=9).kept == (0, 1, 4)


def test_near_duplicates_keep_the_first_of_each_group() -> None:
    rows = np.array([[0.0, 1.0], [5, 5], [0.001, 1], [0.0025, 1], [0, 0], [0, 0]])
    # The third is near the first only; the fourth is near the third, which is not kept, so it stays.
    assert near_duplicates(rows, 0.002) == {2: 0}


def test_the_samples_nearest_to_the_centres_of_clear_clusters() -> None:
    rng = np.random.default_rng(0)
    centres = 100 * rng.normal(size=(12, 20))
    vectors = np.concatenate([centres, np.repeat(centres, 80, axis=0) + rng.normal(size=(960, 20))]).astype(np.float32)
    chosen = nearest_to_centres(vectors, 12, seed=3)
    assert len(set(chosen)) == 12
    labels = {int(((vectors[row] - centres) ** 2).sum(axis=1).argmin()) for row in chosen}
    # Random starts may share a cluster; most clusters are still represented.
    assert len(labels) >= 8
    assert nearest_to_centres(vectors[:5], 5) == [0, 1, 2, 3, 4]


def test_identical_vectors_still_give_as_many_rows() -> None:
    assert len(set(nearest_to_centres(np.ones((50, 3), dtype=np.float32), 7))) == 7


def test_embeddings(tmp_path: Path) -> None:
    a, b = solid((30, 20, 8)), solid((30, 20, 9))
    vectors = silhouettes_and_shape([a, b, a, synthetic(1)])
    assert vectors.shape == (4, 8 * 64 + 6)
    assert (vectors[0] == vectors[2]).all()
    assert 0 < np.linalg.norm(vectors[0] - vectors[1]) < np.linalg.norm(vectors[0] - vectors[3])
    with pytest.raises(ConfigError, match="no embedding 'magic'"):
        embedding("magic")
    with pytest.raises(ConfigError, match="holds no vision model"):
        embedding(f"transformers:{tmp_path}")


def test_a_count_below_one(tmp_path: Path) -> None:
    write_split(tmp_path, "train", [synthetic(0)])
    split = open_split(tmp_path, "train")
    assert isinstance(split, LocalSplit)
    with pytest.raises(ConfigError, match="At least 1"):
        curate(split, count=0)
