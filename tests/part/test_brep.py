from __future__ import annotations

import io
from pathlib import Path

import pytest
from models import block
from OCP.BinTools import BinTools
from OCP.BRepTools import BRepTools

from zero_to_cad.errors import UnreadableError
from zero_to_cad.part import read


def _text() -> bytes:
    stream = io.BytesIO()
    BRepTools.Write_s(block().wrapped, stream)
    return stream.getvalue()


def test_text_and_binary_files_hold_the_same_part(tmp_path: Path) -> None:
    stream = io.BytesIO()
    BinTools.Write_s(block().wrapped, stream)
    for name, data in (("text.brep", _text()), ("binary.brep", stream.getvalue())):
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name).measures.volume == pytest.approx(block().Volume())


@pytest.mark.parametrize("length", [100, 1000, 3000])
def test_a_cut_off_file_is_one_sentence_and_prints_nothing(
    tmp_path: Path, length: int, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.brep"
    path.write_bytes(_text()[:length])
    with pytest.raises(UnreadableError, match="cut off or damaged"):
        read(path)
    assert capfd.readouterr().out == ""
