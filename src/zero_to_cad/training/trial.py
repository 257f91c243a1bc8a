"""How good a model under training is: it writes programs, they are run, and what they make is scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zero_to_cad.dataset import Sample
from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.answer import read_answer
from zero_to_cad.sandbox import Failure, Sandbox, shared
from zero_to_cad.score import score
from zero_to_cad.training.collator import Collator
from zero_to_cad.training.config import Evaluation

if TYPE_CHECKING:
    from zero_to_cad.part import Part

ALIKE = 0.9


@dataclass(frozen=True)
class Tried:
    """One sample's end. iou: under protocol zero-to-cad without rotations; None when the program gave no part."""

    uuid: str
    iou: float | None


class Trial:
    """Generates greedily for the same samples each time. The parts to compare with are made once."""

    def __init__(self, samples: Sequence[Sample], collator: Collator, settings: Evaluation) -> None:
        self.samples, self.collator, self.settings = tuple(samples), collator, settings
        self._targets: dict[str, Part] = {}

    def run(self, model: Any, samples: Sequence[Sample], sandbox: Sandbox | None = None) -> Iterator[Tried]:
        """Try these samples. Raises ProgramError where a sample's own program gives no part."""
        box = sandbox or shared()
        for start in range(0, len(samples), self.settings.batch):
            some = samples[start : start + self.settings.batch]
            for sample, text in zip(some, self.texts(model, some), strict=True):
                yield Tried(sample.uuid, self._iou(sample, text, box))

    def texts(self, model: Any, samples: Sequence[Sample]) -> list[str]:
        """What the model answers, greedily, to the views of each sample."""
        import torch
        from torch.distributed.fsdp import FSDPModule

        tokenizer = self.collator.processor.tokenizer
        inputs = {name: value.to(model.device) for name, value in self.collator.prompts(samples).items()}
        with torch.no_grad():
            tokens = model.generate(
                **inputs,
                max_new_tokens=self.settings.max_new_tokens,
                do_sample=False,
                eos_token_id=self.collator.end,
                pad_token_id=tokenizer.pad_token_id,
                # A process whose answers have ended still lends its share of the weights to the others.
                synced_gpus=isinstance(model, FSDPModule),
            )
        answers = tokens[:, inputs["input_ids"].shape[1] :]
        texts: list[str] = tokenizer.batch_decode(answers, skip_special_tokens=True)
        return texts

    def _iou(self, sample: Sample, text: str, sandbox: Sandbox) -> float | None:
        try:
            program = read_answer(text).program
        except ProposerError:
            return None
        outcome = sandbox.run(program)
        if isinstance(outcome, Failure):
            return None
        return score(outcome.part, self._target(sample, sandbox)).iou

    def _target(self, sample: Sample, sandbox: Sandbox) -> Part:
        if sample.uuid not in self._targets:
            outcome = sandbox.run(sample.program)
            if isinstance(outcome, Failure):
                raise outcome.to_error()
            self._targets[sample.uuid] = outcome.part
        return self._targets[sample.uuid]


def figures(tried: Sequence[Tried]) -> dict[str, float]:
    """success: share that gave a part. iou: mean, failures as 0. iou_of_successes: mean over those alone, 0 when there
    are none. alike: share with IoU >= 0.9."""
    ious = [one.iou for one in tried if one.iou is not None]
    return {
        "samples": len(tried),
        "success": len(ious) / len(tried),
        "iou": sum(ious) / len(tried),
        "iou_of_successes": sum(ious) / len(ious) if ious else 0.0,
        "alike": sum(iou >= ALIKE for iou in ious) / len(tried),
    }
