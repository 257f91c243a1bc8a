"""The command as its own process: exit codes, streams, signals, a machine that lacks a library."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HORN = str(ROOT / "examples" / "horn.step")
COMMAND = [sys.executable, "-m", "zero_to_cad"]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env={**os.environ, **environment}, timeout=120
    )


def test_an_error_is_one_sentence_on_stderr() -> None:
    done = command("render", "none.step", "-o", "views")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "none.step" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_system_library_is_one_sentence(tmp_path: Path) -> None:
    # A kernel that fails to load as the real one does where libGL is not installed.
    (tmp_path / "OCP").mkdir()
    (tmp_path / "OCP" / "__init__.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')",
        encoding="utf-8",
    )
    done = command("render", HORN, "-o", str(tmp_path / "views"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 3
    assert "libGL.so.1" in done.stderr
    assert "apt-get install libgl1 libx11-6" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unforeseen_error_says_it_is_a_bug(tmp_path: Path) -> None:
    (tmp_path / "OCP").mkdir()
    (tmp_path / "OCP" / "__init__.py").write_text("raise RuntimeError('odd')", encoding="utf-8")
    arguments = ("render", HORN, "-o", str(tmp_path / "views"))
    done = command(*arguments, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Unexpected RuntimeError: odd. This is a bug")
    assert "Traceback" not in done.stderr
    assert "Traceback" in command(*arguments, PYTHONPATH=str(tmp_path), ZERO_TO_CAD_DEBUG="1").stderr


def test_ctrl_c_in_the_middle(tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True:\n    pass\n", encoding="utf-8")
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    arguments = ["reconstruct", HORN, "-o", str(outputs / "horn"), "--engine", f"recorded:{endless}"]
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Under nohup or in a script's background the test itself may have been told to ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        running = wait_for_program(process)
        # To the whole group, as a terminal does.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
    assert err == "Interrupted; nothing was left half-written.\n"
    assert list(outputs.iterdir()) == []
    assert gone(running)


def wait_for_program(process: subprocess.Popen[str]) -> list[int]:
    """The processes below `process`, once a child of the sandbox has spent a second of CPU time."""
    for _ in range(600):
        below = descendants(process.pid)
        if any(cpu_seconds(pid) > 1 for pid in below[1:]):
            return below
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the program never ran: {process.stderr and process.stderr.read()}")


def gone(pids: list[int]) -> bool:
    """Whether all have ended, given ten seconds to."""
    for _ in range(100):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """Children before grandchildren."""
    found = [pid]
    for parent in found:
        with suppress(OSError):  # It has ended meanwhile.
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                found += map(int, task.read_text().split())
    return found[1:]


def cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # It has ended meanwhile.
        return 0.0
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")
