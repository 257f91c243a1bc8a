"""Programs that attack. The policy on their source is off, except where a test says that it is on."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zero_to_cad.sandbox import Failure, Limits, Sandbox, Success

Run = Callable[..., Success | Failure]
IMPORTS = "import ctypes, os, socket, subprocess, sys, fcntl, signal\nimport cadquery as cq\n"
libc = "ctypes.CDLL(None, use_errno=True)"

BOX = 'import cadquery as cq\nresult = cq.Workplane("XY").box(2, 3, 4)\n'


@pytest.fixture(autouse=True)
def next_program_runs(sandbox: Sandbox) -> Iterator[None]:
    """After every attack the same sandbox must run an ordinary program as ever."""
    yield
    outcome = sandbox.run(BOX)
    assert isinstance(outcome, Success), outcome
    assert outcome.measures.volume == pytest.approx(24)


def refused(outcome: Success | Failure) -> Failure:
    assert isinstance(outcome, Failure), outcome
    assert outcome.kind == "policy", outcome
    return outcome


@pytest.mark.parametrize(
    "attack",
    [
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "open(f'/proc/{os.getppid()}/environ').read()",
        "open(f'/proc/{os.getppid()}/mem', 'rb')",
        "os.listdir('/')",
        "os.listdir(os.path.expanduser('~root'))",
        "open(os.path.expanduser('~root/.profile')).read()",
        "open('/dev/zero')",
    ],
)
def test_reading_outside_is_refused(unchecked: Run, attack: str) -> None:
    assert refused(unchecked(IMPORTS + attack)).line == 3


@pytest.mark.parametrize("attack", ["open({!r}).read()", "os.open({!r}, os.O_PATH)", "os.chmod({!r}, 0)"])
def test_a_secret_file_stays_secret(unchecked: Run, secret: str, secret_file: Path, attack: str) -> None:
    outcome = unchecked(IMPORTS + "found = " + attack.format(str(secret_file)) + "\nprint(found)")
    assert isinstance(outcome, Failure)
    assert secret not in outcome.message + outcome.output
    assert secret_file.stat().st_mode & 0o777 == 0o666


def test_the_environment_is_empty_of_the_callers(unchecked: Run, secret: str) -> None:
    outcome = unchecked(IMPORTS + "print(dict(os.environ))\nresult = cq.Workplane().box(1, 1, 1)")
    assert isinstance(outcome, Success)
    assert "PYTHONHASHSEED" in outcome.output
    assert secret not in outcome.output


def test_no_descriptor_of_the_caller_or_of_another_run_is_open(unchecked: Run) -> None:
    source = """
        kinds = []
        for number in range(64):
            try:
                kinds.append((number, os.fstat(number).st_mode & 0o170000 == 0o140000))
            except OSError:
                pass
        print(len(kinds), any(is_socket for _, is_socket in kinds))
        result = cq.Workplane().box(1, 1, 1)
    """
    outcome = unchecked(IMPORTS + textwrap.dedent(source))
    assert isinstance(outcome, Success)
    # Null, output twice, the answer and the trace.
    assert outcome.output == "5 False\n"


@pytest.mark.parametrize(
    "attack",
    [
        "socket.create_connection(('127.0.0.1', 80), 1)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    ],
)
def test_sockets_are_refused(unchecked: Run, attack: str) -> None:
    assert refused(unchecked(IMPORTS + attack)).line == 3


@pytest.mark.parametrize(
    "attack",
    [
        "while True: os.fork()",
        "subprocess.run(['/bin/sh', '-c', 'true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.forkpty()",
    ],
)
def test_processes_are_refused(unchecked: Run, attack: str) -> None:
    assert refused(unchecked(IMPORTS + attack)).line == 3


def test_threads_are_refused(unchecked: Run) -> None:
    outcome = unchecked(IMPORTS + "import threading\nthreading.Thread(target=print).start()")
    assert isinstance(outcome, Failure)


@pytest.mark.parametrize(
    "attack",
    [
        "open('{folder}/new.txt', 'w')",
        "open('{folder}/link.txt', 'w')",
        "open('{folder}/secret.txt', 'a')",
        "os.open('{folder}/secret.txt', os.O_RDONLY | os.O_TRUNC)",
        "os.truncate('{folder}/secret.txt', 0)",
        "os.symlink('{folder}/secret.txt', 'link')",
        "os.link('{folder}/secret.txt', '{folder}/hard')",
        "os.rename('{folder}/secret.txt', '{folder}/moved')",
        "os.remove('{folder}/secret.txt')",
        "os.mkdir('{folder}/new')",
        "os.utime('{folder}/secret.txt', (0, 0))",
        "os.mkfifo('{folder}/pipe')",
        "open('file-in-the-working-folder', 'w')",
        "os.memfd_create('hoard')",
    ],
)
def test_writing_is_refused(unchecked: Run, secret: str, secret_file: Path, attack: str) -> None:
    folder = secret_file.parent
    folder.chmod(0o777)
    (folder / "link.txt").symlink_to(secret_file)
    before = secret_file.stat()
    assert refused(unchecked(IMPORTS + attack.format(folder=folder))).line == 3
    assert sorted(path.name for path in folder.iterdir()) == ["link.txt", "secret.txt"]
    assert secret_file.read_text() == secret
    assert secret_file.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("attack", ["os.rmdir(os.getcwd())", "import shutil; shutil.rmtree(os.getcwd())"])
def test_deleting_the_working_folder_is_refused(unchecked: Run, attack: str) -> None:
    refused(unchecked(IMPORTS + attack))


@pytest.mark.parametrize(
    "attack",
    [
        "os.kill(os.getppid(), signal.SIGKILL)",
        "os.kill(-1, signal.SIGKILL)",
        "os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)",
        "fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())",
        "os.setpriority(os.PRIO_PROCESS, 0, -20)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    ],
)
def test_other_processes_are_out_of_reach(unchecked: Run, attack: str) -> None:
    assert refused(unchecked(IMPORTS + attack)).line == 3


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("ptrace", 101),
        ("process_vm_readv", 310),
        ("bpf", 321),
        ("mount", 165),
        ("unshare", 272),
        ("io_uring_setup", 425),
        ("keyctl", 250),
        ("pidfd_open", 434),
        ("a call of the x32 interface", 0x40000000 + 39),
    ],
)
def test_forbidden_system_calls_end_the_program(unchecked: Run, name: str, number: int) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("numbers of x86_64")
    outcome = refused(
        unchecked(IMPORTS + f"{libc}.syscall({number}, 0, 0, 0, 0)\nresult = cq.Workplane().box(1, 1, 1)")
    )
    assert "system call" in outcome.message


def test_system_calls_through_ctypes_change_nothing(unchecked: Run) -> None:
    """prctl could make the process readable again, clone3 is newer than most filters."""
    source = f"""
        libc = {libc}
        libc.syscall.restype = ctypes.c_long
        print(libc.prctl(4, 1, 0, 0, 0), libc.prctl(3, 0, 0, 0, 0))
        print(libc.setrlimit(9, bytes(16)), libc.syscall(435, 0, 0))
        result = cq.Workplane().box(1, 1, 1)
    """
    outcome = unchecked(IMPORTS + textwrap.dedent(source))
    assert isinstance(outcome, Success)
    assert outcome.output == "-1 -1\n-1 -1\n"


@pytest.mark.parametrize(
    "attack",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "os.close(1); os.close(2)\nwhile True: pass",
        "cq.Solid.makeTorus(900, 300).mesh(1e-6, 1e-4)",
    ],
)
def test_running_for_ever_is_a_timeout(unchecked: Run, attack: str) -> None:
    outcome = unchecked(IMPORTS + attack, Limits(wall_seconds=0.7, memory_bytes=8 << 30))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "timeout", outcome
    assert "0.7 s" in outcome.message


def test_a_hang_inside_the_kernel_says_its_line(sandbox: Sandbox) -> None:
    source = "import cadquery as cq\ntorus = cq.Solid.makeTorus(900, 300)\ntorus.mesh(1e-6, 1e-4)\n"
    outcome = sandbox.run(source, Limits(wall_seconds=4, memory_bytes=8 << 30))
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == ("timeout", 3)


def test_processor_time_is_bounded(sandbox: Sandbox) -> None:
    outcome = sandbox.run("x = 1\nwhile True:\n    x += 1\n", Limits(cpu_seconds=1))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "timeout"
    assert "processor time" in outcome.message
    assert outcome.line in (2, 3)


@pytest.mark.parametrize(
    "source",
    [
        "x = bytearray(64 << 30)",
        "import numpy as np\nx = np.ones((64 << 30) // 8)",
        "x = []\nwhile True:\n    x.append(bytes(1 << 20))",
        "x = 'a' * 100_000_000\nx = [x + str(n) for n in range(1000)]",
    ],
)
def test_too_much_memory_is_named(sandbox: Sandbox, source: str) -> None:
    outcome = sandbox.run(source, Limits(memory_bytes=256 << 20))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "memory", outcome


def test_memory_that_the_kernel_does_not_get_is_a_crash(sandbox: Sandbox) -> None:
    """It does not look at what its allocator returns."""
    outcome = sandbox.run("from OCP.TColgp import TColgp_Array1OfPnt\nx = TColgp_Array1OfPnt(1, 2_000_000_000)")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == ("crash", 2)
    assert "memory" in outcome.message


@pytest.mark.parametrize(
    "source",
    [
        "for _ in range(1 << 14):\n    print('x' * (1 << 16))",
        "while True:\n    print('again')",
        "import os\nos.write(2, bytes(1 << 20))",
    ],
)
def test_too_much_output_is_named(unchecked: Run, source: str) -> None:
    outcome = unchecked(source, Limits(output_bytes=1000))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "output", outcome
    assert len(outcome.output) <= 1000


def test_a_huge_result_is_named(sandbox: Sandbox) -> None:
    outcome = sandbox.run("import cadquery as cq\nresult = cq.Workplane().box(1, 1, 1)", Limits(result_bytes=500))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "output"


@pytest.mark.parametrize(
    ("attack", "line"),
    [("ctypes.string_at(0)", 3), ("os.abort()", 3), ("os._exit(0)", None), ("os._exit(3)", None)],
)
def test_a_native_crash_is_named(unchecked: Run, attack: str, line: int | None) -> None:
    outcome = unchecked(IMPORTS + attack)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == ("crash", line), outcome


def test_a_crash_of_the_geometry_kernel_is_named(sandbox: Sandbox) -> None:
    """Under the policy: all that it takes is CadQuery's own kernel."""
    outcome = sandbox.run("from OCP.TopoDS import TopoDS_Shape\nx = TopoDS_Shape()\nx.Closed(True)\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == ("crash", 3), outcome


def test_closing_every_descriptor_costs_only_the_answer(unchecked: Run) -> None:
    outcome = unchecked(IMPORTS + "os.closerange(0, 4096)\nresult = cq.Workplane().box(1, 1, 1)")
    assert isinstance(outcome, Failure)
    assert outcome.kind == "crash"


FORGE = """
import io, json, struct
from OCP.BinTools import BinTools
def forge(magic, header, payload):
    text = json.dumps(header).encode()
    frame = struct.pack("<4sIQ", magic, len(text), len(payload)) + text + payload
    for number in range(3, 64):
        try:
            os.pwrite(number, frame, 0)
        except OSError:
            pass
stream = io.BytesIO()
BinTools.Write_s(cq.Workplane().box(1, 2, 3).val().wrapped, stream)
box = stream.getvalue()
claim = {"selected": "result", "notes": [], "measures": {"volume": 1e9}, "kind": "timeout", "line": 1}
"""


@pytest.mark.parametrize(
    "attack",
    [
        "forge(b'PART', claim, box)",
        "forge(b'SHAP', claim, b'no shape at all')",
        "forge(b'SHAP', claim, box[:-40])",
        "forge(b'SHAP', {}, box)",
        "forge(b'NONE', claim, box)",
        "forge(b'SHAP', [[[]]], b'')",
        "forge(b'FAIL', claim, b'')",
        "forge(b'FAIL', {'kind': 'triumph', 'message': 'x'}, b'')",
        "forge(b'FAIL', {'kind': [], 'message': {}}, b'')",
    ],
)
@pytest.mark.parametrize("ending", ["os._exit(0)", "os.close(1); os.close(2); signal.pause()"])
def test_a_forged_answer_is_refused(unchecked: Run, attack: str, ending: str) -> None:
    outcome = unchecked(IMPORTS + FORGE + attack + "\n" + ending)
    assert isinstance(outcome, Failure), outcome
    assert "\\x" not in outcome.message


def test_a_forged_shape_is_measured_all_the_same(unchecked: Run) -> None:
    outcome = unchecked(IMPORTS + FORGE + "forge(b'SHAP', claim, box)\nos._exit(0)")
    assert isinstance(outcome, Success)
    assert outcome.measures.volume == pytest.approx(6)


@pytest.mark.parametrize(
    "source",
    [
        "cq.Shape.Volume = lambda self, tolerance=0: 1e9\nresult = cq.Workplane().box(1, 2, 3)",
        "cq.Workplane.val = lambda self: None\nresult = cq.Workplane().box(1, 2, 3)",
        "cq.Shape.isValid = lambda self: False\nresult = cq.Workplane().box(1, 2, 3)",
        "class Mine(cq.Workplane):\n    def val(self):\n        return 'huge'\nresult = Mine().box(1, 2, 3)",
        "import json\njson.dumps = lambda *_, **__: '{}'\nresult = cq.Workplane().box(1, 2, 3)",
    ],
)
def test_changing_the_library_changes_no_measure(sandbox: Sandbox, source: str) -> None:
    outcome = sandbox.run("import cadquery as cq\n" + source)
    if isinstance(outcome, Success):
        assert outcome.measures.volume == pytest.approx(6)
        assert outcome.part.shape.Volume() == pytest.approx(6)
    else:
        assert outcome.kind == "policy"


def test_control_characters_do_not_reach_the_terminal(sandbox: Sandbox) -> None:
    outcome = sandbox.run("print('\\x1b[2Jgone')\nraise ValueError('\\x1b]0;title\\x07 \\udc80')")
    assert isinstance(outcome, Failure)
    assert outcome.output == "[2Jgone\n"
    assert outcome.message.startswith("ValueError: ]0;title")
    outcome.message.encode()
