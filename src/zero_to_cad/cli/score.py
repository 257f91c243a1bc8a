"""`zero-to-cad score`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from zero_to_cad.cli.inputs import existing
from zero_to_cad.cli.stderr import say


def score(
    result: Annotated[
        Path,
        typer.Argument(metavar="A", callback=existing, help="What was made: a part file or a program (.py)."),
    ],
    target: Annotated[
        Path,
        typer.Argument(metavar="B", callback=existing, help="What it should be: a part file or a program."),
    ],
    protocol: Annotated[
        str | None,
        typer.Option(help="'zero-to-cad' or 'exact'. Without it: both, and the distances beside them."),
    ] = None,
    rotations: Annotated[
        str,
        typer.Option(help="The turns of A that 'zero-to-cad' tries: none, z8, axes22, cube24 or euler208."),
    ] = "none",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Compare two parts. Programs are run in the sandbox.

    [bold]Examples[/bold]

    zero-to-cad score bracket/program.py bracket.step

    zero-to-cad score a.stl b.step --protocol zero-to-cad --rotations cube24 --json
    """
    from zero_to_cad.cli.load import load
    from zero_to_cad.score import measure_errors, surface_distance
    from zero_to_cad.score import score as compare

    ours, theirs = load(result), load(target)
    if protocol is None:
        scores = [compare(ours, theirs, "zero-to-cad", rotations), compare(ours, theirs, "exact")]
        beside = {
            "surface_distance": surface_distance(ours, theirs).to_json(),
            "errors": measure_errors(ours, theirs).to_json(),
        }
    else:
        scores, beside = [compare(ours, theirs, protocol, rotations)], {}
    for one in scores:
        turned = f", rotations {one.rotations}" if one.protocol == "zero-to-cad" else ""
        say(f"IoU {one.iou:.6f} ({one.protocol}{turned})")
    for name, values in beside.items():
        say(
            f"{name.replace('_', ' ')}: "
            + ", ".join(f"{key.replace('_', ' ')} {_short(value)}" for key, value in values.items())
        )
    if as_json:
        print(json.dumps({"scores": [one.to_json() for one in scores], **beside}, indent=2))


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
