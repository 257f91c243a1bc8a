from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success
from zero_to_cad.sandbox.sandbox import read_answer

Run = Callable[..., Success | Failure]

SECRET = "a-value-that-no-program-may-see"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One warm process for all tests: what one program breaks, the next would find broken."""
    os.environ["ZERO_TO_CAD_TEST_SECRET"] = SECRET
    with Sandbox(Limits(cpu_seconds=20, wall_seconds=20)) as sandbox:
        yield sandbox
    del os.environ["ZERO_TO_CAD_TEST_SECRET"]


@pytest.fixture
def secret(sandbox: Sandbox) -> str:
    """A value in the environment of the process that started the sandbox."""
    return SECRET


@pytest.fixture
def unchecked(sandbox: Sandbox) -> Run:
    """Runs a program without the policy on its source, so that only the kernel's layers stand in its way."""

    def run(source: str, limits: Limits | None = None) -> Success | Failure:
        return read_answer(
            sandbox._started().submit(source.encode("utf-8", "surrogatepass"), limits or sandbox.limits, check=False)
        )

    return run


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A file that every user of the machine may read and write."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    path.chmod(0o666)
    return path
