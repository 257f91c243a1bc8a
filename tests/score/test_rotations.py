import numpy as np
import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.score import ROTATION_SETS, rotation_set


def keys(name: str) -> set[tuple[float, ...]]:
    return {tuple(np.round(matrix, 6).ravel() + 0.0) for matrix in rotation_set(name)}


@pytest.mark.parametrize(("name", "count"), [("none", 1), ("z8", 8), ("axes22", 22), ("cube24", 24), ("euler208", 208)])
def test_each_set_holds_distinct_proper_rotations_and_starts_with_the_identity(name: str, count: int) -> None:
    matrices = rotation_set(name)
    assert matrices.shape == (count, 3, 3)
    assert len(keys(name)) == count
    np.testing.assert_array_equal(matrices[0], np.eye(3))
    np.testing.assert_allclose(
        matrices @ matrices.transpose(0, 2, 1), np.broadcast_to(np.eye(3), (count, 3, 3)), atol=1e-15
    )
    np.testing.assert_allclose(np.linalg.det(matrices), 1.0)


def test_the_sets_contain_each_other_as_documented() -> None:
    assert keys("z8") < keys("axes22") < keys("euler208")
    assert keys("cube24") < keys("euler208")


def test_quarter_turns_are_exact() -> None:
    assert set(np.unique(rotation_set("cube24"))) == {-1.0, 0.0, 1.0}
    np.testing.assert_array_equal(rotation_set("z8")[2], [[0, -1, 0], [1, 0, 0], [0, 0, 1]])


def test_only_the_euler_grid_is_not_closed_under_inverse() -> None:
    for name in ROTATION_SETS:
        inverses = {tuple(np.round(m.T, 6).ravel() + 0.0) for m in rotation_set(name)}
        assert (inverses == keys(name)) == (name != "euler208")


def test_an_unknown_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="none, z8, axes22, cube24, euler208"):
        rotation_set("z9")
