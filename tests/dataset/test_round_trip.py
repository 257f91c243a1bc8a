"""What is written is what is read, byte for byte, and lies as the published sets do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datarows import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st

from zero_to_cad.dataset import COLUMNS, LocalSplit, Sample, open_split, sample_of, write_card, write_shard, write_split
from zero_to_cad.dataset.writing import GROUP_ROWS
from zero_to_cad.errors import ConfigError, InputError, UnreadableError

ROWS = 1000


def local(source: Path | str, split: str = "test", columns: tuple[str, ...] | None = None) -> LocalSplit:
    opened = open_split(source, split, columns)
    assert isinstance(opened, LocalSplit)
    return opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of three splits."""
    folder = tmp_path_factory.mktemp("data") / "brackets"
    write_split(folder, "train", map(synthetic, range(ROWS)))
    write_split(folder, "validation", (synthetic(number, seed=1) for number in range(3)))
    write_split(folder, "test", (synthetic(number, seed=2) for number in range(GROUP_ROWS + 1)))
    write_card(folder, "Brackets", "apache-2.0")
    return folder


def test_write_read_write_gives_equal_columns_and_equal_files(folder: Path, tmp_path: Path) -> None:
    write_split(tmp_path, "train", local(folder, "train"))
    first, second = (pq.read_table(path / "data" / "train" / "00000.parquet") for path in (folder, tmp_path))
    assert first.num_rows == ROWS
    for name in COLUMNS:
        assert first.column(name).equals(second.column(name)), name
    assert [path.name for path in (tmp_path / "data" / "train").iterdir()] == ["00000.parquet"]
    ours, theirs = ((path / "data" / "train" / "00000.parquet").read_bytes() for path in (folder, tmp_path))
    assert ours == theirs


def test_the_schema_is_the_published_one(folder: Path) -> None:
    file = pq.ParquetFile(folder / "data" / "val" / "00000.parquet")
    assert tuple(file.schema_arrow.names) == COLUMNS
    types = dict(zip(file.schema_arrow.names, file.schema_arrow.types, strict=True))
    assert types["uuid"] == types["cadquery_ops_json"] == pa.string()
    assert types["num_faces"] == types["num_renders"] == types["cadquery_ops_count"] == pa.int64()
    assert types["face_latency_ms"] == types["ops_latency_ms"] == pa.float64()
    assert {types[name] for name in ("cadquery_file", "image_0", "image_7", "stl_file", "step_file")} == {pa.binary()}


def test_row_groups_are_small(folder: Path) -> None:
    file = pq.ParquetFile(folder / "data" / "train" / "00000.parquet")
    sizes = {file.metadata.row_group(group).num_rows for group in range(file.num_row_groups - 1)}
    assert sizes == {GROUP_ROWS}


def test_a_shard_is_full_before_the_next_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zero_to_cad.dataset.writing.SHARD_ROWS", 4)
    assert write_split(tmp_path, "test", map(synthetic, range(9))) == 9
    shards = sorted((tmp_path / "data" / "test").iterdir())
    assert [pq.read_metadata(path).num_rows for path in shards] == [4, 4, 1]
    assert list(local(tmp_path)) == [synthetic(number) for number in range(9)]


def test_rows_are_reached_by_place_and_by_name(folder: Path) -> None:
    train = local(folder, "train")
    assert len(train) == ROWS
    for place in (0, 1, GROUP_ROWS - 1, GROUP_ROWS, ROWS - 1):
        assert train[place] == synthetic(place)
    assert train[-1] == synthetic(ROWS - 1)
    assert train.find(synthetic(700).uuid) == synthetic(700)
    with pytest.raises(IndexError):
        train[ROWS]
    with pytest.raises(InputError, match="no sample nothing"):
        train.find("nothing")


def test_only_the_columns_asked_for_are_filled(folder: Path) -> None:
    sample = local(folder, "train", ("cadquery_file", "num_faces"))[5]
    whole = synthetic(5)
    assert sample == Sample(uuid=whole.uuid, program=whole.program, num_faces=whole.num_faces)


def test_every_way_to_name_a_source(folder: Path) -> None:
    shard = folder / "data" / "test" / "00000.parquet"
    expected = list(local(folder))
    for source in (shard, shard.parent, f"{folder}/data/te*/*.parquet", str(shard)):
        assert list(local(source)) == expected
    assert list(local(folder, "val")) == list(local(folder, "validation"))


def test_shards_named_by_their_split_are_found(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write_shard(tmp_path / "data" / "test-00000-of-00001.parquet", [synthetic(1)])
    write_shard(tmp_path / "data" / "train-00000-of-00001.parquet", [synthetic(2)])
    assert list(local(tmp_path)) == [synthetic(1)]


def test_what_cannot_be_opened_is_said_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no split 'dev'"):
        open_split(folder, "dev")
    with pytest.raises(ConfigError, match="no column 'image_8'"):
        open_split(folder, columns=["image_8"])
    with pytest.raises(UnreadableError, match="does not exist"):
        open_split(tmp_path / "nowhere" / "deep" / "x")
    with pytest.raises(UnreadableError, match="holds no parquet file"):
        open_split(tmp_path)
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 and no more")
    with pytest.raises(UnreadableError, match="cannot be read as parquet"):
        len(local(damaged))


def test_a_split_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[Sample]:
        yield synthetic(0)
        raise RuntimeError("the source failed")

    write_split(tmp_path, "test", [synthetic(9)])
    with pytest.raises(ConfigError, match="use force"):
        write_split(tmp_path, "test", [synthetic(1)])
    with pytest.raises(RuntimeError):
        write_split(tmp_path, "test", broken(), force=True)
    assert list(local(tmp_path)) == [synthetic(9)]
    write_split(tmp_path, "test", [synthetic(1)], force=True)
    assert list(local(tmp_path)) == [synthetic(1)]
    assert os.listdir(tmp_path / "data") == ["test"]  # noqa: PTH208 - hidden names count


def test_datasets_loads_the_folder_and_the_quick_start_works(folder: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    loaded = load_dataset(str(folder), cache_dir=str(tmp_path))
    assert {name: len(rows) for name, rows in loaded.items()} == {
        "train": ROWS,
        "validation": 3,
        "test": GROUP_ROWS + 1,
    }
    row, expected = loaded["train"][17], synthetic(17)
    assert row["image_0"] == expected.images[0]
    assert bytes(row["cadquery_file"]).decode("utf-8") == expected.program
    assert sample_of(row) == expected
    streamed = load_dataset(str(folder), split="validation", streaming=True)
    assert [sample_of(row) for row in streamed] == [synthetic(number, seed=1) for number in range(3)]


OPTIONAL_INTS = st.none() | st.integers(0, 2**40)
OPTIONAL_FLOATS = st.none() | st.floats(allow_nan=False)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Sample,
            uuid=st.uuids().map(str),
            program=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            images=st.lists(st.binary(min_size=1, max_size=30), min_size=8, max_size=8).map(tuple),
            step=st.binary(max_size=50),
            stl=st.binary(max_size=50),
            num_faces=OPTIONAL_INTS,
            ops_json=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            ops_count=OPTIONAL_INTS,
            face_latency_ms=OPTIONAL_FLOATS,
            ops_latency_ms=OPTIONAL_FLOATS,
        ),
        max_size=5,
    )
)
def test_any_samples_survive(tmp_path_factory: pytest.TempPathFactory, samples: list[Sample]) -> None:
    path = tmp_path_factory.mktemp("any") / "shard.parquet"
    write_shard(path, samples)
    assert list(local(path)) == samples
