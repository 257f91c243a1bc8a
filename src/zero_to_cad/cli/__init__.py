"""The command line: `zero-to-cad`. It holds no logic: each command calls what a Python user would call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from zero_to_cad.cli.dataset import app as dataset
from zero_to_cad.cli.doctor import doctor
from zero_to_cad.cli.evaluate import app as evaluate
from zero_to_cad.cli.mcp import mcp
from zero_to_cad.cli.reconstruct import reconstruct
from zero_to_cad.cli.render import render
from zero_to_cad.cli.run import run
from zero_to_cad.cli.score import score
from zero_to_cad.cli.serve import serve
from zero_to_cad.cli.stderr import missing_library, say, unexpected
from zero_to_cad.cli.synthesize import synthesize
from zero_to_cad.cli.train import train
from zero_to_cad.errors import ZeroToCadError

__all__ = ["app", "main"]

MACHINE_LACKS = 3
INTERRUPTED = 130

app = typer.Typer(
    name="zero-to-cad",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from zero_to_cad import __version__

        print(f"zero-to-cad {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Writes the CadQuery program that makes a part, and checks it by running it.

    Exit codes: 0 done; 1 done but below what was asked, or refused; 2 bad input or usage; 3 the machine lacks
    something (see [bold]zero-to-cad doctor[/bold]); 130 interrupted.
    """


for command in (reconstruct, render, run, score, synthesize, serve, train, mcp, doctor):
    app.command()(command)
app.add_typer(evaluate, name="evaluate")
app.add_typer(dataset, name="dataset")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Errors are one sentence on stderr."""
    try:
        app(args=arguments, prog_name="zero-to-cad")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
        if code == INTERRUPTED:
            say("Interrupted; nothing was left half-written.")
        return code
    except ZeroToCadError as error:
        say(str(error), *getattr(error, "__notes__", ()))
        return error.exit_code
    except Exception as error:
        if isinstance(error, ImportError) and (sentence := missing_library(error)):
            say(sentence)
            return MACHINE_LACKS
        say(unexpected(error))
        return 1
    return 0
