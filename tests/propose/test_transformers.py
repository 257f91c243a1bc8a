"""A tiny model of the published architecture, asked as the published one is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tiny_model

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
from zero_to_cad.errors import ProposerError  # noqa: E402
from zero_to_cad.propose import Budget, Candidate, Settings, Target, TransformersProposer, VisionModel, engine  # noqa: E402
from zero_to_cad.propose.decoding import Written  # noqa: E402
from zero_to_cad.propose.sampling import Sampling  # noqa: E402
from zero_to_cad.propose.transcript import total  # noqa: E402
from zero_to_cad.propose.vision_model import eight_bits, library  # noqa: E402

GOLDEN = json.loads((Path(__file__).parent / "golden" / "tiny_model.json").read_text(encoding="utf-8"))
VIEWS = tiny_model.views()


@pytest.fixture(scope="module")
def tiny() -> VisionModel:
    library()
    model = VisionModel(str(tiny_model.folder()))
    # Small random weights say the same word again and again.
    with torch.no_grad():
        for weights in model.model.parameters():
            weights.mul_(3.0 if weights.ndim > 1 else 1.0)
    return model


def prompt(model: VisionModel) -> Any:
    from PIL import Image

    images = [Image.fromarray(pixels) for pixels in VIEWS.images]
    return model.processor(text=[model._prompt(images)], images=images, return_tensors="pt")


def test_greedy_is_what_transformers_itself_writes(tiny: VisionModel) -> None:
    inputs = prompt(tiny)
    theirs = tiny.model.generate(**inputs, max_new_tokens=24, do_sample=False)[0, inputs["input_ids"].shape[1] :]
    ((ours,),) = tiny.answers([VIEWS], Sampling(), max_tokens=24)
    assert list(ours.tokens) == theirs.tolist()
    assert ours.ended == "length"


def test_the_golden_tokens(tiny: VisionModel) -> None:
    inputs = prompt(tiny)
    assert inputs["input_ids"][0].tolist() == GOLDEN["prompt"]
    pixels = np.round(inputs["pixel_values"].numpy() * 255).astype(np.int16)
    assert hashlib.sha256(pixels.tobytes()).hexdigest() == GOLDEN["pixels"]
    ((greedy, sampled),) = tiny.answers([VIEWS], Sampling(2, 0.8, seed=5), max_tokens=24)
    assert list(greedy.tokens) == GOLDEN["greedy"]
    assert list(sampled.tokens) == GOLDEN["sampled"]
    assert tiny.text(sampled) == GOLDEN["text"]


def test_samples_share_one_reading_and_depend_on_their_seed_alone(tiny: VisionModel) -> None:
    readings = []
    hook = tiny.model.model.visual.register_forward_hook(lambda *_: readings.append(1))
    ((*several,),) = tiny.answers([VIEWS], Sampling(4, 1.0, seed=3), max_tokens=8)
    hook.remove()
    assert len(readings) == 1
    ((alone,),) = tiny.answers([VIEWS], Sampling(1, 1.0, seed=5), max_tokens=8)
    assert several[2] == alone
    assert len({written.tokens for written in several}) == 4


def test_parts_in_a_batch_are_as_parts_alone(tiny: VisionModel) -> None:
    parts = [tiny_model.views(seed) for seed in (1, 2)]
    together = tiny.answers(parts, Sampling(2, 1.0), max_tokens=6)
    assert together == [tiny.answers([part], Sampling(2, 1.0), max_tokens=6)[0] for part in parts]


def test_the_count_of_tokens_is_told(tiny: VisionModel) -> None:
    counts: list[int] = []
    tiny.answers([VIEWS], Sampling(3, 1.0), max_tokens=5, told=counts.append)
    assert counts == [3, 6, 9, 12, 15]


def test_it_stops_where_it_repeats_itself(tiny: VisionModel) -> None:
    word = tiny.processor.tokenizer.encode("1", add_special_tokens=False)[0]
    hook = tiny.model.register_forward_hook(lambda _, __, output: only(output, word))
    ((written,),) = tiny.answers([VIEWS], Sampling(), max_tokens=400)
    hook.remove()
    assert written == Written((word,) * 160, "repetition")


def test_it_stops_at_the_end_token(tiny: VisionModel) -> None:
    hook = tiny.model.register_forward_hook(lambda _, __, output: only(output, min(tiny.stops)))
    ((written,),) = tiny.answers([VIEWS], Sampling(), max_tokens=400)
    hook.remove()
    assert written == Written((), "stop")


def only(output: Any, token: int) -> Any:
    output.logits = torch.full_like(output.logits, -10.0)
    output.logits[..., token] = 10.0
    return output


def test_under_the_grammar_every_answer_parses(tiny: VisionModel) -> None:
    pytest.importorskip("llguidance")
    answers = tiny.answers([VIEWS], Sampling(3, 1.0), max_tokens=200, constrain=True)[0]
    for written in answers:
        assert written.ended == "stop"
        text = tiny.text(written)
        assert text.startswith("import cadquery as cq\n")
        compile(text, "program", "exec")


def test_weights_of_eight_bits_choose_nearly_the_same(tiny: VisionModel) -> None:
    inputs = prompt(tiny)
    with torch.inference_mode():
        exact = tiny.model(**inputs).logits[0].argmax(-1)
        tiny.model.model.rope_deltas = None
        small = eight_bits(tiny.model)(**inputs).logits[0].argmax(-1)
    assert (exact == small).float().mean() > 0.8


class Scripted(VisionModel):
    """Says what it is told to."""

    def text(self, written: Written) -> str:
        return {1: "import cadquery as cq\nresult = cq.Workplane().box(1, 1, 1)\n", 2: "Sorry."}[written.tokens[0]]

    @property
    def prompt_tokens(self) -> int:
        return 584

    def answers(self, parts: Any, sampling: Sampling, **_: Any) -> list[list[Written]]:
        kinds = [Written((1, 9), "stop"), Written((2,), "stop"), Written((1, 9, 9), "length")]
        return [kinds[: sampling.samples] for _ in parts]


def proposed(budget: Budget, samples: int) -> Iterator[Candidate]:
    proposer = TransformersProposer(Scripted("m"), Sampling(samples))
    return proposer.propose(Target("part", views=VIEWS), budget)


def test_candidates_and_what_they_used() -> None:
    budget = Budget(5)
    first, third = proposed(budget, 3)
    assert first.detail == "m, sample 1 of 3"
    assert third.detail == "m, sample 3 of 3, cut off"
    assert (total(budget.exchanges).prompt_tokens, total(budget.exchanges).completion_tokens) == (584, 6)


def test_words_alone_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scripted, "text", lambda *_: "Sorry.")
    with pytest.raises(ProposerError, match="Sorry"):
        list(proposed(Budget(5), 1))


def test_prepared_answers_are_handed_out_once() -> None:
    proposer = TransformersProposer(Scripted("m"))
    targets = [Target(str(number), views=tiny_model.views(number)) for number in range(3)]
    proposer.prepare(targets)
    assert len(proposer._ahead) == 3
    for target in targets:
        assert len(list(proposer.propose(target, Budget(5)))) == 1
    assert not proposer._ahead


def test_the_engine_by_its_settings() -> None:
    made = engine("transformers:folder", Settings(samples=2, constrain=True, seed=9))
    assert isinstance(made, TransformersProposer)
    assert (made.model.name, made.sampling, made.constrain) == ("folder", Sampling(2, None, 9), True)
    plain = engine("transformers")
    assert isinstance(plain, TransformersProposer)
    assert plain.model.name == "ADSKAILab/Zero-To-CAD-Qwen3-VL-2B"
