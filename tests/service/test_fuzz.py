"""Requests that nobody would think of: made from the OpenAPI document, and files with random damage."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from service.serving import EXAMPLES
from zero_to_cad.service import Settings
from zero_to_cad.service.app import create_app

FILES = 300


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Everything in the OpenAPI document of an application that works on no job."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("fuzz") / "data", workers=0, hosts=("testserver",)))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    found: list[Any] = [cast(Any, operation).ok() for operation in schema.get_all_operations()]
    # Nothing is started here, so it is right to say that it is not ready.
    return [operation for operation in found if operation.path != "/readyz"]


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_breaks_the_server(operations: list[Any], data: st.DataObject) -> None:
    case = data.draw(data.draw(st.sampled_from(operations)).as_strategy())
    answer = case.call()
    case.validate_response(answer, checks=[not_a_server_error])
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == {"message", "type", "code", "line", "request_id"}


def test_damaged_files_are_taken_or_refused_and_stay_in_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    app = create_app(Settings(data=data, workers=0, queue=FILES, jobs_per_token=FILES))
    chance = random.Random(0)
    source = (EXAMPLES / "horn.step").read_bytes()
    names = ["part.step", "../../../../tmp/owned", "/etc/passwd", "C:\\a\\b.stl", "a\x00b.step", "é" * 300, "."]

    async def send() -> Counter[int]:
        transport = httpx.ASGITransport(app)
        answers: Counter[int] = Counter()
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for _ in range(FILES):
                content = bytearray(source)
                for _ in range(chance.randint(1, 50)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
                start = chance.randrange(len(content))
                del content[start : start + chance.randrange(3000)]
                files = {"files": (chance.choice(names), bytes(content[chance.choice((0, 0, 0, start)) :]))}
                answers[(await client.post("/v1/jobs", files=files)).status_code] += 1
        return answers

    answers = asyncio.run(send())
    assert set(answers) == {202, 422}
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
    inside = {path.relative_to(data).parts for path in data.rglob("*") if path.is_file() and "jobs" in path.parts}
    assert {parts[2:] for parts in inside} == {("input", "part.step")}
