"""The life of a sandbox: threads, restarts, ends; and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zero_to_cad.errors import ProgramError
from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success, layers
from zero_to_cad.sandbox.result import to_bytes

BOX = "import cadquery as cq\nresult = cq.Workplane().box(1, 2, {}).edges('|Z').fillet(0.2)\n"


def warm_pid(sandbox: Sandbox) -> int:
    return sandbox._started()._process.pid


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        time.sleep(0.1)
    return False


def test_several_programs_at_once(sandbox: Sandbox) -> None:
    def run(number: int) -> Success | Failure:
        return sandbox.run(BOX.format(number) if number % 3 else "while True: pass", Limits(wall_seconds=2))

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(run, range(8)))
    for number, outcome in enumerate(outcomes):
        if number % 3:
            assert isinstance(outcome, Success), outcome
            assert outcome.measures.size[2] == pytest.approx(number)
        else:
            assert isinstance(outcome, Failure)
            assert outcome.kind == "timeout"


def test_no_child_is_left(sandbox: Sandbox) -> None:
    sandbox.run("while True: pass", Limits(wall_seconds=0.3))
    for _ in range(50):
        # Two wait for the next program.
        if len(children(warm_pid(sandbox))) == 2:
            return
        time.sleep(0.1)
    pytest.fail(f"{len(children(warm_pid(sandbox)))} children are left")


def test_a_killed_warm_process_is_replaced_and_answers_the_same(sandbox: Sandbox) -> None:
    first = sandbox.run(BOX.format(3))
    before = warm_pid(sandbox)
    os.kill(before, signal.SIGKILL)
    second = sandbox.run(BOX.format(3))
    assert warm_pid(sandbox) != before
    assert isinstance(first, Success)
    assert isinstance(second, Success)
    assert second.measures == first.measures
    assert to_bytes([second.part.shape.wrapped]) == to_bytes([first.part.shape.wrapped])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_caller_leaves_nothing_behind(number: int) -> None:
    script = """
        from zero_to_cad.sandbox import Sandbox
        with Sandbox() as sandbox:
            sandbox.run("x = 1")
            print(sandbox._started()._process.pid, flush=True)
            sandbox.run("while True: pass")
    """
    caller = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Under nohup or in a script's background the test itself may have been told to ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert caller.stdout is not None
    assert caller.stderr is not None
    warm = int(caller.stdout.readline())
    time.sleep(0.3)
    started = [warm, *children(warm)]
    caller.send_signal(number)
    assert caller.wait(20) == -number
    assert ("KeyboardInterrupt" in caller.stderr.read()) == (number == signal.SIGINT)
    assert all(gone(pid) for pid in started)
    caller.stdout.close()
    caller.stderr.close()


def test_run_gives_the_part_or_raises() -> None:
    script = """
        from zero_to_cad.errors import ProgramError
        from zero_to_cad.sandbox import run
        print(run("import cadquery as cq\\nresult = cq.Workplane().box(1, 2, 3)").measures.size)
        try:
            run("\\n1 / 0")
        except ProgramError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "(1.0, 2.0, 3.0)",
        "runtime (line 2): ZeroDivisionError: division by zero",
    ]
    assert done.stderr == ""


def test_layers_are_all_here() -> None:
    found = layers()
    assert [layer.name for layer in found] == ["no_new_privs", "rlimits", "landlock", "seccomp"]
    assert all(layer.available for layer in found), found


def test_without_landlock_nothing_is_run() -> None:
    """A kernel without Landlock, played by a filter that says that there is no such call."""
    script = """
        import ctypes, struct
        from zero_to_cad.errors import SandboxUnavailable
        from zero_to_cad.sandbox import Sandbox, layers, seccomp
        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
        rules = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050000 | 38), (0x06, 0, 0, 0x7FFF0000)]
        seccomp.install(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
        print([layer.name for layer in layers() if not layer.available])
        with Sandbox() as sandbox:
            try:
                sandbox.run("result = 1")
            except SandboxUnavailable as error:
                print(error)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert lines[0] == "['landlock']", done
    assert lines[1].startswith("this machine lacks a protection, so nothing is run: landlock: ")


def test_a_failure_becomes_an_error() -> None:
    error = Failure("timeout", 3, "took too long.", 1.0).to_error()
    assert isinstance(error, ProgramError)
    assert str(error) == "timeout (line 3): took too long."
