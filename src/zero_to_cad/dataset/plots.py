"""Plots as inline SVG, which needs no library and takes the page's colours."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 640, 150
TOP = 16  # for the count over the tallest bar
LINE = 20
LABELS = 170


def histogram(counts: Sequence[int], low: float, high: float, label: str) -> str:
    """Equal bins from `low` to `high`; the tallest bar bears its count, each says its own when pointed at."""
    largest = max(1, *counts)
    step, width = WIDTH / len(counts), (high - low) / len(counts)
    shapes = []
    for place, count in enumerate(counts):
        height = HEIGHT * count / largest
        top = TOP + HEIGHT - height
        start = low + place * width
        shapes.append(
            f'<rect x="{place * step + 1:.1f}" y="{top:.1f}" width="{step - 2:.1f}" height="{height:.1f}">'
            f"<title>{start:.5g} to {start + width:.5g}: {count}</title></rect>"
        )
    tallest = (list(counts).index(max(counts)) + 0.5) * step
    shapes.append(f'<text x="{tallest:.1f}" y="{TOP - 4}" text-anchor="middle">{max(counts)}</text>')
    foot = TOP + HEIGHT + 18
    for share, anchor in ((0.0, "start"), (0.25, "middle"), (0.5, "middle"), (0.75, "middle"), (1.0, "end")):
        value = low + share * (high - low)
        shapes.append(f'<text x="{share * WIDTH:.0f}" y="{foot}" text-anchor="{anchor}">{value:.5g}</text>')
    return _svg(shapes, foot + 6, f"{label}; the tallest bar is {largest}")


def bars(names: Sequence[str], counts: Sequence[int], label: str) -> str:
    """One horizontal bar a name, with its count behind it."""
    largest = max([1, *counts])
    room = WIDTH - LABELS - 70
    shapes = []
    for place, (name, count) in enumerate(zip(names, counts, strict=True)):
        middle, length = place * LINE + LINE / 2, room * count / largest
        shapes.append(
            f'<text x="{LABELS - 8}" y="{middle + 4:.0f}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LABELS}" y="{middle - 7:.0f}" width="{length:.1f}" height="14"></rect>'
            f'<text x="{LABELS + length + 6:.0f}" y="{middle + 4:.0f}">{count}</text>'
        )
    return _svg(shapes, len(names) * LINE, label)


def _svg(shapes: Sequence[str], height: float, label: str) -> str:
    words = escape(label)
    return f'<svg role="img" aria-label="{words}" viewBox="0 0 {WIDTH} {height}">{"".join(shapes)}</svg>'
