"""The result folder."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import runpy
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from zero_to_cad.errors import ConfigError
from zero_to_cad.part import read
from zero_to_cad.reconstruct import FILES, Reconstruction, reconstruct
from zero_to_cad.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "programs"
RECORDED = f"recorded:{PROGRAMS}"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def rebuild(sandbox: Sandbox, engine: str = RECORDED) -> Reconstruction:
    return reconstruct(read(ROOT / "examples" / "horn.step"), engine, sandbox=sandbox)


@pytest.fixture(scope="module")
def found(sandbox: Sandbox) -> Reconstruction:
    return rebuild(sandbox)


@pytest.fixture(scope="module")
def folder(found: Reconstruction, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "größe 1"
    found.save(folder)
    return folder


def saved(found: Reconstruction, parent: Path) -> Path:
    found.save(parent / "out")
    return parent / "out"


def test_every_file_is_there(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("suffix", ["step", "stl", "glb"])
def test_the_exports_are_the_part(folder: Path, found: Reconstruction, suffix: str) -> None:
    volume = read(folder / f"result.{suffix}").measures.volume
    assert volume == pytest.approx(found.part.measures.volume, rel=2e-3)


def test_the_program_runs_on_its_own(folder: Path) -> None:
    code = "import runpy; print(runpy.run_path('program.py')['result'].val().Volume())"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(578.9955, abs=1e-3)


def test_the_program_says_what_it_is(folder: Path) -> None:
    head = (folder / "program.py").read_text(encoding="utf-8").splitlines()[:2]
    assert head == [
        "# horn: CadQuery program, checked by Zero-to-CAD. Units: mm. The part is left in `result`.",
        "# Running it gave: IoU 1.0000 (zero-to-cad), 1.0000 (exact).",
    ]


def test_a_program_that_shows_its_part_runs_on_its_own(sandbox: Sandbox, tmp_path: Path) -> None:
    program = (PROGRAMS / "disc.py").read_text(encoding="utf-8").replace("result = ", "disc = ")
    (tmp_path / "shown.py").write_text(program + "show_object(disc)\n", encoding="utf-8")
    part = read(ROOT / "examples" / "horn.step")
    found = reconstruct(part, f"recorded:{tmp_path / 'shown.py'}", sandbox=sandbox)
    assert found.selected == "show_object"
    found.save(tmp_path / "out")
    made = runpy.run_path(str(tmp_path / "out" / "program.py"))
    assert made["result"].val().Volume() == pytest.approx(found.part.measures.volume)


def test_the_pictures_are_three_rows_of_eight(folder: Path) -> None:
    with Image.open(folder / "views.png") as sheet:
        assert sheet.width > 8 * 256
        assert 3 * 256 < sheet.height < 4 * 256


def test_the_report(folder: Path) -> None:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["schema_version"] == 1
    assert report["versions"]["cadquery"].startswith("2.")
    assert report["input"] == {"name": "horn", "kind": "b-rep", "notes": [], "views": None}
    assert [attempt["chosen"] for attempt in report["attempts"]] == [False, False, True]
    assert report["attempts"][0]["failure"]["kind"] == "runtime"
    assert {score["protocol"] for score in report["scores"]} == {"zero-to-cad", "exact"}
    assert report["errors"]["volume"] == pytest.approx(0, abs=1e-6)
    assert report["measures"]["result"]["volume"] == pytest.approx(report["measures"]["input"]["volume"])
    assert [p["name"] for p in report["program"]["parameters"]][:2] == ["disc_diameter", "disc_height"]
    assert set(report["timings"]) == {"propose", "run", "score", "edit", "render"}


class Page(HTMLParser):
    """The sources a page refers to, and whether its tags are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.sources += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_no_other_file(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    (source,) = page.sources
    start = "data:image/png;base64,"
    assert source.startswith(start)
    assert b64decode(source.removeprefix(start)) == (folder / "views.png").read_bytes()
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text


def test_names_are_escaped(found: Reconstruction, tmp_path: Path) -> None:
    from dataclasses import replace

    named = replace(found, target=replace(found.target, name="<b>&\nx"))
    named.save(tmp_path / "out")
    assert "<h1>&lt;b&gt;&amp;\nx</h1>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    first, second, *_ = (tmp_path / "out" / "program.py").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# <b>& x: ")
    assert second.startswith("# ")


@pytest.mark.parametrize("engine", [RECORDED, "fit"])
def test_a_second_run_gives_the_same_bytes(engine: str, sandbox: Sandbox, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        rebuild(sandbox, engine).save(tmp_path / folder)
    for name in FILES:
        first, second = (tmp_path / folder / name for folder in ("first", "second"))
        if name == "report.json":
            assert without_timings(first) == without_timings(second)
        else:
            assert digest(first) == digest(second), name


def without_timings(path: Path) -> str:
    return re.sub(r'"timings": \{[^}]*\}', "", path.read_text(encoding="utf-8"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_existing_folder_is_refused_unless_forced(found: Reconstruction, tmp_path: Path) -> None:
    found.save(tmp_path / "out")
    with pytest.raises(ConfigError, match="exists"):
        found.save(tmp_path / "out")
    found.save(tmp_path / "out", force=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("limit", [10, 1_000, 8_000])
def test_a_full_disk_leaves_nothing(found: Reconstruction, tmp_path: Path, limit: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(ConfigError, match=r"Nothing was written to .*/out: File too large\."):
            found.save(tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_in_a_notebook(found: Reconstruction) -> None:
    assert found._repr_png_().startswith(b"\x89PNG")
    assert "IoU, exact" in found._repr_html_()
    assert repr(found) == "<Reconstruction of horn: IoU 1.0000 (zero-to-cad), 1.0000 (exact)>"
