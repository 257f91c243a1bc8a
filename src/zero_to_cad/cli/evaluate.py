"""`zero-to-cad evaluate`, `evaluate report`, `evaluate compare`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from zero_to_cad.cli import engines
from zero_to_cad.cli.stderr import console, say
from zero_to_cad.errors import ConfigError

if TYPE_CHECKING:
    from zero_to_cad.evaluation import Record

app = typer.Typer()


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    engine: engines.Engine = "fit",
    data: Annotated[
        str | None, typer.Option(help="A folder of STEP/STL files, a dataset's folder or glob, or a hub id.")
    ] = None,
    suite: Annotated[str | None, typer.Option(help="Instead of --data: 'open', the parts in this package.")] = None,
    sight: Annotated[
        str, typer.Option("--from", help="What the engine is given: 'geometry', or the eight 'views' only.")
    ] = "geometry",
    out: Annotated[Path, typer.Option("--out", "-o", help="The run's folder; an unfinished run in it goes on.")] = Path(
        "evaluation"
    ),
    split: Annotated[str, typer.Option(help="Which split of a dataset.")] = "test",
    protocol: Annotated[
        list[str] | None, typer.Option(help="A score protocol; may be given several times. See docs/protocols.md.")
    ] = None,
    rotations: Annotated[str, typer.Option(help="Turns that protocol 'zero-to-cad' tries.")] = "none",
    limit: Annotated[int | None, typer.Option(help="Only this many parts, drawn by --seed.")] = None,
    seed: Annotated[
        int, typer.Option(help="Decides what --limit draws, the bootstrap intervals, and what a model samples.")
    ] = 0,
    budget: Annotated[float, typer.Option(help="Seconds a part, as for 'reconstruct'.")] = 30.0,
    raw: engines.Raw = False,
    url: engines.Url = "",
    model: engines.Model = "",
    price: engines.CostPerMillion = "",
    rounds: engines.Rounds = 1,
    samples: engines.Samples = 1,
    temperature: engines.Temperature = None,
    constrain: engines.Constrain = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 1,
    ray: Annotated[str | None, typer.Option(help="Address of a Ray cluster to use instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")] = False,
) -> None:
    """Run an engine over many parts and report. The same command goes on after an interruption.

    The folder gets records.jsonl (one line a part), report.html, report.md and report.json.

    [bold]Examples[/bold]

    zero-to-cad evaluate --suite open --engine fit -o runs/fit

    zero-to-cad evaluate --data parts/ --from views --rotations axes22 --workers 4 -o runs/views

    zero-to-cad evaluate --suite open --from views --raw --engine endpoint --url URL --model NAME -o runs/model
    """
    if context.invoked_subcommand:
        return
    from zero_to_cad.evaluation import Settings, write_report
    from zero_to_cad.evaluation import evaluate as run
    from zero_to_cad.propose import Settings as EngineSettings

    if (data is None) == (suite is None):
        raise ConfigError("Give either --data or --suite.")
    if sight not in ("geometry", "views"):
        raise ConfigError(f"An engine can be given 'geometry' or 'views', not {sight!r}.")
    settings = Settings(
        engine=engine,
        data=data if data is not None else f"suite:{suite}",
        sight="views" if sight == "views" else "geometry",
        split=split,
        protocols=tuple(protocol or ("zero-to-cad", "exact")),
        rotations=rotations,
        limit=limit,
        seed=seed,
        budget=budget,
        raw=raw,
        told=EngineSettings(
            url=url,
            model=model,
            price=price,
            rounds=rounds,
            samples=samples,
            temperature=temperature,
            constrain=constrain,
            # Where there is nothing to draw, the engine has no use for it.
            seed=seed if samples > 1 or temperature else 0,
        ),
    )
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(), transient=True, disable=not console().is_terminal) as progress:
        task = progress.add_task("parts", total=None)

        def tell(record: Record, done: int, count: int | None) -> None:
            progress.update(task, completed=done, total=count)
            say(f"{done}/{count or '?'} {record.name}: {record.in_words}, {record.seconds:.1f} s")

        run(settings, out, workers, ray, tell)
    report = write_report(out)
    say(report.in_words, f"The report: {out / 'report.html'}")
    if as_json:
        print(json.dumps(report.to_json(), indent=2))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, finished or not.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")] = False,
) -> None:
    """Write a run's report again, from the records that are there."""
    from zero_to_cad.evaluation import write_report

    made = write_report(folder)
    say(made.in_words, f"The report: {folder / 'report.html'}")
    if as_json:
        print(json.dumps(made.to_json(), indent=2))


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN_A", help="The folder of a run.")],
    second: Annotated[Path, typer.Argument(metavar="RUN_B", help="The folder of another on the same parts.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Compare two runs part by part: differences B - A with intervals, and which parts flipped."""
    from zero_to_cad.evaluation import compare_runs

    comparison = compare_runs(first, second)
    say(*comparison.lines())
    if as_json:
        print(json.dumps(comparison.to_json(), indent=2))
