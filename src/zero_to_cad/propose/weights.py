"""Where a model's weights are, and what to do when they are not there."""

from __future__ import annotations

from pathlib import Path

from zero_to_cad.errors import ProposerError

PUBLISHED = "ADSKAILab/Zero-To-CAD-Qwen3-VL-2B"
CONFIG = "config.json"
INSTALL = "pip install 'zero-to-cad[vlm]'"


def folder_of(model: str) -> Path:
    """The local folder of a model: `model` itself, or where a hub id was downloaded to. Nothing is downloaded.

    Raises ProposerError("unavailable"), with the command that gets what is missing.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not (folder / CONFIG).is_file():
            raise ProposerError("unavailable", f"{model} is no model folder: it holds no {CONFIG}.")
        return folder
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise missing_extra() from error
    try:
        found = Path(snapshot_download(model, local_files_only=True))
    except HFValidationError:
        raise ProposerError("unavailable", f"There is no model folder {model}.") from None
    except LocalEntryNotFoundError:
        raise _not_downloaded(model) from None
    if not any(found.glob("*.safetensors")):
        raise _not_downloaded(model)
    return found


def missing_extra() -> ProposerError:
    """What to raise when a library of the extra is not installed."""
    return ProposerError("unavailable", f"The transformers engine needs its extra: {INSTALL}.")


def _not_downloaded(model: str) -> ProposerError:
    return ProposerError("unavailable", f"The weights of {model} are not on this machine: hf download {model}")
