"""The loss: every token of a step's programs counts the same, however the samples are spread over micro-batches."""

from __future__ import annotations

from typing import Any

from zero_to_cad.training.collator import IGNORED


def token_mean(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:
    """Cross entropy of the next token, summed over the labelled ones and divided by `num_items_in_batch`.

    That is how many there are in the whole step, over all micro-batches and processes; without it, in these `labels`.
    Qwen3-VL's own loss is a mean over each micro-batch, so that short programs would count more than long ones, and
    the more so the smaller the micro-batch.
    """
    from torch.nn.functional import cross_entropy

    wanted = labels[:, 1:].flatten()
    total = cross_entropy(outputs.logits[:, :-1].flatten(0, 1).float(), wanted, ignore_index=IGNORED, reduction="sum")
    return total / ((wanted != IGNORED).sum() if num_items_in_batch is None else num_items_in_batch)
