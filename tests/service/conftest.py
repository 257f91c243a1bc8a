from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import zero_to_cad
from service.serving import EXAMPLES, RECORDED, Server, server
from zero_to_cad.service import Settings
from zero_to_cad.service.app import create_app

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that only use it."""
    folder = tmp_path_factory.mktemp("serve")
    # What is compiled once a machine must not use up the first job's budget.
    zero_to_cad.reconstruct(zero_to_cad.read(EXAMPLES / "mounting_plate.step")).save(folder / "compiled")
    data = folder / "data"
    with server(data, "--engine", "fit", "--engine", RECORDED, "--queue", "6") as running:
        yield running


@pytest.fixture
def client(warm: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=warm.url, timeout=120) as client:
        yield client


@pytest.fixture
def application(tmp_path: Path) -> Callable[..., Ask]:
    """Makes an application that answers requests but works on no job, and gives how to ask it."""

    def make(**settings: Any) -> Ask:
        app = create_app(Settings(data=tmp_path / "data", workers=0, **settings))

        def ask(method: str, path: str, **options: Any) -> httpx.Response:
            async def once() -> httpx.Response:
                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
                    return await client.request(method, path, **options)

            return asyncio.run(once())

        return ask

    return make
