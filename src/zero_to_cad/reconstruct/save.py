"""The result folder."""

from __future__ import annotations

import json
from pathlib import Path

from zero_to_cad.part import write
from zero_to_cad.reconstruct.folder import whole_folder
from zero_to_cad.reconstruct.page import page
from zero_to_cad.reconstruct.result import Reconstruction

FILES = (
    "program.py",
    "result.step",
    "result.stl",
    "result.glb",
    "views.png",
    "report.json",
    "report.html",
)

# A program written for CQ-Editor calls this, which plain Python does not have.
SHOW_OBJECT = """def show_object(shape, *_, **__):
    global result
    result = shape


"""


def save(found: Reconstruction, folder: Path | str, force: bool = False) -> None:
    """Write program.py, result.step/.stl/.glb, views.png, report.json and report.html."""
    with whole_folder(folder, FILES, force) as fresh:
        (fresh / "program.py").write_text(program_file(found), encoding="utf-8")
        for suffix in (".step", ".stl", ".glb"):
            write(found.part, fresh / f"result{suffix}")
        (fresh / "views.png").write_bytes(found._repr_png_())
        (fresh / "report.html").write_text(page(found), encoding="utf-8")
        (fresh / "report.json").write_text(
            json.dumps(found.report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def program_file(found: Reconstruction) -> str:
    """The program under a header that says what it makes and how it was checked."""
    # A name may hold a line break, which would end the comment.
    name = " ".join(found.target.name.split())
    shown = found.selected == "show_object"
    return (
        f"# {name}: CadQuery program, checked by Zero-to-CAD. Units: mm. "
        f"The part is left in `{'result' if shown else found.selected}`.\n"
        f"# Running it gave: {found.sentence}.\n\n"
        f"{SHOW_OBJECT if shown else ''}{found.program.strip()}\n"
    )
