"""What records become: figures, tables, pages, comparisons."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation import Record, Settings, compare_runs, report_of, write_report
from zero_to_cad.evaluation.measuring import picture_name
from zero_to_cad.evaluation.record import RecordFile
from zero_to_cad.views.png import encode_image

PROGRAM = "import cadquery as cq\nresult = cq.Workplane().box(1, 2, 3)  # <b>\n"


def made(name: str, iou: float | None, faces: int = 10, shape: str = "planes") -> Record:
    scores = {"zero-to-cad": iou, "cadrille": None if iou == 0.5 else iou}
    return Record(name, "done", faces=faces, shape=shape, scores=scores, program=PROGRAM)


def run(folder: Path, records: list[Record], **changes: object) -> Path:
    folder.mkdir(parents=True)
    settings = replace(Settings("fit", "parts", protocols=("zero-to-cad", "cadrille")), **changes)  # type: ignore[arg-type]
    (folder / "settings.json").write_text(json.dumps(settings.to_json()))
    with RecordFile(folder / "records.jsonl") as file:
        for record in records:
            file.add(record)
    return folder


RECORDS = [
    made("a", 1.0),
    made("b", 0.5, faces=50),
    made("c", 0.75, faces=200, shape="free form"),
    Record("d", "failed", "geometry", "No <solid>.", faces=10, shape="planes"),
    Record("e", "killed", "killed", "Twice."),
    Record("f", "unreadable", "UnreadableError", "Torn."),
]


def test_both_ways_of_counting(tmp_path: Path) -> None:
    report = report_of(run(tmp_path / "run", RECORDS))
    summary = report.summaries["zero-to-cad"]
    assert (summary.count, summary.failures) == (5, 2)
    assert summary.success_rate.value == pytest.approx(0.6)
    assert summary.successes is not None
    assert summary.successes.mean.value == pytest.approx(0.75)
    assert summary.all.mean.value == pytest.approx(0.45)
    # A pair that the protocol drops is left out of one mean and counts 0 in the other.
    dropped = report.summaries["cadrille"]
    assert dropped.successes is not None
    assert dropped.successes.mean.value == pytest.approx(0.875)
    assert dropped.all.mean.value == pytest.approx(0.35)
    assert report.failures == {"geometry": 1, "killed": 1}
    assert {name: split.count for name, split in report.splits["faces"].items()} == {
        "7 to 12": 2,
        "31 to 60": 1,
        "over 100": 1,
        "mesh": 1,
    }
    assert list(report.splits["surfaces"]) == ["free form", "planes", "unknown"]
    histogram = report.histogram("zero-to-cad")
    assert (sum(histogram), histogram[10], histogram[15], histogram[19]) == (3, 1, 1, 1)


def test_the_gallery_holds_the_best_the_middle_and_the_worst(tmp_path: Path) -> None:
    report = report_of(run(tmp_path / "run", [made(f"{n:02}", n / 20) for n in range(20)]))
    names = {title: [record.name for record in records] for title, records in report.gallery().items()}
    assert names == {"Best": ["19", "18", "17"], "Median": ["11", "10", "09"], "Worst": ["02", "01", "00"]}


def test_the_files_of_a_report(tmp_path: Path) -> None:
    from PIL import Image

    folder = run(tmp_path / "run", RECORDS)
    (folder / "pictures").mkdir()
    (folder / "pictures" / picture_name("a")).write_bytes(encode_image(Image.new("RGB", (8, 8))))
    write_report(folder)
    assert json.loads((folder / "report.json").read_text())["protocols"]["zero-to-cad"]["count"] == 5
    text = (folder / "report.md").read_text()
    assert "| zero-to-cad, rotations none | 60.0% [" in text
    assert "| Zero-To-CAD 2B | their test split | 82.1% | 0.747 | 0.613 | 0.847 |" in text
    assert "this run: fit from geometry" in text
    assert "cannot be read: f" in text
    page = (folder / "report.html").read_text()
    assert page.count("<img") == 1
    assert "data:image/png;base64," in page
    assert "No &lt;solid&gt;." in page
    assert "# &lt;b&gt;" in page
    assert "http" not in page.replace('xmlns="http://www.w3.org', "")


def test_a_folder_without_a_run_or_without_records(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no evaluation"):
        report_of(tmp_path)
    with pytest.raises(ConfigError, match="no record"):
        write_report(run(tmp_path / "run", RECORDS[-1:]))


def test_runs_are_compared_part_by_part(tmp_path: Path) -> None:
    first = run(tmp_path / "a", [*RECORDS, made("only here", 1.0)])
    second = run(tmp_path / "b", [made("a", 1.0), made("b", 0.75, faces=50), RECORDS[3], made("e", 0.25)])
    found = compare_runs(first, second)
    assert found.parts == 4
    assert (found.gained, found.lost) == (("e",), ())
    voxel, cadrille = found.differences
    assert voxel.mean.value == pytest.approx((0 + 0.25 + 0 + 0.25) / 4)
    assert voxel.mean.low <= voxel.mean.value <= voxel.mean.high
    assert voxel.both == pytest.approx(0.125)
    assert (voxel.better, voxel.worse) == (2, 0)
    assert cadrille.both == pytest.approx(0.0)
    assert found.moved == (("b", 0.5, 0.75), ("e", 0.0, 0.25))
    assert "better on 2, worse on 0" in "\n".join(found.lines())
    back = compare_runs(second, first)
    assert (back.gained, back.lost) == ((), ("e",))
    same = compare_runs(first, first).differences[0].mean
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)


def test_runs_that_cannot_be_compared(tmp_path: Path) -> None:
    first = run(tmp_path / "a", RECORDS)
    with pytest.raises(ConfigError, match="share no part"):
        compare_runs(first, run(tmp_path / "b", [made("other", 1.0)]))
    with pytest.raises(ConfigError, match="share no protocol"):
        compare_runs(first, run(tmp_path / "c", RECORDS, protocols=("exact",)))
