"""The process that works: reads uploaded geometry, rebuilds it, runs programs in its sandbox, writes what comes out.

Started by `bench` as a fresh interpreter, because readers of geometry crash and hang. It takes one request a line on
stdin and answers in JSON lines on stdout: {"stage", "text"} while it works, then {"done"} or {"failed"}. It ends when
stdin does and is killed by the system when the server dies; its sandbox ends with it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zero_to_cad.errors import InputError, ProgramError, ZeroToCadError

if TYPE_CHECKING:
    from zero_to_cad.part import Part
    from zero_to_cad.propose import Proposer
    from zero_to_cad.views import Views

Tell = Callable[[str, str], None]

PR_SET_PDEATHSIG = 1
# Geometry that needs more address space than this is refused instead of bringing the machine down.
MOST_MEMORY = 12 << 30
# A job takes what the web process and whoever waits for a picture leave over.
JOB_NICENESS = 10
REHEARSAL = """
import cadquery as cq
result = cq.Workplane().box(30, 20, 10).faces(">Z").workplane().hole(8)
"""


def main(role: str, parent: int) -> None:
    """Get ready for `role`, "reconstruct" or "build", say so, then serve."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    if role == "reconstruct":
        os.nice(JOB_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    # The kernel prints to descriptor 1: answers go elsewhere.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def say(message: Mapping[str, Any]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    _rehearse(role)
    say({"ready": os.getpid()})
    for line in sys.stdin:
        request = json.loads(line)
        say(_answer(request, lambda stage, text: say({"stage": stage, "text": text})))


def check_engines(url: str, *names: str) -> str | None:
    """What is wrong with the first of these engines that there is not, else None."""
    try:
        for name in names:
            _proposer(name, url)
    except ZeroToCadError as error:
        return str(error)
    return None


def _answer(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """The last line of the answer to a request."""
    out = Path(request["out"])
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        done = TASKS[request["do"]](request, fresh, tell)
        shutil.rmtree(out, ignore_errors=True)
        fresh.rename(out)
        return {"done": done}
    except ProgramError as error:
        return {"failed": error.message, "kind": error.kind, "line": error.line}
    except ZeroToCadError as error:
        return {"failed": " ".join([str(error), *getattr(error, "__notes__", ())]), "kind": "refused", "line": None}
    except MemoryError:
        return {"failed": "The part needs more memory than a job may use.", "kind": "memory", "line": None}
    except Exception as error:  # a reader's or the kernel's own; the job fails, the server goes on
        return {"failed": f"Unexpected {type(error).__name__}: {error}. This is a bug.", "kind": "bug", "line": None}
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _reconstruct(request: Mapping[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """From an uploaded part or its views to a result folder, and the meshes for the page."""
    from zero_to_cad.propose import Target
    from zero_to_cad.reconstruct import reconstruct
    from zero_to_cad.sandbox import shared
    from zero_to_cad.service.watching import WatchedProposer, WatchedSandbox
    from zero_to_cad.viewer.mesh_file import deviating, drawn

    tell("read", "Reading the input.")
    if request["kind"] == "views":
        target = Target(request["name"], views=_read_views(request))
    else:
        target = Target(request["name"], part=_read(request))
    proposer = WatchedProposer(_proposer(request["engine"], request["url"]), tell)
    tell("propose", f"The engine {proposer.name} looks for a program.")
    with WatchedSandbox(shared(), tell) as sandbox:
        found = reconstruct(target, proposer, request["budget"], sandbox)
    tell("save", f"Saving: {found.sentence}.")
    found.save(folder / "result")
    meshes = folder / "meshes"
    meshes.mkdir()
    if target.part is None:
        (meshes / "result").write_bytes(drawn(found.part))
    else:
        (meshes / "input").write_bytes(drawn(target.part))
        (meshes / "result").write_bytes(deviating(found.part, target.part))
    return {
        "scores": [score.to_json() for score in found.scores],
        "surface": found.surface.to_json() if found.surface else None,
        "measures": found.part.measures.to_json(),
        "stopped": found.stopped,
        "seconds": round(sum(found.timings.values()), 3),
    }


def _build(request: Mapping[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """From a program's source to its part: parameters, measures, and a mesh for the page."""
    from zero_to_cad.program import parse
    from zero_to_cad.sandbox import Failure, Limits, shared
    from zero_to_cad.viewer.mesh_file import drawn

    program = parse(request["source"])
    if request["values"]:
        program = program.with_parameters(request["values"])
    seconds = request["seconds"]
    outcome = shared().run(program.source, Limits(cpu_seconds=seconds, wall_seconds=seconds))
    if isinstance(outcome, Failure):
        raise outcome.to_error()
    (folder / "program.py").write_text(program.source, encoding="utf-8")
    (folder / "mesh").write_bytes(drawn(outcome.part))
    done = {
        "source": program.source,
        "parameters": [asdict(parameter) for parameter in program.parameters],
        "measures": outcome.measures.to_json(),
        "selected": outcome.selected,
        "notes": list(outcome.notes),
        "printed": outcome.output,
        "seconds": round(outcome.seconds, 4),
    }
    (folder / "build.json").write_text(json.dumps(done), encoding="utf-8")
    return done


def _export(request: Mapping[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The files of a build, made when first asked for, and its mesh coloured by the distance from the input."""
    from zero_to_cad.part import write_bytes
    from zero_to_cad.sandbox import Limits, run
    from zero_to_cad.viewer.mesh_file import deviating

    source = Path(request["program"]).read_text(encoding="utf-8")
    part = run(source, Limits(cpu_seconds=request["seconds"], wall_seconds=request["seconds"]))
    for suffix in (".step", ".stl", ".glb"):
        (folder / f"result{suffix}").write_bytes(write_bytes(part, suffix))
    if request["kind"] == "part":
        (folder / "deviations").write_bytes(deviating(part, _read(request)))
    return {}


def _proposer(name: str, url: str) -> Proposer:
    """The engine of this name; `url` is for those that ask a model server. Raises ConfigError."""
    from zero_to_cad.propose import Settings, engine

    return engine(name, Settings(url=url) if name.startswith("endpoint") else None)


def _read(request: Mapping[str, Any]) -> Part:
    """The uploaded part, under the name that its file had.

    Raises InputError; its message speaks of "The file", since where that lies here is nobody's business.
    """
    from zero_to_cad.part import read

    path = next(Path(request["input"]).iterdir())
    try:
        part = read(path, solid=request["solid"])
    except InputError as error:
        words = str(error).replace(str(path), "The file").replace("--solid N, or take each with --all", "`solid`")
        raise InputError(words) from None
    return part


def _read_views(request: Mapping[str, Any]) -> Views:
    """The uploaded pictures. Raises InputError as `_read` does."""
    from zero_to_cad.views import load_views

    folder = Path(request["input"])
    try:
        return load_views(folder)
    except InputError as error:
        raise InputError(str(error).replace(f"{folder}/", "").replace(str(folder), "The upload")) from None


def _rehearse(role: str) -> None:
    """Load the geometry kernel, start the sandbox and, for jobs, compile the engine's kernels before a clock runs."""
    from zero_to_cad.sandbox import run, shared

    shared().start()
    part = run(REHEARSAL)
    if role == "reconstruct":
        from zero_to_cad.reconstruct import reconstruct

        reconstruct(part, budget=5.0)
    else:
        from zero_to_cad.viewer.mesh_file import drawn

        drawn(part)


TASKS: Mapping[str, Callable[[Mapping[str, Any], Path, Tell], dict[str, Any]]] = {
    "reconstruct": _reconstruct,
    "build": _build,
    "export": _export,
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
