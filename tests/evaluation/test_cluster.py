"""The same work on a Ray cluster of two nodes on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from evaluated import Deadly, Harmless, parts_folder, quick, settings, without_seconds

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation import evaluate, read_records
from zero_to_cad.evaluation.cluster import run_on_ray
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.pool import Death


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        # The nodes load the items of these tests from here, as they load Zero-to-CAD.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        # Ray's defaults, 30 s and less, are too short on a busy machine.
        patch.setenv("RAY_raylet_start_wait_time_s", "300")
        patch.setenv("RAY_gcs_server_request_timeout_seconds", "300")
        patch.setenv("RAY_gcs_rpc_server_connect_timeout_s", "60")
        from ray.cluster_utils import Cluster

        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100 << 20})
        cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
        cluster.wait_for_nodes()
        yield str(cluster.address)
        cluster.shutdown()


def test_deaths_are_counted_on_a_cluster_too(address: str, tmp_path: Path) -> None:
    deaths: list[str] = []

    def again(item: Item, death: Death) -> bool:
        deaths.append(item.name)
        return deaths.count(item.name) < 2

    items: list[Item] = [Harmless("a"), Deadly("always"), Harmless("b"), Deadly("once", tmp_path / "mark")]
    done = [outcome.record.name for outcome in run_on_ray(quick, items, address, 120.0, again)]
    assert sorted(done) == ["a", "b", "once"]
    assert sorted(deaths) == ["always", "always", "once"]


def test_an_evaluation_on_a_cluster_gives_the_same_records(address: str, tmp_path: Path) -> None:
    folder = parts_folder(tmp_path / "boxes", 2)
    evaluate(settings(folder), tmp_path / "cluster", ray=address)
    evaluate(settings(folder), tmp_path / "here")
    here, there = (read_records(tmp_path / name / "records.jsonl") for name in ("here", "cluster"))
    assert without_seconds(there) == without_seconds(here)


def test_a_cluster_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match="no Ray cluster at"):
        list(run_on_ray(quick, [Harmless("a")], "127.0.0.1:1", 60.0, lambda item, death: False))
