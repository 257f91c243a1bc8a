"""The same work on a Ray cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from zero_to_cad.errors import ConfigError
from zero_to_cad.evaluation.items import Item
from zero_to_cad.evaluation.measuring import Outcome
from zero_to_cad.evaluation.pool import Death, Work


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
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ConfigError(f"There is no Ray cluster at {address}: {str(error).splitlines()[0]}") from error
    try:
        # A death is counted here, so Ray itself must not try again.
        task = ray.remote(num_cpus=1, max_retries=0)(work)
        slots = max(1, int(ray.cluster_resources().get("CPU", 1)))
        waiting: deque[Item] = deque()
        source = iter(items)
        running: dict[object, Item] = {}
        while True:
            while len(running) < slots and (item := waiting.popleft() if waiting else next(source, None)) is not None:
                running[task.remote(item.packed())] = item
            if not running:
                return
            ready, _ = ray.wait(list(running), timeout=patience)
            if not ready:
                # Nothing at all within the time one part may take: all of them hang.
                ready = list(running)
                for reference in ready:
                    ray.cancel(reference, force=True)
            for reference in ready:
                item = running.pop(reference)
                try:
                    yield ray.get(reference)
                except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError) as error:
                    if again(item, Death(str(error).splitlines()[0])):
                        waiting.append(item)
                except ray.exceptions.TaskCancelledError:
                    if again(item, Death(f"it did not answer within {patience:g} s")):
                        waiting.append(item)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from error
    finally:
        ray.shutdown()
