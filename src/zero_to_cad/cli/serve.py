"""`zero-to-cad serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    data: Annotated[
        Path, typer.Option(help="The folder of database and results; may be shared by several servers.")
    ] = Path("zero-to-cad-data"),
    host: Annotated[
        str, typer.Option(help="The address to listen on. Any but a loopback one needs --tokens.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8080,
    engine: Annotated[
        list[str] | None,
        typer.Option(
            help="An engine that clients may choose, as for reconstruct; repeat it. The first is the default."
        ),
    ] = None,
    url: Annotated[str, typer.Option(help="The model server of `endpoint:MODEL`, up to and with /v1.")] = "",
    tokens: Annotated[
        Path | None, typer.Option(help="A file of tokens, one a line; each sees only its own jobs.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name under which a proxy may call this server; repeat it.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Jobs worked on at once; 0 only answers.")] = 1,
    queue: Annotated[int, typer.Option(min=1, help="Jobs that may wait; more are refused with 429.")] = 32,
    keep_days: Annotated[float, typer.Option(min=0.0, help="Finished jobs are removed after this.")] = 7.0,
    keep_gigabytes: Annotated[float, typer.Option(min=0.0, help="Beyond this the oldest finished jobs go.")] = 20.0,
) -> None:
    """Serve the page and the HTTP interface.

    [bold]Examples[/bold]

    zero-to-cad serve

    zero-to-cad serve --host 0.0.0.0 --tokens tokens.txt --data /var/lib/zero-to-cad
    """
    from zero_to_cad.service import Settings
    from zero_to_cad.service.serving import serve as run
    from zero_to_cad.service.settings import read_tokens

    engines = tuple(engine or ("fit",))
    settings = Settings(
        data=data.expanduser().resolve(),
        engines=engines,
        url=url,
        tokens=() if tokens is None else read_tokens(tokens),
        hosts=tuple(allow_host or ()),
        workers=workers,
        queue=queue,
        keep_seconds=keep_days * 86_400,
        keep_bytes=int(keep_gigabytes * (1 << 30)),
    )
    run(settings, host, port)
