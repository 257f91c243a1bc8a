"""transformers' Trainer with our order of samples, our evaluation and our log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from accelerate.utils import gather_object
from transformers import PrinterCallback, Trainer, TrainerCallback

from zero_to_cad.training.examples import Order
from zero_to_cad.training.journal import Journal
from zero_to_cad.training.trial import Trial, Tried, figures

BEST = "best"
ABOUT_BEST = "best.json"


class ProgramTrainer(Trainer):  # type: ignore[misc, unused-ignore]
    """Trains on programs. `run` is the folder of checkpoints; `journal` is None but in the first process."""

    def __init__(
        self,
        *,
        model: Any,
        arguments: Any,
        train: Any,
        order: Order | None,
        trial: Trial,
        journal: Journal | None,
        run: Path,
    ) -> None:
        self._order, self._exam, self._journal, self._run = order, trial, journal, run
        self._judged: tuple[int, dict[str, float]] = (0, {})
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=train,
            eval_dataset=list(trial.samples),
            data_collator=trial.collator,
            callbacks=[_Notes(journal)] if journal else None,
        )
        # It prints to stdout, which carries JSON only.
        self.remove_callback(PrinterCallback)

    def _get_train_sampler(self, train_dataset: Any = None) -> Order | None:
        return self._order

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Generate, run and score; keep the model if it is the best so far. The same answer in every process.

        The Trainer asks more than once about the last step; it is judged once.
        """
        if self._judged[0] == self.state.global_step:
            return self._judged[1]
        samples, processes = self._exam.samples, self.args.world_size
        mine = samples[self.args.process_index :: processes]
        # Where weights are shared out, all processes must generate equally often.
        even = mine if len(mine) * processes >= len(samples) else (*mine, samples[0])
        training = self.model.training
        self.model.eval()
        tried: list[Tried] = gather_object(list(self._exam.run(self.model, even))[: len(mine)])
        self.model.train(training)
        result = figures(tried)
        if self._journal:
            self._journal.write(self.state.global_step, {f"eval_{name}": value for name, value in result.items()})
        if result["iou"] > self._best()[1].get("iou", -1.0):
            self._keep(result)
        self._judged = (self.state.global_step, {f"eval_{name}": value for name, value in result.items()})
        return self._judged[1]

    def finish(self) -> tuple[int, dict[str, float]]:
        """Judge the last step's model too, and say which step was kept, with its figures."""
        if not self._exam.samples:
            self._keep({})
        else:
            self.evaluate()
        if self._journal:
            self._journal.close()
        self.accelerator.wait_for_everyone()
        return self._best()

    def _best(self) -> tuple[int, dict[str, float]]:
        path = self._run / ABOUT_BEST
        if not path.exists():
            return 0, {}
        about = json.loads(path.read_text(encoding="utf-8"))
        return about["step"], about["figures"]

    def _keep(self, result: dict[str, float]) -> None:
        fresh, best = self._run / f".{BEST}", self._run / BEST
        self.accelerator.wait_for_everyone()
        self.save_model(str(fresh))
        if self.args.should_save:
            shutil.rmtree(best, ignore_errors=True)
            fresh.rename(best)
            scratch = self._run / f".{ABOUT_BEST}"
            scratch.write_text(json.dumps({"step": self.state.global_step, "figures": result}), encoding="utf-8")
            scratch.replace(self._run / ABOUT_BEST)
        self.accelerator.wait_for_everyone()


class _Notes(TrainerCallback):  # type: ignore[misc, unused-ignore]
    """Hands each step's loss to the journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float], **_: Any) -> None:
        if "loss" in logs:
            names = ("loss", "learning_rate", "grad_norm")
            self.journal.write(state.global_step, {name: logs[name] for name in names if name in logs})
