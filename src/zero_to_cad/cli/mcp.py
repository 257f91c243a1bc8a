"""`zero-to-cad mcp`."""

from __future__ import annotations

from zero_to_cad.errors import ConfigError


def mcp() -> None:
    """Give an assistant the verified tools, over the Model Context Protocol on stdin and stdout.

    Tools: reconstruct, run_program, render_views, score, measure.

    [bold]Example[/bold], in an assistant's configuration

    {"mcpServers": {"zero-to-cad": {"command": "zero-to-cad", "args": ["mcp"]}}}
    """
    try:
        from zero_to_cad.service.tools import server
    except ModuleNotFoundError as error:
        raise ConfigError(f"The tools need {error.name}: pip install 'zero-to-cad[mcp]'.") from error
    server.run()
