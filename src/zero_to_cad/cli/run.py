"""`zero-to-cad run`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from zero_to_cad.cli.inputs import existing
from zero_to_cad.cli.stderr import say

FILES = ("result.step", "result.stl", "result.glb", "measures.json")


def run(
    program: Annotated[Path, typer.Argument(callback=existing, help="A CadQuery program.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to make.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier result.")] = False,
) -> None:
    """Run any CadQuery program safely and export what it makes.

    The folder holds result.step, result.stl, result.glb and measures.json. The part is what the program
    leaves in `result`, else what it shows with its one show_object call, else the last Workplane or Shape
    bound at top level.

    [bold]Example[/bold]

    zero-to-cad run bracket/program.py -o made
    """
    from zero_to_cad.cli.load import read_program
    from zero_to_cad.folder import check_free, whole_folder
    from zero_to_cad.part import write_bytes
    from zero_to_cad.sandbox import Failure, shared

    source = read_program(program)
    check_free(out, FILES, force)
    outcome = shared().run(source)
    if isinstance(outcome, Failure):
        raise outcome.to_error()
    with whole_folder(out, FILES, force) as fresh:
        for suffix in (".step", ".stl", ".glb"):
            (fresh / f"result{suffix}").write_bytes(write_bytes(outcome.part, suffix))
        measures = {"selected": outcome.selected, "notes": outcome.notes, **outcome.measures.to_json()}
        (fresh / "measures.json").write_text(json.dumps(measures, indent=2) + "\n", encoding="utf-8")
    size = " x ".join(f"{side:.3f}" for side in outcome.measures.size)
    say(f"{program}: took `{outcome.selected}`, {size} mm, {outcome.measures.volume:.3f} mm³ -> {out}")
    say(*(f"  {note}" for note in outcome.notes))
