"""Lets transformers read Qwen3-VL's processor on machines without torchvision.

Its `AutoProcessor` wants a video processor, which needs torchvision, though no video is ever looked at
(transformers issue 48558). Here the processor is told, as soon as transformers loads it and not before, that it
consists of an image processor and a tokenizer. Nothing happens where torchvision is installed or transformers is not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

MODULE = "transformers.models.qwen3_vl.processing_qwen3_vl"
PARTS = ("image_processor", "tokenizer")


class _Watch(MetaPathFinder):
    """Finds one module as all others would, and cures it when it has been executed."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != MODULE:
            return None
        others = (finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec"))
        spec = next(filter(None, (finder.find_spec(name, path, target) for finder in others)), None)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_cure(module: ModuleType) -> None:
                execute(module)
                cure(module)

            # On the loader itself, so that it stays the kind of loader that others expect.
            spec.loader.exec_module = execute_and_cure  # type: ignore[method-assign]
        return spec


def install() -> None:
    """Watch for the processor's module, or cure it now where it is loaded already. Doing it twice changes nothing."""
    if MODULE in sys.modules:
        cure(sys.modules[MODULE])
    elif not any(isinstance(finder, _Watch) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watch())


def cure(module: ModuleType) -> None:
    """Leave the video processor out of the processor's parts, where torchvision is missing."""
    processor = getattr(module, "Qwen3VLProcessor", None)
    if processor is not None and hasattr(processor, "get_attributes") and find_spec("torchvision") is None:
        processor.get_attributes = classmethod(lambda _: list(PARTS))
