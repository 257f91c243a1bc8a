"""`zero-to-cad reconstruct`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from zero_to_cad.cli import engines
from zero_to_cad.cli.inputs import some_existing, sources
from zero_to_cad.cli.stderr import console, say
from zero_to_cad.errors import ConfigError

if TYPE_CHECKING:
    from zero_to_cad.cli.batch import Outcome


def reconstruct(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT",
            callback=some_existing,
            help="STEP, BREP, STL, OBJ, PLY, 3MF or GLB files, folders of views, or picture files. All picture files "
            "(.png, .jpg) together are the views of ONE part; every other file and every folder is a part of its own.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="The result folder; with several inputs or --all, the folder for one result folder a part. "
            "Without it: out/NAME.",
        ),
    ] = None,
    engine: engines.Engine = "fit",
    budget: Annotated[float, typer.Option(help="Seconds a part after which no new candidate is begun.")] = 30.0,
    solid: Annotated[int | None, typer.Option(help="Which solid of a file with several, from 1.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every solid of each file.")] = False,
    size: Annotated[float, typer.Option(help="Longest side, mm, of a part whose pictures tell no scale.")] = 100.0,
    views: Annotated[
        str,
        typer.Option(
            help="Which views the picture files are of, as 0,3,5, in their order; needed for fewer than eight whose "
            "names do not end in it, as view_3.png does."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON on stdout.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace earlier results.")] = False,
    url: engines.Url = "",
    model: engines.Model = "",
    price: engines.CostPerMillion = "",
    rounds: engines.Rounds = 1,
    samples: engines.Samples = 1,
    temperature: engines.Temperature = None,
    seed: engines.Seed = 0,
    constrain: engines.Constrain = False,
    raw: engines.Raw = False,
    together: Annotated[
        int,
        typer.Option("--batch", min=1, help="Parts that a local model reads at once.", rich_help_panel=engines.PANEL),
    ] = 1,
) -> None:
    """Write the CadQuery program that makes a part, checked by running it.

    The result folder holds program.py, result.step, .stl and .glb, views.png, report.json and report.html.

    [bold]Examples[/bold]

    zero-to-cad reconstruct bracket.step -o bracket

    zero-to-cad reconstruct parts/*.stl -o out --budget 60 --force

    zero-to-cad reconstruct views/

    zero-to-cad reconstruct v0.png v1.png v2.png v3.png v4.png v5.png v6.png v7.png --size 120 -o part

    zero-to-cad reconstruct front.png rear.jpg --views 0,4

    zero-to-cad reconstruct bracket.step --engine endpoint --url http://localhost:8000/v1 --model NAME --rounds 5
    """
    from zero_to_cad.propose import Settings
    from zero_to_cad.propose import engine as engine_named
    from zero_to_cad.sandbox import shared

    if not 0 < size < 1e6:
        raise ConfigError(f"The size must be above 0 and below 1000000 mm, not {size:g}.")
    if every and solid is not None:
        raise ConfigError("Give either --solid or --all, not both.")
    if together > 1 and engine.partition(":")[0] != "transformers":
        raise ConfigError(f"The engine {engine!r} has no use for --batch.")
    parts = sources(inputs, views)
    progress = _progress()
    task = progress.add_task("", said="")
    proposer = engine_named(
        engine,
        Settings(
            url=url,
            model=model,
            price=price,
            rounds=rounds,
            samples=samples,
            temperature=temperature,
            seed=seed,
            constrain=constrain,
            told=lambda tokens: progress.update(task, said=f"{tokens:,} tokens"),
        ),
    )
    # First, so that both processes load CadQuery at the same time.
    shared().start()
    from zero_to_cad.cli.batch import Batch, exit_code, refuse_same_names

    refuse_same_names(parts)
    one_folder = out is not None and len(parts) == 1 and not every
    batch = Batch(proposer, budget, solid, every, out or Path("out"), one_folder, force, size, raw)
    outcomes: list[Outcome] = []
    with progress:
        for start in range(0, len(parts), together):
            some = parts[start : start + together]
            names = some[0].name if len(some) == 1 else f"{some[0].name} to {some[-1].name}"
            progress.update(task, description=f"{start + len(some)}/{len(parts)} {escape(names)}", said="")
            for outcome in batch.outcomes(some):
                outcomes.append(outcome)
                _tell(outcome)
    if len(outcomes) > 1:
        console().print(_summary(outcomes))
    if done := [outcome.folder for outcome in outcomes if outcome.report]:
        folder = done[0] if one_folder else done[0].parent / "*"
        say(f"Pictures: {folder / 'views.png'}; all about it on a page: {folder / 'report.html'}")
    if as_json:
        print(json.dumps({"results": [_plain(outcome) for outcome in outcomes]}, indent=2, ensure_ascii=False))
    raise typer.Exit(exit_code(outcomes))


def _progress() -> Progress:
    terminal = console()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    return Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)


def _tell(outcome: Outcome) -> None:
    if outcome.trouble:
        message, source = outcome.trouble.message, str(outcome.source)
        say(message if source in message else f"{source}: {message}", *outcome.trouble.notes)
    else:
        if _at(outcome, "input", "kind") == "views":
            say(*(f"{outcome.source}: {note}" for note in _at(outcome, "input", "notes")))
        scores = ", ".join(f"{iou:.4f} ({protocol})" for protocol, iou in _scores(outcome).items())
        stated = _at(outcome, "confidence")
        if stated:
            scores += f"; of the part about {stated['expected_iou']:.2f} is to be expected"
        say(f"{outcome.name}: IoU {scores}, {outcome.seconds:.1f} s -> {outcome.folder}")


def _summary(outcomes: Sequence[Outcome]) -> Table:
    done = [outcome for outcome in outcomes if outcome.report]
    table = Table(title=f"{len(done)} of {len(outcomes)} rebuilt")
    table.add_column("part")
    for title in ("zero-to-cad", "exact", "parameters", "seconds"):
        table.add_column(title, justify="right")
    table.add_column("result", overflow="fold")
    for outcome in outcomes:
        scores = _scores(outcome)
        ious = [f"{scores[name]:.4f}" if name in scores else "" for name in ("zero-to-cad", "exact")]
        named = str(len(_at(outcome, "program", "parameters"))) if outcome.report else ""
        end = escape(str(outcome.folder)) if outcome.report else "[red]failed[/red]"
        table.add_row(escape(outcome.name), *ious, named, f"{outcome.seconds:.1f}", end)
    return table


def _scores(outcome: Outcome) -> dict[str, float]:
    return {score["protocol"]: score["iou"] for score in _at(outcome, "scores")} if outcome.report else {}


def _at(outcome: Outcome, *keys: str) -> Any:
    value: Any = outcome.report
    for key in keys:
        value = value[key]
    return value


def _plain(outcome: Outcome) -> dict[str, object]:
    about: dict[str, object] = {"input": str(outcome.source), "name": outcome.name}
    if outcome.trouble:
        trouble = {"message": outcome.trouble.message, "notes": list(outcome.trouble.notes)}
        return about | {"error": trouble, "exit_code": outcome.trouble.exit_code}
    return about | {"folder": str(outcome.folder), "report": outcome.report}
