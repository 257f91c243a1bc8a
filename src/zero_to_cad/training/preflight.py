"""Looking at all data before training: a bad row is named before an hour is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from zero_to_cad.dataset import HubSplit, LocalSplit, Sample, open_split
from zero_to_cad.errors import InputError, ProgramError
from zero_to_cad.program.source import read
from zero_to_cad.propose.prompt import VIEW_COUNT
from zero_to_cad.training.collator import Collator, images_of

COLUMNS = ("cadquery_file", *(f"image_{number}" for number in range(VIEW_COUNT)))
SPECIAL_TOKEN = re.compile(r"<\|[a-z_]+\|>")
SPOKEN = 3


@dataclass(frozen=True)
class Checked:
    """What of a split is trained on: `kept` are row numbers; `too_long` is how many rows the length filter left out.

    longest: tokens of the longest kept sample.
    """

    kept: tuple[int, ...]
    too_long: int
    longest: int


def check(split: LocalSplit, collator: Collator, pictures: int) -> Checked:
    """Read every program and the pictures of `pictures` rows spread evenly over the split.

    Raises InputError that names the first rows that cannot be trained on and counts them all, and when none is left.
    """
    bad: list[str] = []
    kept: list[int] = []
    longest = too_long = 0
    room = collator.max_length - prompt_length(split[0], collator) if len(split) else 0
    for number, sample in enumerate(LocalSplit(split.files, ("uuid", "cadquery_file"))):
        if trouble := _trouble(sample):
            bad.append(f"row {number} ({sample.uuid}) {trouble}")
            continue
        length = len(collator.completion(sample.program))
        if length > room:
            too_long += 1
        else:
            kept.append(number)
            longest = max(longest, length)
    step = max(1, len(split) // pictures)
    for number in range(0, len(split), step):
        try:
            images_of(split[number])
        except InputError as error:
            bad.append(f"row {number}: {error}")
    if bad:
        more = f", and {len(bad) - SPOKEN} more" if len(bad) > SPOKEN else ""
        raise InputError(
            f"{len(bad)} of {len(split)} rows cannot be trained on: {'; '.join(bad[:SPOKEN])}{more}. "
            "Mend them or leave them out."
        )
    if not kept:
        raise InputError(f"No row is left to train on: {too_long} of {len(split)} are longer than max_length.")
    return Checked(tuple(kept), too_long, longest + collator.max_length - room)


def check_stream(split: HubSplit, collator: Collator, rows: int) -> None:
    """Look at the first rows of a streamed split. Raises InputError that names a bad one."""
    for number, sample in enumerate(islice(split, rows)):
        trouble = _trouble(sample)
        if trouble:
            raise InputError(f"Row {number} ({sample.uuid}) of {split.name} {trouble}.")
        images_of(sample)


def prompt_length(sample: Sample, collator: Collator) -> int:
    """Tokens of the prompt, pictures included: the same for all samples."""
    return int(collator.prompts([sample])["input_ids"].shape[1])


def open_training(source: str, split: str) -> LocalSplit | HubSplit:
    """A split with the columns that training reads. Raises as `open_split` does."""
    return open_split(source, split, COLUMNS)


def _trouble(sample: Sample) -> str:
    """What is wrong with a program, "" when nothing is."""
    if not sample.program.strip():
        return "holds no program"
    if found := SPECIAL_TOKEN.search(sample.program):
        return f"holds the special token {found[0]} in its program"
    try:
        read(sample.program)
    except ProgramError as error:
        return f"holds a program with a mistake: {error}".rstrip(".")
    return ""
