"""N candidates from one reading of the prompt beside N separate calls, and weights of 8 bits beside 32.

    python benchmarks/candidates.py [--candidates N] [--tokens N] [--model FOLDER]

Without a model, a tiny one of the published architecture with random weights is made. Every figure is a ratio within
one run, of CPU seconds on a CPU.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from zero_to_cad.propose import VisionModel
from zero_to_cad.propose.prompt import SYSTEM_PROMPT, USER_TEXT, chat
from zero_to_cad.propose.sampling import Sampling
from zero_to_cad.propose.vision_model import eight_bits, library
from zero_to_cad.training import build_tiny
from zero_to_cad.views import Views


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=64, help="length of every answer")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--model", help="a model folder instead of the tiny one")
    options = parser.parse_args()
    torch = library()
    with TemporaryDirectory() as folder:
        name = options.model or str(build_tiny(Path(folder) / "tiny", [SYSTEM_PROMPT, USER_TEXT]))
        model = VisionModel(name)
        count = sum(weights.numel() for weights in model.model.parameters())
        where = model.model.device
        print(f"{count / 1e6:.1f}M parameters on {where}, {torch.get_num_threads()} threads, {options.tokens} tokens")
        print_candidates(model, options.candidates, options.tokens, options.repeats)
        if where.type == "cpu":
            print_eight_bits(model)


def print_candidates(model: VisionModel, candidates: int, tokens: int, repeats: int) -> None:
    """One reading against one reading a candidate; answers are cut at `tokens`, so that all do the same work."""
    model.__dict__["stops"] = frozenset()
    views = pictures()
    model.answers([views], Sampling(temperature=1.0), max_tokens=2)  # warms up
    ratios = []
    for _ in range(repeats):
        together = cpu_seconds(lambda: model.answers([views], Sampling(candidates, 1.0), max_tokens=tokens))
        apart = cpu_seconds(
            lambda: [
                model.answers([views], Sampling(1, 1.0, seed=seed), max_tokens=tokens) for seed in range(candidates)
            ]
        )
        ratios.append(apart / together)
        print(f"{candidates} from one reading {together:6.2f} s, {candidates} separate calls {apart:6.2f} s")
    print(f"speed-up: median {statistics.median(ratios):.2f} of {repeats} (bar: 2)")


def print_eight_bits(model: VisionModel) -> None:
    """The next token at every place of a prompt, and the time of one pass."""
    from PIL import Image

    torch = library()
    images = [Image.fromarray(pixels) for pixels in pictures().images]
    text = model.processor.apply_chat_template(chat(images), tokenize=False, add_generation_prompt=True)
    inputs = model.processor(text=[text], images=images, return_tensors="pt")
    small = eight_bits(model.model)
    with torch.inference_mode():
        chosen = [each(**inputs).logits[0].argmax(-1) for each in (model.model, small)]
        seconds = [cpu_seconds(lambda each=each: each(**inputs)) for each in (model.model, small)]  # type: ignore[misc]
    alike = (chosen[0] == chosen[1]).float().mean().item()
    print(
        f"8 bits: the same next token at {alike:.1%} of {len(chosen[0])} places, {seconds[0] / seconds[1]:.2f}x speed"
    )


def pictures() -> Views:
    random = np.random.default_rng(0)
    return Views(tuple(random.integers(0, 255, (256, 256, 3), dtype=np.uint8) for _ in range(8)))


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process, which a busy machine does not change much; wall seconds on a GPU."""
    clock = time.perf_counter if library().cuda.is_available() else time.process_time
    start = clock()
    work()
    return clock() - start


if __name__ == "__main__":
    main()
