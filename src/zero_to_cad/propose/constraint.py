"""Keeps one answer within the grammar of CadQuery programs, and brings it to an end in time."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

from zero_to_cad.propose.grammar import grammar
from zero_to_cad.propose.weights import missing_extra

if TYPE_CHECKING:
    import torch

# With fewer tokens left, the answer takes the shortest way to its end.
LANDING = 160
# What ends things, the most final first: the first of these that the grammar allows is taken.
ENDINGS = (")", "]", '"', "\n", ",", " =", " ", "=", "result", *digits, *ascii_lowercase)


def constraints(tokenizer: Any, vocabulary: int) -> Callable[[], GrammarConstraint]:
    """What makes the constraint of one answer. `vocabulary` is the number of the model's logits.

    Raises ProposerError("unavailable") when llguidance is not installed.
    """
    try:
        import llguidance
        import llguidance.hf
    except ImportError as error:
        raise missing_extra() from error
    known = llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary)
    rules = llguidance.LLMatcher.grammar_from_lark(grammar())
    endings = []
    for text in ENDINGS:
        tokens = tokenizer.encode(text, add_special_tokens=False)
        if len(tokens) == 1:
            endings.append(tokens[0])
    return lambda: GrammarConstraint(llguidance.LLMatcher(known, rules), [tokenizer.eos_token_id, *endings])


class GrammarConstraint:
    """The state of one answer within the grammar."""

    def __init__(self, matcher: Any, endings: list[int]) -> None:
        self._matcher = matcher
        self._endings = endings
        if matcher.is_error():
            raise RuntimeError(matcher.get_error())

    def mask(self, logits: torch.Tensor, left: int) -> torch.Tensor:
        """The logits with -inf for every token that the grammar does not allow."""
        import torch

        bits = torch.frombuffer(bytearray(self._matcher.compute_bitmask()), dtype=torch.uint8)
        allowed = ((bits[:, None] >> torch.arange(8, dtype=torch.uint8)) & 1).bool().flatten()[: len(logits)]
        if left <= LANDING:
            final = next((token for token in self._endings if allowed[token]), None)
            if final is not None:
                allowed = torch.zeros_like(allowed)
                allowed[final] = True
        return logits.masked_fill(~allowed, -torch.inf)

    def accept(self, token: int) -> None:
        """Take note of the token that was chosen."""
        self._matcher.consume_token(token)
