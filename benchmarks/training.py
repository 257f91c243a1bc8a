"""Whether training does what it says: the label mask, going on after kill -9, and several processes against one.

    python benchmarks/training.py mask      1,000 samples: labels are exactly the program and its end token
    python benchmarks/training.py resume    5 runs killed by SIGKILL at a random step, resumed, and one that was not
    python benchmarks/training.py ddp       torchrun with two processes (gloo) against one, the same global batch
    python benchmarks/training.py fsdp      the same with weights shared out, how much of them each process holds,
                                            programs generated on the way, and a run that was killed and resumed

On a tiny model and on data made here, on a CPU. Prints one line a check and ends with 1 when one fails.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from zero_to_cad.dataset import open_split
from zero_to_cad.synthesis import author
from zero_to_cad.training import TrainingConfig, prepare_tiny, read_config, train
from zero_to_cad.training.collator import END_OF_TURN, IGNORED, Collator
from zero_to_cad.training.config import Model
from zero_to_cad.training.loading import import_transformers, load_model, load_processor
from zero_to_cad.training.trainer import RUN

SAMPLES, KILLS, STEPS, EVERY = 1000, 5, 12, 3
SETTINGS = """
[model]
base = "{start}/model"
attention_dropout = {dropout}
[data]
train = "{start}/data"
max_length = 1024
check_pictures = 1
validation = "{validation}"
validation_split = "train"
[optimiser]
epochs = {epochs}
batch = {batch}
learning_rate = 1e-3
[run]
micro_batch = {micro}
precision = "fp32"
workers = 0
save_every = 3
fsdp = {fsdp}
[evaluation]
every = 2
samples = {judged}
batch = 1
max_new_tokens = 12
"""
# An odd number, so that one process of two has fewer than the other.
JUDGED = 3


def mask(folder: Path) -> bool:
    """Check labels against text for programs by the author under pictures of the tiny set."""
    collator = Collator(load_processor(folder / "start" / "model"), 4096)
    pictures = list(open_split(folder / "start" / "data", "train"))
    tokenizer = collator.processor.tokenizer
    right = 0
    for number in range(0, SAMPLES, 4):
        some = [
            replace(pictures[place % len(pictures)], program=author(1, place).program)
            for place in range(number, number + 4)
        ]
        batch = collator(some)
        for row, sample in enumerate(some):
            learnt = batch["labels"][row] != IGNORED
            real = batch["attention_mask"][row].bool()
            text = tokenizer.decode(batch["labels"][row][learnt])
            one_stretch = int(learnt[real].int().diff().clamp(min=0).sum()) == 1
            right += text == sample.program + END_OF_TURN and one_stretch and bool(learnt[real][-1])
    print(f"mask: {right} of {SAMPLES} samples have exactly the program and its end token as labels")
    return right == SAMPLES


def resume(folder: Path) -> bool:
    """Kill and resume, and compare every step's loss. Attention dropout is on, so that random numbers matter."""
    config = settings(folder, batch=2, micro=1, steps=STEPS, dropout=0.1)
    apart(lambda: train(config, folder / "whole"))
    whole = losses(folder / "whole")
    draw = random.Random(0)
    right = True
    for turn in range(KILLS):
        step, out = draw.randrange(1, STEPS), folder / f"killed{turn}"

        def kill(line: Mapping[str, Any], step: int = step) -> None:
            if line["step"] == step:
                os.kill(os.getpid(), signal.SIGKILL)

        ended = apart(lambda out=out, kill=kill: train(config, out, told=kill))  # type: ignore[misc]
        before = len(losses(out))
        apart(lambda out=out: train(config, out, resume=True))  # type: ignore[misc]
        equal = losses(out) == whole and ended == -signal.SIGKILL
        right &= equal
        print(
            f"resume: killed at step {step} ({before} in the log), resumed at {step // EVERY * EVERY}: "
            f"{len(whole)} losses {'equal, bit by bit' if equal else f'differ: {losses(out)} and {whole}'}"
        )
    return right


def ddp(folder: Path) -> bool:
    """Compare each step's loss in one process and in two."""
    return two_against_one(folder, "ddp")


def fsdp(folder: Path) -> bool:
    """The same with the weights shared out; each process holds about half of them at the end.

    accelerate shares weights out between GPUs alone. Where there are none it is told to do so between CPUs, which
    the command itself refuses: what is checked is that nothing of ours stands in the way.
    """
    equal = two_against_one(folder, "fsdp")
    held = [int((folder / "two" / RUN / f"held{rank}").read_text()) for rank in (0, 1)]
    whole = sum(weights.numel() for weights in load_model(folder / "two", Model(base="")).parameters())
    print(f"fsdp: of {whole:,} weights the two processes hold {held[0]:,} and {held[1]:,}")
    judged = [line["step"] for line in lines(folder / "two") if line.get("eval_samples") == JUDGED]
    print(f"fsdp: programs of {JUDGED} samples generated after steps {judged}")
    shutil.rmtree(folder / "killed", ignore_errors=True)
    ended = [in_two_processes(folder, "killed", kill_at=4), in_two_processes(folder, "killed")]
    resumed = losses(folder / "killed") == losses(folder / "two") and ended[0] != 0
    print(f"fsdp: killed at step 4 and resumed, losses {'equal, bit by bit' if resumed else 'differ'}")
    return equal and max(held) < 0.6 * whole and judged == [2, 4, 6] and resumed


