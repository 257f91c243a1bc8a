from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from zero_to_cad.training.collator import IGNORED
from zero_to_cad.training.loss import token_mean


def test_micro_batches_add_up_to_the_whole_batch() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(3, 7, 11, generator=generator)
    labels = torch.randint(0, 11, (3, 7), generator=generator)
    labels[0, :6] = labels[1, :2] = labels[2, 5:] = IGNORED
    count = int((labels[:, 1:] != IGNORED).sum())
    whole = token_mean(SimpleNamespace(logits=logits), labels)
    rows = [token_mean(SimpleNamespace(logits=logits[i : i + 1]), labels[i : i + 1], count) for i in range(3)]
    assert float(whole) == pytest.approx(float(sum(rows)), abs=1e-6)
    chances = logits.log_softmax(-1)
    places = [(i, j) for i in range(3) for j in range(1, 7) if labels[i, j] != IGNORED]
    expected = -sum(float(chances[i, j - 1, labels[i, j]]) for i, j in places) / count
    assert float(whole) == pytest.approx(expected, abs=1e-5)
