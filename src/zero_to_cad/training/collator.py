"""From samples to the tensors of a batch: the loss is on the program and its end token, and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from zero_to_cad.dataset import Sample
from zero_to_cad.errors import InputError
from zero_to_cad.propose.prompt import VIEW_COUNT, chat

if TYPE_CHECKING:
    from PIL.Image import Image

END_OF_TURN = "<|im_end|>"
SIZE = (256, 256)
# What the loss passes over, by torch's convention.
IGNORED = -100

Batch = dict[str, Any]


@dataclass(frozen=True)
class Collator:
    """Makes batches for a model's processor. `max_length`: tokens of a sample, end token included."""

    processor: Any
    max_length: int
    prompt: str = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        messages = chat([None] * VIEW_COUNT)
        prompt = self.processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        object.__setattr__(self, "prompt", prompt)
        object.__setattr__(self, "end", self.processor.tokenizer.convert_tokens_to_ids(END_OF_TURN))

    def completion(self, program: str) -> list[int]:
        """The tokens that are learnt: the program's and the end of turn."""
        return [*self.processor.tokenizer(program, add_special_tokens=False).input_ids, self.end]

    def prompts(self, samples: Sequence[Sample]) -> Batch:
        """Inputs to generate from, padded on the left: input_ids and attention_mask (B, L), pictures as patches.

        Raises InputError that names a sample whose pictures are not eight of 256 x 256.
        """
        pictures = [images_of(sample) for sample in samples]
        texts = [self.prompt] * len(samples)
        return dict(self.processor(text=texts, images=pictures, padding=True, padding_side="left", return_tensors="pt"))

    def __call__(self, samples: Sequence[Sample]) -> Batch:
        """Inputs and labels (B, L), padded on the right; labels are -100 but on the program and its end token.

        The prompt and the program are tokenised apart, as they are when the model is used: no token reaches across.
        Raises InputError for pictures that are not as published and for a sample longer than `max_length`.
        """
        import torch

        prompts = self.prompts(samples)
        columns: dict[str, list[torch.Tensor]] = {"input_ids": [], "mm_token_type_ids": [], "labels": []}
        for row, sample in enumerate(samples):
            asked = prompts["attention_mask"][row].bool()
            before = prompts["input_ids"][row][asked]
            answer = torch.tensor(self.completion(sample.program))
            if (length := len(before) + len(answer)) > self.max_length:
                raise InputError(f"Sample {sample.uuid} has {length} tokens, more than max_length {self.max_length}.")
            columns["input_ids"].append(torch.cat([before, answer]))
            kinds = prompts["mm_token_type_ids"][row][asked]
            columns["mm_token_type_ids"].append(torch.cat([kinds, torch.zeros_like(answer)]))
            columns["labels"].append(torch.cat([torch.full_like(before, IGNORED), answer]))
        padding = {"input_ids": self.processor.tokenizer.pad_token_id, "mm_token_type_ids": 0, "labels": IGNORED}
        batch = {
            name: torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=padding[name])
            for name, rows in columns.items()
        }
        lengths = torch.tensor([len(row) for row in columns["input_ids"]])
        batch["attention_mask"] = (torch.arange(int(lengths.max())) < lengths[:, None]).long()
        return {**batch, "pixel_values": prompts["pixel_values"], "image_grid_thw": prompts["image_grid_thw"]}


def images_of(sample: Sample) -> list[Image]:
    """The eight pictures, decoded. Raises InputError that names the sample for others than 256 x 256."""
    from PIL import Image

    if len(sample.images) != VIEW_COUNT:
        raise InputError(f"Sample {sample.uuid} has {len(sample.images)} pictures and needs {VIEW_COUNT}.")
    pictures = []
    for number, data in enumerate(sample.images):
        try:
            picture = Image.open(BytesIO(data)).convert("RGB")
        except (OSError, ValueError, SyntaxError) as error:
            raise InputError(f"Picture image_{number} of sample {sample.uuid} cannot be decoded: {error}.") from error
        if picture.size != SIZE:
            size = "{} x {}".format(*picture.size)
            raise InputError(f"Picture image_{number} of sample {sample.uuid} is {size}, not 256 x 256.")
        pictures.append(picture)
    return pictures
