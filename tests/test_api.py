"""The public names, and that importing the package is quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import zero_to_cad

NAMES = {
    "ConfigError",
    "InputError",
    "Measures",
    "Mesh",
    "NotASolidError",
    "Part",
    "Program",
    "ProgramError",
    "ProposerError",
    "Reconstruction",
    "Sandbox",
    "SandboxUnavailable",
    "Score",
    "SeveralSolidsError",
    "UnreadableError",
    "Views",
    "ZeroToCadError",
    "__version__",
    "load_views",
    "read",
    "read_all",
    "reconstruct",
    "render",
    "run",
    "score",
    "summarize",
    "write",
}


def test_the_public_names() -> None:
    assert set(zero_to_cad.__all__) == NAMES
    assert set(dir(zero_to_cad)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_is_there(name: str) -> None:
    value = getattr(zero_to_cad, name)
    assert isinstance(value, str) if name == "__version__" else callable(value)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        zero_to_cad.nothing  # noqa: B018


def test_a_part_shows_itself_in_a_notebook() -> None:
    part = zero_to_cad.read(Path(__file__).parents[1] / "examples" / "horn.step")
    assert part._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert "578.99" in part._repr_html_()


def test_rooms_do_not_hide_the_functions_of_their_name() -> None:
    import zero_to_cad.reconstruct
    import zero_to_cad.score

    assert callable(zero_to_cad.score)
    assert callable(zero_to_cad.reconstruct)


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, zero_to_cad, zero_to_cad.cli\n"
        "heavy = {'cadquery', 'OCP', 'numpy', 'numba', 'scipy', 'trimesh', 'shapely', 'PIL', 'vtk'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
