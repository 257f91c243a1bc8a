"""`zero-to-cad train`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zero_to_cad.cli.inputs import existing
from zero_to_cad.cli.stderr import say
from zero_to_cad.errors import ConfigError


def train(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="A TOML file; see --show-config for one to start from.")
    ] = None,
    preset: Annotated[
        str, typer.Option(help="'tiny': a small model and its data are made here; 'published': the card's settings.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder of the trained model.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was cut off.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Look at settings and data, and stop.")] = False,
    export: Annotated[
        str, typer.Option(metavar="TRAINER", help="Write the samples for 'trl', 'ms-swift' or 'llama-factory' instead.")
    ] = "",
    show_config: Annotated[bool, typer.Option("--show-config", help="Print the preset's file and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what came of it as JSON on stdout.")] = False,
) -> None:
    """Train a vision-language model to write programs from eight views.

    Under torchrun the work is shared: torchrun --nproc_per_node 8 -m zero_to_cad train --config my.toml -o model

    [bold]Examples[/bold]

    zero-to-cad train --preset tiny -o tiny

    zero-to-cad train --show-config > my.toml

    zero-to-cad train --config my.toml --check

    zero-to-cad train --config my.toml -o model --resume
    """
    from zero_to_cad.training import config as settings

    if show_config:
        print(settings.preset_text(preset or "published"), end="")
        return
    if (config is None) == (not preset):
        raise ConfigError("Say what to train: either --config FILE or --preset tiny.")
    from zero_to_cad import training

    if out is None and not check:
        raise ConfigError("Say where the result goes: --out FOLDER.")
    if config is not None:
        chosen = training.read_config(existing(config))
    elif preset == "tiny" and out is not None:
        chosen = training.tiny_settings(out, resume)
    else:
        chosen = training.preset(preset)
    if check:
        say(*training.prepare(chosen).notes)
    elif out is not None and export:
        split = training.open_training(chosen.data.train, chosen.data.train_split)
        say(f"{training.export_samples(split, out, export)} samples for {export} -> {out}")
    elif out is not None:
        done = training.train(chosen, out, resume=resume, told=_tell)
        if os.environ.get("RANK", "0") == "0":
            say(f"Step {done.best_step} of {done.steps} was kept -> {done.folder}")
            if as_json:
                print(json.dumps({**asdict(done), "folder": str(done.folder)}, indent=2))


def _tell(line: Mapping[str, Any]) -> None:
    if "loss" in line:
        say(f"step {line['step']}: loss {line['loss']:.4f}, learning rate {line['learning_rate']:.2e}")
    else:
        names = ("success", "iou", "alike")
        figures = ", ".join(f"{name} {line[f'eval_{name}']:.3f}" for name in names)
        say(f"step {line['step']}: {figures} of {line['eval_samples']} programs generated")
