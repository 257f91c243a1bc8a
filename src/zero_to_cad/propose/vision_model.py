"""A vision-language model of Qwen3-VL's architecture on this machine: views in, answers out."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zero_to_cad.errors import ProposerError
from zero_to_cad.propose.base import Told
from zero_to_cad.propose.decoding import Constraint, Written, write
from zero_to_cad.propose.prompt import chat
from zero_to_cad.propose.sampling import MAX_TOKENS, Sampling
from zero_to_cad.propose.weights import CONFIG, folder_of, missing_extra
from zero_to_cad.views import Views

ARCHITECTURE = "qwen3_vl"
# Waiting threads of torch's OpenMP spin otherwise, which on a busy machine slows it down many times over.
QUIET_THREADS = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
# On a CPU, larger models are held back by memory, so that weights of 8 bits more than double their speed; smaller
# ones gain nothing. benchmarks/candidates.py measures it.
EIGHT_BITS_FROM = 500_000_000


@dataclass(frozen=True, eq=False)
class VisionModel:
    """Loaded when it is first used. `name` is a local folder, or a hub id whose weights have been downloaded.

    On a GPU in bfloat16; on a CPU in float32, or above half a billion parameters with weights of 8 bits.
    """

    name: str

    def answers(
        self,
        parts: Sequence[Views],
        sampling: Sampling,
        *,
        max_tokens: int = MAX_TOKENS,
        constrain: bool = False,
        told: Told | None = None,
    ) -> list[list[Written]]:
        """For each part one answer a sample, the parts read together and each of them once.

        constrain: let it write only what the grammar of `grammar.py` allows. Raises ProposerError("unavailable") when
        the extra or the weights are missing.
        """
        images = [[self._picture(image) for image in views.images] for views in parts]
        inputs = self.processor(
            text=[self._prompt(one) for one in images],
            images=[image for one in images for image in one],
            return_tensors="pt",
        ).to(self.model.device)
        return write(
            self.model,
            inputs,
            sampling.temperatures,
            stops=self.stops,
            max_tokens=max_tokens,
            seed=sampling.seed,
            constrained=self._constraints if constrain else None,
            told=told,
        )

    def text(self, written: Written) -> str:
        """An answer's tokens as text."""
        return str(self.processor.decode(written.tokens, skip_special_tokens=True))

    @cached_property
    def prompt_tokens(self) -> int:
        """How long the prompt is: the same for every part."""
        from PIL import Image

        blank = [Image.new("RGB", (256, 256))] * 8
        return int(self.processor(text=[self._prompt(blank)], images=blank, return_tensors="pt")["input_ids"].shape[1])

    @cached_property
    def stops(self) -> frozenset[int]:
        """The tokens that end an answer."""
        ends = self.model.generation_config.eos_token_id
        return frozenset([ends] if isinstance(ends, int) else ends or [self.processor.tokenizer.eos_token_id])

    @cached_property
    def _constraints(self) -> Callable[[], Constraint]:
        from zero_to_cad.propose.constraint import constraints

        return constraints(self.processor.tokenizer, self.model.config.text_config.vocab_size)

    @cached_property
    def processor(self) -> Any:
        """transformers' processor of the model."""
        folder = folder_of(self.name)
        library()
        from transformers import AutoProcessor

        try:
            return AutoProcessor.from_pretrained(folder)
        except (OSError, ValueError) as error:
            raise self._unusable(error) from error

    @cached_property
    def model(self) -> Any:
        """transformers' model, ready to be used."""
        folder = folder_of(self.name)
        self._check_architecture(folder)
        torch = library()
        from transformers import AutoModelForImageTextToText

        gpu = torch.cuda.is_available()
        try:
            model = AutoModelForImageTextToText.from_pretrained(
                folder, dtype=torch.bfloat16 if gpu else torch.float32, use_safetensors=True
            )
        except (OSError, ValueError) as error:
            raise self._unusable(error) from error
        model.eval()
        if gpu:
            return model.to("cuda")
        return eight_bits(model) if sum(each.numel() for each in model.parameters()) >= EIGHT_BITS_FROM else model

    def _check_architecture(self, folder: Path) -> None:
        try:
            kind = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["model_type"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ProposerError("unavailable", f"The {CONFIG} of {self.name} is damaged.") from error
        if kind != ARCHITECTURE:
            raise ProposerError(
                "unavailable",
                f"{self.name} is a model of type {kind}, and this engine runs {ARCHITECTURE} alone: "
                "put it behind a server and use the endpoint engine.",
            )

    def _prompt(self, images: Sequence[object]) -> str:
        return str(self.processor.apply_chat_template(chat(images), tokenize=False, add_generation_prompt=True))

    @staticmethod
    def _picture(pixels: Any) -> Any:
        from PIL import Image

        return Image.fromarray(pixels)

    def _unusable(self, error: Exception) -> ProposerError:
        reason = str(error).strip().splitlines()[0].rstrip(".")
        return ProposerError("unavailable", f"The model {self.name} cannot be loaded: {reason}.")


def library() -> Any:
    """torch, with threads that wait quietly. Raises ProposerError("unavailable") when the extra is missing."""
    for name, value in QUIET_THREADS.items():
        os.environ.setdefault(name, value)
    try:
        import torch
        import transformers
    except ImportError as error:
        raise missing_extra() from error
    transformers.utils.logging.disable_progress_bar()
    return torch


def eight_bits(model: Any) -> Any:
    """The same model with the weights of its linear layers as 8-bit integers, scaled on the fly; for CPUs."""
    import torch
    from torch.ao.quantization import quantize_dynamic

    with warnings.catch_warnings():
        # A deprecation within torch, which torch itself causes.
        warnings.simplefilter("ignore")
        return quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
