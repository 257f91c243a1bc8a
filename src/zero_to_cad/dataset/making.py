"""From a program to a whole row: run it, draw it, write it as STEP and STL, record its calls."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from zero_to_cad.dataset.sample import Sample
from zero_to_cad.part import Part, write_bytes
from zero_to_cad.program import parse
from zero_to_cad.sandbox import Failure, Sandbox, shared
from zero_to_cad.views import render


def make_sample(program: str, uuid: str | None = None, sandbox: Sandbox | None = None) -> Sample:
    """Run a program in the sandbox and return its row. The same program gives the same bytes.

    uuid: without one, a version-5 UUID of the source. Raises ProgramError when the program gives no solid,
    SandboxUnavailable when it cannot be run safely.
    """
    parse(program)
    outcome = (sandbox or shared()).run(program)
    if isinstance(outcome, Failure):
        raise outcome.to_error()
    return sample_from_part(program, outcome.part, uuid)


def sample_from_part(program: str, part: Part, uuid: str | None = None) -> Sample:
    """The row of a program whose part is known already, as after a run in the sandbox.

    The views are those of the default convention, each with its text chunks. Raises ProgramError("syntax").
    """
    calls = parse(program).calls
    return Sample(
        uuid=uuid or str(uuid5(NAMESPACE_URL, program)),
        program=program,
        images=render(part).png_files(),
        step=write_bytes(part, ".step"),
        stl=write_bytes(part, ".stl"),
        num_faces=part.measures.faces,
        ops_json=json.dumps([call.to_json() for call in calls], ensure_ascii=False),
        ops_count=len(calls),
    )
