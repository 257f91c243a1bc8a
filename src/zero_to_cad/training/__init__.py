"""Training the vision-language model: samples to batches to a checkpoint folder."""

from zero_to_cad.training.config import PRESETS, TrainingConfig, preset, preset_text, read_config
from zero_to_cad.training.export import TRAINERS, export_samples
from zero_to_cad.training.preflight import open_training
from zero_to_cad.training.tiny import build_tiny
from zero_to_cad.training.tiny_run import prepare_tiny, tiny_settings
from zero_to_cad.training.trainer import Trained, check_start, prepare, train

__all__ = [
    "PRESETS",
    "TRAINERS",
    "Trained",
    "TrainingConfig",
    "build_tiny",
    "check_start",
    "export_samples",
    "open_training",
    "prepare",
    "prepare_tiny",
    "preset",
    "preset_text",
    "read_config",
    "tiny_settings",
    "train",
]
