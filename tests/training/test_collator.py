from __future__ import annotations

from pathlib import Path

import pytest
import torch
from samples import PROGRAM, sample

from zero_to_cad.dataset import Sample
from zero_to_cad.errors import InputError
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT
from zero_to_cad.training import build_tiny
from zero_to_cad.training.collator import END_OF_TURN, IGNORED, Collator
from zero_to_cad.training.loading import load_processor


@pytest.fixture(scope="module")
def collator(tmp_path_factory: pytest.TempPathFactory) -> Collator:
    folder = build_tiny(tmp_path_factory.mktemp("models") / "tiny", [PROGRAM, SYSTEM_PROMPT])
    return Collator(load_processor(folder), 1024)


def test_the_loss_is_on_the_program_and_its_end_alone(collator: Collator) -> None:
    tokenizer = collator.processor.tokenizer
    for start in range(0, 24, 4):
        samples = [sample(start + number) for number in range(4)]
        batch = collator(samples)
        for row, one in enumerate(samples):
            learnt = batch["labels"][row] != IGNORED
            tokens = batch["input_ids"][row][learnt]
            assert torch.equal(tokens, batch["labels"][row][learnt])
            assert tokenizer.decode(tokens) == one.program + END_OF_TURN
            real = batch["attention_mask"][row].bool()
            whole = tokenizer.decode(batch["input_ids"][row][real]).replace("<|image_pad|>" * 16, "<|image_pad|>")
            assert whole == collator.prompt + one.program + END_OF_TURN
            assert learnt[real].int().diff().clamp(min=0).sum() == 1, "one stretch, up to the end"
            assert not learnt[~real].any()


def test_the_prompt_is_the_published_one(collator: Collator) -> None:
    pictures = "<|vision_start|><|image_pad|><|vision_end|>" * 8
    assert collator.prompt == (
        f"<|im_start|>system\n{SYSTEM_PROMPT}<|im_end|>\n"
        f"<|im_start|>user\n{pictures}{USER_TEXT}<|im_end|>\n<|im_start|>assistant\n"
    )


def test_training_sees_what_generating_sees(collator: Collator) -> None:
    samples = [sample(0), sample(1)]
    asked, trained = collator.prompts(samples), collator(samples)
    length = asked["input_ids"].shape[1]
    for name in ("input_ids", "mm_token_type_ids", "attention_mask"):
        assert torch.equal(asked[name], trained[name][:, :length]), name
    assert torch.equal(asked["pixel_values"], trained["pixel_values"])


def test_the_padding_changes_no_loss(collator: Collator, tmp_path: Path) -> None:
    from transformers import Qwen3VLForConditionalGeneration

    model = Qwen3VLForConditionalGeneration.from_pretrained(build_tiny(tmp_path / "tiny", [PROGRAM, SYSTEM_PROMPT]))
    samples = [sample(3), sample(4)]
    with torch.no_grad():
        both = model(**collator(samples)).loss
        apart = [(model(**collator([one])).loss, len(collator.completion(one.program))) for one in samples]
    mean = sum(loss * count for loss, count in apart) / sum(count for _, count in apart)
    assert float(both) == pytest.approx(float(mean), abs=1e-5)


def test_a_sample_too_long_is_named_not_cut(collator: Collator) -> None:
    short = Collator(collator.processor, 220)
    with pytest.raises(InputError, match=r"sample-7 has \d+ tokens"):
        short([sample(7)])


def test_pictures_that_are_not_as_published_are_named(collator: Collator) -> None:
    good = sample(0)
    for images, trouble in (
        (sample(0, size=128).images, "image_0 of sample bad is 128 x 128"),
        (good.images[:7], "bad has 7 pictures"),
        ((*good.images[:7], b"no picture"), "image_7 of sample bad cannot be decoded"),
    ):
        with pytest.raises(InputError, match=trouble):
            collator([good, Sample(uuid="bad", program=PROGRAM, images=images)])
