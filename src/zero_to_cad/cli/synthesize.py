"""`zero-to-cad synthesize`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zero_to_cad.cli.stderr import console, say
from zero_to_cad.errors import ConfigError

if TYPE_CHECKING:
    from rich.progress import TaskID

    from zero_to_cad.synthesis import AgentAuthor, Author, Funnel

PROCEDURAL = "procedural"


def synthesize(
    out: Annotated[Path, typer.Option("--out", "-o", help="The run's folder; one that was begun is gone on with.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="Samples to make.")] = 100,
    seed: Annotated[int, typer.Option(help="Another seed makes other samples.")] = 0,
    model: Annotated[
        str, typer.Option("--model", help="'procedural', which needs no model, or the name of a model at --url.")
    ] = PROCEDURAL,
    url: Annotated[
        str | None, typer.Option("--url", help="An OpenAI-compatible server, such as http://localhost:8000/v1.")
    ] = None,
    catalog: Annotated[
        Path | None,
        typer.Option(help="Descriptions for the model; without one it writes OUT.catalog.jsonl first."),
    ] = None,
    price: Annotated[str | None, typer.Option(help="Dollars a million tokens: IN,OUT.")] = None,
    vision: Annotated[bool, typer.Option("--vision", help="Show the model pictures of what it made.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 2,
    shard: Annotated[int, typer.Option(min=1, help="Samples a parquet file.")] = 256,
    ray: Annotated[str | None, typer.Option(help="A Ray cluster's address, such as 'auto'.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the funnel as JSON.")] = False,
) -> None:
    """Make samples that nobody drew: programs, views, STEP and STL, in the published dataset's columns.

    The folder holds data/train/*.parquet, records of how each sample came to be, a manifest with digests and
    funnel.html. Killed at any moment, the same command goes on. Several machines may share the folder.

    [bold]Example[/bold]

    zero-to-cad synthesize --count 1000 -o made
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from zero_to_cad.synthesis import AgentAuthor
    from zero_to_cad.synthesis import synthesize as run

    author = _author(model, url, price, vision, catalog or out.with_name(f"{out.name}.catalog.jsonl"))
    if isinstance(author, AgentAuthor) and not author.catalog.exists():
        if catalog is not None:
            raise ConfigError(f"The catalog {catalog} does not exist.")
        _describe(author, count, seed)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console()) as bar:
        line: TaskID = bar.add_task("", total=count, said="starting")

        def told(now: Funnel) -> None:
            bar.update(line, completed=now.tasks, said=sentence(now))

        funnel = run(out, count, author, seed=seed, workers=workers, shard=shard, ray=ray, told=told)
    say(f"{sentence(funnel)} -> {out}")
    if as_json:
        print(json.dumps(funnel.to_json(), indent=2))
    if funnel.kept < count:
        raise typer.Exit(1)


def sentence(funnel: Funnel) -> str:
    """The state of a run in one line."""
    said = f"{funnel.kept} kept, {funnel.first_attempt_yield:.1%} at the first attempt, {funnel.attempts} attempts"
    if funnel.duplicates or funnel.failed or funnel.quarantined:
        said += f", {funnel.duplicates} twice, {funnel.failed} failed, {funnel.quarantined} quarantined"
    if funnel.calls:
        tokens = f"{(funnel.prompt_tokens + funnel.completion_tokens) / 1e6:.2f} M tokens"
        said += f", {funnel.calls} calls, {tokens}, ${funnel.cost:.2f}"
    return said


def _author(model: str, url: str | None, price: str | None, vision: bool, catalog: Path) -> Author:
    from zero_to_cad.synthesis import AgentAuthor, ProceduralAuthor

    if model == PROCEDURAL:
        return ProceduralAuthor()
    if url is None:
        raise ConfigError(f"Say where the model {model!r} is served, with --url, or use --model {PROCEDURAL}.")
    from zero_to_cad.propose.reply import Price

    paid = None if price is None else Price.parse(price)
    return AgentAuthor(url, model, catalog, paid, vision)


def _describe(author: AgentAuthor, count: int, seed: int) -> None:
    """The catalog stage, when there is no catalog yet."""
    from zero_to_cad.propose.chat import ChatEndpoint
    from zero_to_cad.synthesis import make_catalog, write_catalog
    from zero_to_cad.synthesis.catalog import coverage, evenness

    endpoint = ChatEndpoint(author.url, author.model, price=author.price)
    say(f"Asking {author.model} for {count} descriptions.")
    found = make_catalog(endpoint, count, seed=seed, told=lambda there: say(f"  {there} descriptions"))
    write_catalog(author.catalog, found)
    covered = ", ".join(f"{name} {evenness(counts):.2f}" for name, counts in coverage(found).items())
    say(f"How evenly they are covered, 1 being even: {covered}.")
