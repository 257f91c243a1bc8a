"""A model behind an OpenAI-compatible server as a proposer, asked as the published checkpoint is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.answer import Answer, read_answer
from zero_to_cad.propose.base import Budget, Candidate, Target, Told
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.prompt import endpoint_chat
from zero_to_cad.propose.sampling import MAX_TOKENS, Sampling
from zero_to_cad.propose.transcript import Exchange


@dataclass(frozen=True)
class EndpointProposer:
    """Sends the eight views and takes the program from the answer, once a sample.

    told: called with the number of tokens of the answer under way.
    """

    chat: ChatEndpoint
    sampling: Sampling = field(default_factory=Sampling)
    told: Told | None = None

    @property
    def name(self) -> str:
        return "endpoint"

    def propose(self, target: Target, budget: Budget) -> Iterator[Candidate]:
        """Yield one program a sample, each asked for when it is wanted.

        Raises ProposerError when the server gives no answer, or when no answer held a program.
        """
        messages = endpoint_chat(target.pictures())
        nothing: ProposerError | None = None
        given = False
        for number, temperature in enumerate(self.sampling.temperatures):
            reply = self.chat.chat(
                messages,
                max_tokens=MAX_TOKENS,
                temperature=temperature,
                seed=self.sampling.seed + number,
                told=self.told,
            )
            budget.exchanges.append(Exchange(tuple(messages), reply))
            try:
                answer = read_answer(reply.text, reply.truncated)
            except ProposerError as error:
                nothing = error
                continue
            given = True
            yield Candidate(answer.program, self.name, self._detail(number, answer))
        if nothing is not None and not given:
            raise nothing

    def _detail(self, number: int, answer: Answer) -> str:
        return ", ".join(filter(None, (self.chat.model, self.sampling.label(number), "cut off" * answer.truncated)))
