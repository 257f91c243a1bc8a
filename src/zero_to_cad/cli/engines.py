"""The options by which commands choose an engine and tell it what it needs to know."""

from __future__ import annotations

from typing import Annotated

import typer

PANEL = "Models"

Engine = Annotated[
    str,
    typer.Option(
        help="'fit', the embedded engine; 'transformers[:MODEL]', a model on this machine; 'auto', both where the "
        "model's weights are here; 'endpoint', a model behind an OpenAI-compatible server; "
        "'recorded:PATH', a program, a transcript or a folder of them played back."
    ),
]
Url = Annotated[
    str, typer.Option(help="The server, such as http://localhost:8000/v1.", rich_help_panel=PANEL, show_default=False)
]
Model = Annotated[
    str,
    typer.Option(
        help="The server's name of it; or a local folder or hub id.", rich_help_panel=PANEL, show_default=False
    ),
]
Constrain = Annotated[
    bool,
    typer.Option("--constrain", help="Let a local model write nothing but CadQuery programs.", rich_help_panel=PANEL),
]
CostPerMillion = Annotated[
    str,
    typer.Option(
        "--price", help="IN,OUT: dollars a million tokens, for the report.", rich_help_panel=PANEL, show_default=False
    ),
]
Rounds = Annotated[
    int, typer.Option(help="Let the model see what its programs make, this many times.", rich_help_panel=PANEL)
]
Samples = Annotated[
    int, typer.Option(help="Candidates a part: the first greedy, others sampled.", rich_help_panel=PANEL)
]
Temperature = Annotated[
    float | None,
    typer.Option(help="Of the sampled candidates.  [default: 0.7; greedy for one]", rich_help_panel=PANEL),
]
Raw = Annotated[bool, typer.Option("--raw", help="The engine's programs as they are: neither repaired nor refined.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same samples.", rich_help_panel=PANEL)]
