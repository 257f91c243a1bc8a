"""Training the vision-language model: samples to batches to a checkpoint folder."""

from zero_to_cad.training.tiny import build_tiny

__all__ = ["build_tiny"]
