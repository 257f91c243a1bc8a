"""`zero-to-cad render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zero_to_cad.cli.inputs import existing
from zero_to_cad.cli.stderr import say


def render(
    part: Annotated[Path, typer.Argument(callback=existing, help="A STEP, BREP, STL, OBJ, PLY, 3MF or GLB file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to make.")],
    solid: Annotated[int | None, typer.Option(help="Which solid of a file with several, from 1.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace earlier views.")] = False,
) -> None:
    """Draw the eight views of a part.

    The folder holds view_0.png to view_7.png, contact_sheet.png, and views.json with convention and scale.

    [bold]Example[/bold]

    zero-to-cad render bracket.step -o views
    """
    from zero_to_cad.part import read
    from zero_to_cad.views import render as draw

    draw(read(part, solid=solid)).save(out, force=force)
    say(f"{part.stem}: eight views -> {out}")
