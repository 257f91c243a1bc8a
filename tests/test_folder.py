"""Output folders: whole or absent, and never somebody else's."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.folder import check_free, whole_folder

NAMES = ("report.json", "result.step")


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def earlier(folder: Path) -> Path:
    folder.mkdir()
    (folder / "report.json").write_text("old", encoding="utf-8")
    return folder


def write_and_fail(folder: Path, error: type[BaseException]) -> None:
    with whole_folder(folder, NAMES, force=True) as fresh:
        (fresh / "report.json").write_text("new", encoding="utf-8")
        raise error


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """Files cannot grow beyond `limit` bytes: the write fails as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_folder_and_its_parents_appear(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "a b" / "größe" / "out", NAMES) as fresh:
        (fresh / "report.json").write_text("new", encoding="utf-8")
        assert not (tmp_path / "a b" / "größe" / "out").exists()
    assert tree(tmp_path) == {"a b", "a b/größe", "a b/größe/out", "a b/größe/out/report.json"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_left_after_an_error(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error):
        write_and_fail(tmp_path / "deep" / "out", error)
    assert tree(tmp_path) == set()


def test_an_error_keeps_what_was_there(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(folder, KeyboardInterrupt)
    assert tree(tmp_path) == {"out", "out/report.json"}
    assert (folder / "report.json").read_text(encoding="utf-8") == "old"


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigError, match=r"Nothing was written to .*out: File too large\."),
        full_disk(1000),
        whole_folder(tmp_path / "out", NAMES) as fresh,
    ):
        (fresh / "report.json").write_bytes(b"x" * 2000)
    assert tree(tmp_path) == set()


def test_an_existing_folder_is_refused_unless_forced(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "out")
    with pytest.raises(ConfigError, match="exists"):
        check_free(folder, NAMES)
    with whole_folder(folder, NAMES, force=True) as fresh:
        (fresh / "result.step").write_text("new", encoding="utf-8")
    assert tree(tmp_path) == {"out", "out/result.step"}


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "out")
    (tmp_path / "link").symlink_to(folder)
    with whole_folder(tmp_path / "link", NAMES, force=True) as fresh:
        (fresh / "report.json").write_text("new", encoding="utf-8")
    assert (tmp_path / "link").is_symlink()
    assert (folder / "report.json").read_text(encoding="utf-8") == "new"


def test_force_never_replaces_other_files(tmp_path: Path) -> None:
    folder = earlier(tmp_path / "out")
    (folder / "thesis.tex").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"holds thesis\.tex"):
        check_free(folder, NAMES, force=True)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="is a file"):
        check_free(tmp_path / "file", NAMES, force=True)
    with pytest.raises(ConfigError, match="cannot be made"):
        check_free(tmp_path / "file" / "out", NAMES)


def test_a_place_where_no_folder_can_be_made() -> None:
    # Even root, whom no permission stops, cannot make a folder here.
    with pytest.raises(ConfigError), whole_folder("/proc/out", NAMES):
        pass
