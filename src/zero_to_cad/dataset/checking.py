"""Whether a split is what it claims: schema, decodable, and programs that make their solids, twice the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from zero_to_cad.dataset.making import make_sample
from zero_to_cad.dataset.reading import LocalSplit
from zero_to_cad.dataset.sample import Sample
from zero_to_cad.dataset.schema import VIEWS, arrow, arrow_schema
from zero_to_cad.errors import InputError, ProgramError, UnreadableError
from zero_to_cad.part import Part
from zero_to_cad.sandbox import Sandbox

# A solid made again may differ by this share of its volume, and of its longest side: files carry rounded numbers.
SLACK = 1e-3


@dataclass(frozen=True)
class Problem:
    """Something wrong. name: of the row, or of the file; what: "schema", "program", "pictures", "step", "stl",
    "calls", "faces", "solid" (not what the program makes) or "repeat" (not the same twice)."""

    name: str
    what: str
    message: str


def check_schema(split: LocalSplit) -> Iterator[Problem]:
    """The columns that a file lacks, has too many, or has in another type than the published one."""
    pa = arrow()
    for path in split.files:
        try:
            there = pa.parquet.read_schema(path)
        except (OSError, pa.ArrowInvalid) as error:
            yield Problem(str(path), "schema", f"no parquet file: {str(error).splitlines()[0]}")
            continue
        for field in arrow_schema():
            place = there.get_field_index(field.name)
            if place < 0:
                yield Problem(str(path), "schema", f"column {field.name} is missing")
            elif there.field(place).type != field.type:
                yield Problem(str(path), "schema", f"{field.name} is {there.field(place).type}, not {field.type}")
        for name in sorted(set(there.names) - set(arrow_schema().names)):
            yield Problem(str(path), "schema", f"column {name} is none of the published ones")


def check_sample(sample: Sample, first: Sandbox, second: Sandbox) -> Iterator[Problem]:
    """Everything wrong with one row. Runs its program once in each sandbox.

    It takes two, since all programs of one sandbox begin as copies of one process. Raises SandboxUnavailable.
    """
    yield from _pictures(sample)
    yield from _calls(sample)
    stored = {}
    for suffix in ("step", "stl"):
        try:
            stored[suffix] = Sample(sample.uuid, **{suffix: getattr(sample, suffix)}).part
        except InputError as error:
            yield Problem(sample.uuid, suffix, str(error))
    try:
        made, again = (make_sample(sample.program, sample.uuid, sandbox) for sandbox in (first, second))
    except (ProgramError, InputError) as error:
        yield Problem(sample.uuid, "program", str(error))
        return
    if made != again:
        yield Problem(sample.uuid, "repeat", "the program gives another solid each time")
    if sample.num_faces != made.num_faces:
        yield Problem(sample.uuid, "faces", f"num_faces is {sample.num_faces}, the program makes {made.num_faces}")
    for suffix, part in stored.items():
        if difference := _unlike(part, made.part):
            yield Problem(
                sample.uuid, "solid", f"the {suffix.upper()} file is not what the program makes: {difference}"
            )


def _pictures(sample: Sample) -> Iterator[Problem]:
    if len(sample.images) != VIEWS:
        yield Problem(sample.uuid, "pictures", f"there are {len(sample.images)} pictures, not {VIEWS}")
        return
    try:
        sample.views  # noqa: B018 - decoding is the check
    except UnreadableError as error:
        yield Problem(sample.uuid, "pictures", str(error))


def _calls(sample: Sample) -> Iterator[Problem]:
    try:
        calls = json.loads(sample.ops_json or "")
        known = all(isinstance(call.get("function", call.get("op_name")), str) for call in calls)
    except (ValueError, AttributeError, TypeError):
        known = False
    if not known:
        yield Problem(sample.uuid, "calls", "cadquery_ops_json is no JSON list of call records")
    elif len(calls) != sample.ops_count:
        yield Problem(sample.uuid, "calls", f"cadquery_ops_count is {sample.ops_count}, the list holds {len(calls)}")


def _unlike(stored: Part, made: Part) -> str:
    ours, theirs = stored.measures, made.measures
    # A mesh is inside or outside its curved faces by what its tolerance allows.
    slack = SLACK if stored.shape is not None else 20 * SLACK
    if abs(ours.volume - theirs.volume) > slack * theirs.volume:
        return f"its volume is {ours.volume:.6g}, not {theirs.volume:.6g} mm³"
    corners = zip((*ours.lower, *ours.upper), (*theirs.lower, *theirs.upper), strict=True)
    if any(abs(a - b) > slack * max(theirs.size) for a, b in corners):
        return "its bounding box is another"
    return ""