def two_against_one(folder: Path, name: str) -> bool:
    """Whether torchrun with two processes has the losses of one."""
    config = settings(folder, batch=4, micro=2, steps=6, dropout=0.0, fsdp=name == "fsdp")
    for out in ("one", "two"):
        shutil.rmtree(folder / out, ignore_errors=True)
    alone = config.model_copy(update={"run": config.run.model_copy(update={"fsdp": False})})
    apart(lambda: train(alone, folder / "one"))
    if in_two_processes(folder, "two"):
        raise SystemExit(f"{name}: torchrun failed")
    one, two = losses(folder / "one"), losses(folder / "two")
    most = max(abs(one[step] - two[step]) for step in one)
    print(f"{name}: {len(one)} steps, losses {one[1]:.4f} to {one[len(one)]:.4f}, differ by {most:.1e}")
    return one.keys() == two.keys() and most < 1e-4


def in_two_processes(folder: Path, out: str, kill_at: int = 0) -> int:
    """Train under torchrun into a folder beside the settings, going on with what is there, and return its exit code."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_port", "29577"]
    command += [__file__, "worker", str(folder / "settings.toml"), str(folder / out), str(kill_at)]
    return subprocess.run(command, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"}).returncode


def worker(settings: Path, out: Path, kill_at: int) -> None:
    """One of torchrun's processes: train, and write down how many weights it held at the end."""
    from zero_to_cad.training.loop import ProgramTrainer

    def kill(line: Mapping[str, Any]) -> None:
        if line["step"] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    finish = ProgramTrainer.finish

    def finish_and_count(trainer: Any) -> Any:
        held = [
            weights.to_local() if hasattr(weights, "to_local") else weights for weights in trainer.model.parameters()
        ]
        path = out / RUN / f"held{os.environ['RANK']}"
        path.write_text(str(sum(weights.numel() for weights in held)), encoding="utf-8")
        return finish(trainer)

    ProgramTrainer.finish = finish_and_count  # type: ignore[method-assign, assignment]
    import torch

    if not torch.cuda.is_available():
        share_on_cpus()
    train(read_config(settings), out, resume=out.exists(), told=kill)


def share_on_cpus() -> None:
    """Let weights be shared out between processes on CPUs, which neither accelerate nor the command does."""
    from accelerate.state import AcceleratorState, PartialState
    from accelerate.utils import DistributedType

    begin = AcceleratorState.__init__

    def begin_shared(self: Any, *arguments: Any, fsdp_plugin: Any = None, **named: Any) -> None:
        begin(self, *arguments, fsdp_plugin=fsdp_plugin, **named)
        if fsdp_plugin is not None:
            self.distributed_type = PartialState._shared_state["distributed_type"] = DistributedType.FSDP
            self.fsdp_plugin = fsdp_plugin

    AcceleratorState.__init__ = begin_shared
    vars(import_module("zero_to_cad.training.trainer"))["_check_sharing"] = lambda _: None


def settings(folder: Path, batch: int, micro: int, steps: int, dropout: float, fsdp: bool = False) -> TrainingConfig:
    """Settings of a short run over the tiny set of 16."""
    path = folder / "settings.toml"
    values = {
        "batch": batch,
        "micro": micro,
        "dropout": dropout,
        "epochs": steps * batch / 16,
        "fsdp": str(fsdp).lower(),
        "validation": folder / "start" / "data" if fsdp else "",
        "judged": JUDGED,
    }
    path.write_text(SETTINGS.format(start=folder / "start", **values), encoding="utf-8")
    return read_config(path)


def apart(work: Callable[[], object]) -> int | None:
    """Do it in a child with everything imported already, and return how the child ended."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    return child.exitcode


def losses(out: Path) -> dict[int, float]:
    """Loss by step, as logged."""
    found = [line for line in lines(out) if "loss" in line]
    assert len({line["step"] for line in found}) == len(found), "a step is there twice"
    return {line["step"]: line["loss"] for line in found}


def lines(out: Path) -> list[dict[str, Any]]:
    """The log of a run."""
    return [json.loads(line) for line in (out / RUN / "log.jsonl").read_text().splitlines()]


CHECKS = {"mask": mask, "resume": resume, "ddp": ddp, "fsdp": fsdp}


def main() -> None:
    """Run the checks named, or all."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if sys.argv[1:2] == ["worker"]:
        worker(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = multiprocessing.get_context("spawn").Process(target=prepare_tiny, args=(folder / "start",))
        made.start()
        made.join()
        import_transformers()
        results = [CHECKS[check](folder) for check in sys.argv[1:] or CHECKS]
    raise SystemExit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
