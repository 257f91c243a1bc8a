"""Datasets of programs and parts, in the published schema: read, written, built, checked, curated."""

from zero_to_cad.dataset.card import write_card
from zero_to_cad.dataset.making import make_sample, sample_from_part
from zero_to_cad.dataset.reading import HubSplit, LocalSplit, open_split
from zero_to_cad.dataset.rows import sample_of
from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import COLUMNS, SPLITS
from zero_to_cad.dataset.writing import write_shard, write_split

__all__ = [
    "COLUMNS",
    "SPLITS",
    "HubSplit",
    "LocalSplit",
    "Sample",
    "make_sample",
    "open_split",
    "sample_from_part",
    "sample_of",
    "write_card",
    "write_shard",
    "write_split",
]
