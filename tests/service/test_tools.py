"""The tools for assistants, called by the protocol's own client library over stdio."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from service.serving import EXAMPLES, HORN_PROGRAM, ROOT

HORN = str(EXAMPLES / "horn.step")
TOOLS = {"reconstruct", "run_program", "render_views", "score", "measure"}


async def exchange(client: Client, out: Path) -> None:
    async def call(tool: str, **arguments: Any) -> Any:
        answer = await client.call_tool(tool, arguments)
        assert not answer.is_error, answer
        return json.loads(answer.content[0].text)  # type: ignore[union-attr]

    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    assert (await call("measure", path=HORN))["faces"] == 6

    made = await call("run_program", source=HORN_PROGRAM.read_text(encoding="utf-8"), out=str(out / "made"))
    assert made["ok"]
    assert {path.name for path in (out / "made").iterdir()} == {
        "program.py",
        "result.step",
        "result.stl",
        "result.glb",
    }
    failed = await call("run_program", source="import os\nresult = 1\n")
    assert (failed["ok"], failed["kind"], failed["line"]) == (False, "policy", 1)

    compared = await call("score", result=str(HORN_PROGRAM), target=HORN)
    assert compared["scores"]["exact"] > 0.999
    found = await call("reconstruct", path=HORN, out=str(out / "horn"))
    assert found["scores"]["exact"] > 0.999
    assert (out / "horn" / "report.json").is_file()

    sheet = (await client.call_tool("render_views", {"path": HORN})).content[0]
    assert sheet.type == "image"

    missing = await client.call_tool("measure", {"path": "nowhere.step"})
    assert missing.is_error
    assert "nowhere.step does not exist" in missing.content[0].text  # type: ignore[union-attr]


def test_every_tool(tmp_path: Path) -> None:
    async def talk(work: Callable[[Client, Path], Awaitable[None]]) -> None:
        environment = {"PYTHONPATH": str(ROOT / "src")}
        server = StdioServerParameters(command=sys.executable, args=["-m", "zero_to_cad", "mcp"], env=environment)
        async with Client(server, read_timeout_seconds=300) as client:
            await work(client, tmp_path)

    asyncio.run(talk(exchange))
