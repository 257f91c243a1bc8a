"""Pictures of rebuilt parts beside the real ones, for the documentation.

    python benchmarks/gallery.py gallery RESULTS      writes docs/gallery.md: 24 parts, from the best to the worst
    python benchmarks/gallery.py worst RESULTS NAME   writes docs/images/NAME-1.png ...: the ten worst

RESULTS is the file of benchmarks/reconstruct.py or benchmarks/views.py, which holds the programs; each is run again.
The gallery takes parts whose licence is permissive, evenly over the order of their scores, so that bad ones are shown.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

from PIL import Image

from zero_to_cad.part import Part, read
from zero_to_cad.sandbox import Sandbox, Success
from zero_to_cad.views import difference, render, sheet

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT.parent / "shared" / "parts"
IMAGES = ROOT / "docs" / "images"
CHOSEN, WORST = 24, 10
PERMISSIVE = ("Apache-2.0", "MIT")
SHOWN = (0, 6)  # One view of the front and the opposite one of the rear.
COLOURS = 48

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("gallery", "worst"))
    parser.add_argument("results", type=Path)
    parser.add_argument("name", nargs="?", default="worst")
    options = parser.parse_args()
    with (PARTS / "manifest.csv").open(newline="", encoding="utf-8") as file:
        manifest = {row["name"]: row for row in csv.DictReader(file)}
    rows = [json.loads(line) for line in options.results.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=likeness, reverse=True)
    with Sandbox() as sandbox:
        if options.what == "worst":
            for place, row in enumerate(reversed(rows[-WORST:]), 1):
                save(picture(row, sandbox), IMAGES / f"{options.name}-{place}.png")
                print(f"{place}. {row['name']}: {likeness(row):.3f}")
            return
        ours = [row for row in rows if manifest[row["name"]]["licence"].startswith(PERMISSIVE)]
        chosen = [ours[place * (len(ours) - 1) // (CHOSEN - 1)] for place in range(CHOSEN)]
        text = [HEAD]
        for place, row in enumerate(chosen, 1):
            save(picture(row, sandbox), IMAGES / "gallery" / f"{place:02}.png")
            text.append(entry(place, row, manifest[row["name"]]))
    (ROOT / "docs" / "gallery.md").write_text("\n".join(text), encoding="utf-8")


HEAD = """\
# Gallery

Twenty-four real parts that were rebuilt from their STEP files, from the best to the worst, evenly over all the
permissively licensed ones: good and bad. Left the part, in the middle what the program makes, right their difference:
grey where both agree, red what is missing, blue what is too much, orange where another surface is seen. Under each is
its program as it was written. Made by `python benchmarks/reconstruct.py` and `python benchmarks/gallery.py gallery
RESULTS`.
"""


def entry(place: int, row: Row, about: dict[str, str]) -> str:
    """One part of the page."""
    name = row["name"].split("__", 1)[1]
    indented = "\n".join(f"    {line}".rstrip() for line in row["program"].splitlines())
    scores = f"exact IoU {row['exact']:.4f}, `zero-to-cad` {row['voxel']:.4f}"
    return f"""\
## {place}. {name}

{about["n_faces"]} faces, {about["cls"]}; {scores}; {row["seconds"]:.1f} s.
Source: {about["source_repo"]}, {about["licence"]}.

![{name}: part, result and difference](images/gallery/{place:02}.png)

??? note "Its program, {row["characters"]:,} characters"

    ```python
{indented}
    ```
"""


def likeness(row: Row) -> float:
    """What rows are sorted by: failures are 0."""
    return float(row["exact"] if "exact" in row else row.get("iou", 0.0))


def picture(row: Row, sandbox: Sandbox) -> Image.Image:
    """Part, result and difference from the front and from the rear."""
    made = sandbox.run(row["program"])
    if not isinstance(made, Success):
        raise SystemExit(f"{row['name']}: its program gives no part now: {made.message}")
    part: Part = read(PARTS / f"{row['name']}.step")
    target = render(part)
    result = render(made.part, like=target)
    apart = difference(result, target)
    columns = [[target.images[view], result.images[view], apart[view]] for view in SHOWN]
    return sheet.grid(columns, [["part", "result", "difference"], ["", "", ""]])


def save(image: Image.Image, path: Path) -> None:
    """Few colours: a sheet takes some twenty kilobytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
