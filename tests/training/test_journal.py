from __future__ import annotations

import json
from pathlib import Path

from zero_to_cad.training.journal import CURVES, LOG, Journal


def lines(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


def test_each_step_is_there_once_after_a_resume(tmp_path: Path) -> None:
    first = Journal(tmp_path, 0)
    for step in range(1, 6):
        first.write(step, {"loss": 1 / step})
    first.close()
    with (tmp_path / LOG).open("a") as file:
        file.write('{"step": 6, "lo')
    heard: list[object] = []
    second = Journal(tmp_path, 3, heard.append)
    second.write(4, {"loss": 0.5})
    second.close()
    assert [line["step"] for line in lines(tmp_path)] == [1, 2, 3, 4]
    assert heard == [{"step": 4, "loss": 0.5}]
    assert list((tmp_path / CURVES).iterdir())
