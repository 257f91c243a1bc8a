"""Writes several answers from one reading of the prompt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from zero_to_cad.propose.base import Told
from zero_to_cad.propose.repetition import repeats

if TYPE_CHECKING:
    import torch

CHECK_REPETITION_EVERY = 16


class Constraint(Protocol):
    """Says which tokens may come next in one answer."""

    def mask(self, logits: torch.Tensor, left: int) -> torch.Tensor:
        """The logits (vocabulary,) with -inf where a token may not come; `left` tokens may still be written."""
        ...

    def accept(self, token: int) -> None:
        """Take note of the token that was chosen."""
        ...


@dataclass(frozen=True)
class Written:
    """The tokens of one answer, without the one that ended it, and how it ended."""

    tokens: tuple[int, ...]
    ended: Literal["stop", "length", "repetition"]


class _Row:
    """One answer under way."""

    def __init__(self, temperature: float, generator: torch.Generator, constraint: Constraint | None) -> None:
        self.temperature = temperature
        self.generator = generator
        self.constraint = constraint
        self.tokens: list[int] = []
        self.ended: Literal["stop", "length", "repetition"] | None = None

    def choose(self, logits: torch.Tensor, left: int) -> int:
        import torch

        if self.constraint is not None:
            logits = self.constraint.mask(logits, left)
        if self.temperature == 0:
            token = int(logits.argmax())
        else:
            likely = torch.softmax(logits / self.temperature, dim=-1)
            token = int(torch.multinomial(likely, 1, generator=self.generator))
        if self.constraint is not None:
            self.constraint.accept(token)
        return token


def write(
    model: Any,
    inputs: Mapping[str, Any],
    temperatures: Sequence[float],
    *,
    stops: frozenset[int],
    max_tokens: int,
    seed: int = 0,
    constrained: Callable[[], Constraint] | None = None,
    told: Told | None = None,
) -> list[list[Written]]:
    """For each prompt in `inputs` one answer a temperature (0 is greedy), all from one pass over the prompts.

    inputs: what the processor gave, all prompts of one length. stops: the tokens that end an answer. constrained: makes
    the constraint of one answer. told: called with the number of tokens written so far in all answers. Every answer has
    a random generator of its own, so that it depends on the seed and its place among the temperatures only. An answer
    that has ended takes no further part.
    """
    import torch

    prompts, length = inputs["input_ids"].shape
    each = len(temperatures)
    rows = [
        _Row(temperature, torch.Generator().manual_seed(seed + place), constrained() if constrained else None)
        for _ in range(prompts)
        for place, temperature in enumerate(temperatures)
    ]
    active = rows
    with torch.inference_mode():
        read = model(**inputs, use_cache=True, logits_to_keep=1)
        cache = read.past_key_values
        # The position after the prompt: pictures take fewer positions than tokens.
        position = (length + model.model.rope_deltas).reshape(prompts, 1).repeat_interleave(each, dim=0)
        logits = read.logits[:, -1].repeat_interleave(each, dim=0)
        cache.batch_repeat_interleave(each)
        for step in range(max_tokens):
            for row, scores in zip(active, logits.float().cpu(), strict=True):
                _advance(row, scores, stops, max_tokens - step)
            if told is not None:
                told(sum(len(row.tokens) for row in rows))
            going = [place for place, row in enumerate(active) if row.ended is None]
            if not going:
                break
            if len(going) < len(active):
                kept = torch.tensor(going, device=position.device)
                cache.batch_select_indices(kept)
                position = position[kept]
                active = [active[place] for place in going]
            last = torch.tensor([[row.tokens[-1]] for row in active], device=position.device)
            placed = (position + step).unsqueeze(0).expand(3, -1, -1)
            logits = model(input_ids=last, position_ids=placed, past_key_values=cache, use_cache=True).logits[:, -1]
    done = [Written(tuple(row.tokens), row.ended or "length") for row in rows]
    return [done[start : start + each] for start in range(0, len(done), each)]


def _advance(row: _Row, scores: torch.Tensor, stops: frozenset[int], left: int) -> None:
    """Write one token, and see whether that was the end."""
    token = row.choose(scores, left)
    if token in stops:
        row.ended = "stop"
        return
    row.tokens.append(token)
    if left == 1:
        row.ended = "length"
    elif len(row.tokens) % CHECK_REPETITION_EVERY == 0 and repeats(row.tokens):
        row.ended = "repetition"
