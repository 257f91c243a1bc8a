from __future__ import annotations

import pytest

from zero_to_cad.errors import ProgramError
from zero_to_cad.program import check


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path as p",
        "from subprocess import run",
        "import ctypes",
        "from . import neighbour",
        "from cadquery.occ_impl.exporters import os",
        "__import__('os')",
        "open('/etc/passwd')",
        "exec('1')",
        "eval('1')",
        "e = eval",
        "compile('1', '', 'eval')",
        "input()",
        "breakpoint()",
        "globals()['x'] = 1",
        "vars()",
        "().__class__.__bases__",
        "print.__self__",
        "__builtins__['open']",
        "g = getattr",
        "getattr((), '__cl' + 'ass__')",
        "getattr((), '__class__')",
        "import cadquery\ncadquery.occ_impl.exporters.os.system('true')",
        "try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame.f_globals",
        "(i for i in []).gi_frame",
    ],
)
def test_refused(source: str) -> None:
    with pytest.raises(ProgramError) as caught:
        check(source)
    assert caught.value.kind == "policy"
    assert caught.value.line is not None


@pytest.mark.parametrize(
    "source",
    [
        "import cadquery as cq, math, random\nfrom types import SimpleNamespace\nimport numpy as np",
        "from __future__ import annotations\nfrom dataclasses import field\nfrom typing import Any",
        "from OCP.gp import gp_Pnt\nfrom cadquery import exporters, selectors\nfrom cadquery import *",
        "class A:\n    def __init__(self):\n        super().__init__()\n    def __repr__(self): ...",
        "if __name__ == '__main__':\n    print(f'{1:.2f}')",
        "if 'show_object' in globals():\n    show_object(1)",
        "if 'show_object' not in locals() and 'x' in dir():\n    pass",
        "size = getattr(1, 'real', None)\nhasattr(size, 'imag')",
        "try:\n    x = 1\nexcept (ValueError, NameError) as e:\n    print(type(e).__name__, e)\nassert x",
        "socket = 3\nm = SimpleNamespace(socket=3)\nm.socket",
    ],
)
def test_allowed(source: str) -> None:
    check(source)


def test_the_line_is_named() -> None:
    with pytest.raises(ProgramError, match="may not import os") as caught:
        check("import cadquery as cq\n\nimport os\n")
    assert caught.value.line == 3
