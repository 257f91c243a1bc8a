"""Jobs in the database: who gets them, what becomes of those whose server died."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from zero_to_cad.errors import ConfigError
from zero_to_cad.service.job import FILES, Job
from zero_to_cad.service.store import FullError, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "jobs.sqlite")


def add(store: Store, name: str, owner: str = "", created: float = 0.0) -> str:
    store.add(Job(name, owner, "part", "part", "fit", 30.0, created=created), queue=10, per_owner=5)
    return name


def test_the_files_of_a_result_are_those_that_a_reconstruction_saves() -> None:
    from zero_to_cad import reconstruct as _  # noqa: F401
    from zero_to_cad.reconstruct.save import FILES as SAVED

    assert FILES == SAVED


def test_jobs_are_claimed_oldest_first_and_once(store: Store) -> None:
    add(store, "b", created=2.0)
    add(store, "a", created=1.0)
    first, second = store.claim("w1", 10), store.claim("w2", 10)
    assert first is not None
    assert second is not None
    assert (first.id, second.id, first.attempts, first.state) == ("a", "b", 1, "running")
    assert store.claim("w3", 10) is None


def test_many_workers_never_get_one_job_twice(store: Store) -> None:
    for number in range(5):
        add(store, f"job{number}", owner=str(number))
    taken: list[str] = []

    def work(label: str) -> None:
        while (job := store.claim(label, 60)) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"job{number}" for number in range(5)]


def test_a_job_whose_lease_ran_out_is_begun_once_more_and_then_fails(store: Store) -> None:
    add(store, "a")
    assert store.claim("w1", 0.0) is not None
    time.sleep(0.01)
    again = store.claim("w2", 0.0)
    assert again is not None
    assert again.attempts == 2
    # The first worker was only slow: what it says now no longer counts.
    assert not store.renew("a", "w1", 10)
    assert not store.finish("a", "w1", "attempt-1", {})
    time.sleep(0.01)
    assert store.claim("w3", 10) is None
    job = store.get("a", "")
    assert job is not None
    assert job.state == "failed"
    assert job.message is not None
    assert "stopped twice" in job.message


def test_a_job_put_back_at_shutdown_has_not_been_tried(store: Store) -> None:
    add(store, "a")
    store.claim("w1", 10)
    store.put_back("a", "w1")
    job = store.claim("w2", 10)
    assert job is not None
    assert job.attempts == 1


def test_cancelling(store: Store) -> None:
    add(store, "a")
    store.claim("w1", 10)
    assert store.cancel("a")
    assert not store.cancel("a")
    assert not store.renew("a", "w1", 10)
    assert not store.finish("a", "w1", "attempt-1", {})
    assert [event.stage for event in store.events("a")] == ["queued", "cancelled"]


def test_the_queue_and_each_owner_are_bounded(store: Store) -> None:
    for number in range(5):
        add(store, f"mine{number}", owner="me")
    with pytest.raises(FullError, match="unfinished jobs"):
        add(store, "mine5", owner="me")
    for number in range(5):
        add(store, f"yours{number}", owner="you")
    with pytest.raises(FullError, match="waiting already"):
        add(store, "his", owner="him")


def test_nobody_sees_anothers_job(store: Store) -> None:
    add(store, "a", owner="me")
    assert store.get("a", "you") is None
    assert store.latest("you", 10) == []
    assert [job.id for job in store.latest("me", 10)] == ["a"]


def test_events_are_numbered_through(store: Store) -> None:
    add(store, "a")
    store.claim("w", 10)
    store.tell("a", "w", "run", "Running.")
    store.tell("a", "stranger", "run", "Not mine.")
    store.finish("a", "w", "attempt-1", {"seconds": 1.0})
    assert [(event.number, event.stage) for event in store.events("a")] == [(1, "queued"), (2, "run"), (3, "done")]
    assert [event.number for event in store.events("a", after=2)] == [3]
    job = Store(store.path).get("a", "")
    assert job is not None
    assert (job.state, job.result, job.summary) == ("done", "attempt-1", {"seconds": 1.0})


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(b"This is no database." * 100)
    with pytest.raises(ConfigError, match="cannot be opened"):
        Store(tmp_path / "jobs.sqlite")
