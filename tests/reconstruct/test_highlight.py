"""Marked-up source."""

from __future__ import annotations

import re
from html import unescape

import pytest

from zero_to_cad.reconstruct.highlight import highlight

SOURCE = '''import cadquery as cq

# a <b> & c
width = 40.0  # mm
text = """two
lines"""
for i in range(3):
    width += i
result = cq.Workplane("XY").box(width, 1, 1)'''


@pytest.mark.parametrize("source", [SOURCE, SOURCE + "\n", "", "x = (", "'''"])
def test_taking_the_marks_off_gives_the_source_back(source: str) -> None:
    assert unescape(re.sub(r"</?span[^>]*>", "", highlight(source))) == source


def test_what_is_marked() -> None:
    marked = highlight(SOURCE)
    assert '<span class="w">import</span>' in marked
    assert '<span class="n">40.0</span>' in marked
    assert '<span class="s">&quot;XY&quot;</span>' in marked
    assert '<span class="c"># a &lt;b&gt; &amp; c</span>' in marked
