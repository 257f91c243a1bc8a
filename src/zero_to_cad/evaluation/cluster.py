"""The same work on a Ray cluster."""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from zero_to_cad.errors import ConfigError, InputError
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.measuring import Outcome, unreadable
from zero_to_cad.evaluation.pool import START_SECONDS, Death, Work

# How often it is looked whether something hangs.
LOOK_SECONDS = 5.0
CONNECT_SECONDS = 10.0


def run_on_ray(
    work: Work, items: Iterable[Item], address: str, patience: float, again: Callable[[Item, Death], bool]
) -> Iterator[Outcome]:
    """Do `work` on every item, one task a processor of the cluster at `address`, and yield outcomes as they come.

    Arguments as for `run_in_processes`. Items travel with their data: the nodes need Zero-to-CAD installed and no
    shared disk. Raises ConfigError when Ray is not installed or the cluster cannot be reached.
    """
    try:
        import ray
    except ImportError as error:
        raise ConfigError("Evaluating on a cluster needs Ray: pip install 'zero-to-cad[cluster]'.") from error
    _check_reachable(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ConfigError(f"There is no Ray cluster at {address}: {str(error).splitlines()[0]}") from error

    def one(item: Item) -> Outcome:
        return work(item)

    try:
        # A death is counted here, so Ray itself must not try again.
        task = ray.remote(num_cpus=1, max_retries=0)(one)
        slots = max(1, int(ray.cluster_resources().get("CPU", 1)))
        waiting: deque[Item] = deque()
        source = iter(items)
        running: dict[object, tuple[Item, float]] = {}
        while True:
            while len(running) < slots and (item := waiting.popleft() if waiting else next(source, None)) is not None:
                try:
                    running[task.remote(item.packed())] = item, time.monotonic()
                except InputError as error:
                    yield unreadable(item, error)
            if not running:
                return
            ready, _ = ray.wait(list(running), timeout=LOOK_SECONDS)
            for reference, (_, since) in running.items():
                if reference not in ready and time.monotonic() - since > START_SECONDS + patience:
                    ray.cancel(reference, force=True)
            for reference in ready:
                item, _ = running.pop(reference)
                try:
                    yield ray.get(reference)
                except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError) as error:
                    if again(item, Death(str(error).splitlines()[0])):
                        waiting.append(item)
                except ray.exceptions.TaskCancelledError:
                    if again(item, Death(f"it did not answer within {patience:g} s")):
                        waiting.append(item)
                except ray.exceptions.RayTaskError as error:
                    if isinstance(error.cause, ray.exceptions.RaySystemError):
                        said = str(error.cause).splitlines()[0]
                        raise ConfigError(f"The cluster's nodes cannot load the work: {said}") from error
                    raise error.cause from error
    finally:
        ray.shutdown()


def _check_reachable(address: str) -> None:
    """Raise ConfigError when nobody answers at HOST:PORT, for which Ray itself would wait minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon:
        return
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise ConfigError(f"There is no Ray cluster at {address}: {error}.") from error
