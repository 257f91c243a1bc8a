"""A vision-language model on this machine as a proposer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.answer import read_answer
from zero_to_cad.propose.base import Budget, Candidate, Target, Told
from zero_to_cad.propose.decoding import Written
from zero_to_cad.propose.prompt import endpoint_chat
from zero_to_cad.propose.reply import Reply, Usage
from zero_to_cad.propose.sampling import Sampling
from zero_to_cad.propose.transcript import Exchange
from zero_to_cad.propose.vision_model import VisionModel
from zero_to_cad.views import Views


@dataclass(frozen=True, eq=False)
class TransformersProposer:
    """Writes all samples of a part from one reading of its views.

    constrain: the model may write nothing but programs that the grammar allows. told: called with the number of tokens
    written so far.
    """

    model: VisionModel
    sampling: Sampling = field(default_factory=Sampling)
    constrain: bool = False
    told: Told | None = None
    _ahead: dict[Target, list[Written]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return "transformers"

    def prepare(self, targets: Sequence[Target]) -> None:
        """Write the answers for several targets in one batch; `propose` hands them out. For large sets on a GPU."""
        answers = self._write([target.pictures() for target in targets])
        self._ahead.update(zip(targets, answers, strict=True))

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield one program a sample.

        Raises ProposerError("unavailable") without the extra or the weights, and when no answer held a program.
        """
        views = target.pictures()
        prepared = self._ahead.pop(target, None)
        nothing: ProposerError | None = None
        given = False
        for number, written in enumerate(prepared or self._write([views])[0]):
            text = self.model.text(written)
            # The prompt is read once, and said once.
            usage = Usage(1, 0 if number else self.model.prompt_tokens, len(written.tokens), 0.0)
            cut_off = written.ended != "stop"
            asked = () if number else tuple(endpoint_chat(views))
            budget.exchanges.append(Exchange(asked, Reply(self.model.name, text, (), cut_off, usage)))
            try:
                answer = read_answer(text, cut_off)
            except ProposerError as error:
                nothing = error
                continue
            given = True
            flaw = "repeats itself" if written.ended == "repetition" else "cut off" * answer.truncated
            detail = ", ".join(filter(None, (self.model.name, self.sampling.label(number), flaw)))
            yield Candidate(answer.program, self.name, detail)
        if nothing is not None and not given:
            raise nothing

    def _write(self, parts: Sequence[Views]) -> list[list[Written]]:
        return self.model.answers(parts, self.sampling, constrain=self.constrain, told=self.told)
