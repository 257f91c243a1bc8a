"""`zero-to-cad dataset build | show | export | check | stats | curate`."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zero_to_cad.cli.stderr import console, say
from zero_to_cad.errors import ConfigError

if TYPE_CHECKING:
    from zero_to_cad.dataset import LocalSplit

app = typer.Typer(no_args_is_help=True, help="Build, show, check, count and curate datasets in the published schema.")

Source = Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's folder, parquet files, or owner/name.")]
Split = Annotated[str, typer.Option(help="Which split: train, validation or test.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


@app.command()
def build(
    programs: Annotated[Path, typer.Argument(help="A folder of programs (.py), or a .jsonl file with one a line.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The dataset's folder.")],
    split: Split = "train",
    title: Annotated[str, typer.Option(help="The dataset's name on its card.")] = "CadQuery programs",
    licence: Annotated[str, typer.Option("--license", help="Its licence on the card, as the hub names it.")] = "other",
    workers: Annotated[int, typer.Option(min=1, help="Programs run at once.")] = 1,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Turn programs into rows: run each in the sandbox, draw it, write STEP and STL. Goes on where it was killed."""
    from zero_to_cad.dataset.building import build as build_split
    from zero_to_cad.dataset.building import find_programs

    sources = find_programs(programs)
    with _progress() as progress:
        task = progress.add_task("programs", total=len(sources))
        count, refused = build_split(
            sources, out, split, title, licence, workers, force, lambda done, _: progress.update(task, completed=done)
        )
    for one in refused:
        say(f"{one.origin}: {one.message}")
    say(f"{count} of {len(sources)} programs became rows of {out}, split {split}.")
    if as_json:
        print(json.dumps({"rows": count, "refused": [asdict(one) for one in refused]}, indent=2))
    if refused:
        raise typer.Exit(1)


@app.command()
def show(
    source: Source,
    uuid: Annotated[str | None, typer.Argument(help="A row's uuid; without it, the first rows are listed.")] = None,
    split: Split = "test",
    limit: Annotated[int, typer.Option(min=1, help="How many rows to list.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List rows, or show one: its numbers and its program."""
    from zero_to_cad.dataset import open_split

    columns = ("cadquery_file", "num_faces", "cadquery_ops_count", "cadquery_ops_json")
    if uuid is None:
        samples = list(islice(open_split(source, split, columns), limit))
    else:
        samples = [_local(source, split, columns).find(uuid)]
    rows = [
        {"uuid": s.uuid, "num_faces": s.num_faces, "calls": s.ops_count, "characters": len(s.program)} for s in samples
    ]
    for row in rows:
        say("  ".join(f"{name} {value}" for name, value in row.items()))
    if as_json:
        whole = rows if uuid is None else rows[0] | {"program": samples[0].program}
        print(json.dumps(whole, indent=2))
    elif uuid is not None:
        say("", samples[0].program)


@app.command()
def export(
    source: Source,
    uuid: Annotated[str, typer.Argument(help="The row's uuid.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    split: Split = "test",
    force: Force = False,
) -> None:
    """Write one row as files: program.py, part.step, part.stl, view_0.png to view_7.png, sample.json."""
    from zero_to_cad.dataset.export import export as export_sample

    export_sample(_local(source, split).find(uuid), out, force)
    say(f"{uuid} -> {out}")


@app.command()
def check(
    source: Source,
    split: Split = "test",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first rows.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the schema and every row: decodable, and its program makes its solid, twice the same. Else ends with 1."""
    from zero_to_cad.dataset.checking import check_sample, check_schema
    from zero_to_cad.sandbox import Sandbox

    rows = _local(source, split)
    problems = list(check_schema(rows))
    count = 0
    with _progress() as progress, Sandbox() as first, Sandbox() as second:
        for sample in progress.track(islice(rows, limit), total=min(len(rows), limit or len(rows))):
            problems += check_sample(sample, first, second)
            count += 1
    for problem in problems:
        say(f"{problem.name}: {problem.what}: {problem.message}")
    bad = len({problem.name for problem in problems})
    say(f"{count} rows checked, {bad} with problems.")
    if as_json:
        print(json.dumps({"rows": count, "problems": [asdict(problem) for problem in problems]}, indent=2))
    if problems:
        raise typer.Exit(1)


@app.command()
def stats(
    source: Source,
    split: Split = "test",
    page: Annotated[Path | None, typer.Option(help="Also write a page with plots here (.html).")] = None,
    as_json: AsJson = False,
) -> None:
    """Count: operations and their entropy, faces, lengths, share of named dimensions."""
    from zero_to_cad.dataset import open_split
    from zero_to_cad.dataset.statistics import statistics
    from zero_to_cad.dataset.statistics_page import write_page

    found = statistics(open_split(source, split))
    say(*found.lines())
    if page is not None:
        write_page(found, f"{source}, {split}", page)
        say(f"The page: {page}")
    if as_json:
        print(json.dumps(found.to_json(), indent=2))


@app.command()
def curate(
    source: Source,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder of the new dataset.")],
    split: Split = "train",
    count: Annotated[int | None, typer.Option(help="How many to keep; without it, all that are no duplicates.")] = None,
    looks: Annotated[
        str, typer.Option(help="Embedding: 'shape', or 'transformers:PATH' of a vision model such as DINOv3.")
    ] = "shape",
    seed: Annotated[int, typer.Option(help="Of the clustering.")] = 0,
    title: Annotated[str, typer.Option(help="The dataset's name on its card.")] = "CadQuery programs",
    licence: Annotated[str, typer.Option("--license", help="Its licence on the card.")] = "other",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Leave out duplicates, and keep the samples nearest to cluster centres."""
    from zero_to_cad.dataset import write_card, write_split
    from zero_to_cad.dataset.curation import curate as curate_split

    rows = _local(source, split)
    with _progress() as progress:
        task = progress.add_task("rows", total=len(rows))
        found = curate_split(rows, count, looks, seed, tell=lambda done, _: progress.update(task, completed=done))
    write_split(out, split, (rows[row] for row in found.kept), force)
    write_card(out, title, licence)
    say(
        f"{found.rows} rows: {len(found.exact)} exact duplicates, {len(found.near)} near ones; "
        f"{len(found.kept)} kept in {out}."
    )
    if as_json:
        print(json.dumps(asdict(found), indent=2))


def _progress() -> Progress:
    terminal = console()
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)


def _local(source: str, split: str, columns: tuple[str, ...] | None = None) -> LocalSplit:
    from zero_to_cad.dataset import LocalSplit, open_split

    rows = open_split(source, split, columns)
    if not isinstance(rows, LocalSplit):
        raise ConfigError(f"{source} lies on the hub: download it first, since this needs every row at hand.")
    return rows
