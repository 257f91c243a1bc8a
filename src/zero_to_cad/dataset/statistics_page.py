"""A self-contained page of plots about a split."""

from __future__ import annotations

import os
from html import escape
from importlib.resources import files
from pathlib import Path

from zero_to_cad.dataset.plots import bars, histogram
from zero_to_cad.dataset.statistics import Spread, Statistics
from zero_to_cad.errors import ConfigError

MOST = 30


def statistics_page(found: Statistics, title: str) -> str:
    """The page; needs no other file."""
    style = files("zero_to_cad.dataset").joinpath("page.css").read_text(encoding="utf-8")
    quantities = (
        ("Faces of a part", found.faces),
        ("CadQuery calls of a program", found.calls),
        ("Characters of a program", found.characters),
        ("Share of dimensions with a name", found.named_share),
    )
    most = list(found.operations.items())[:MOST]
    body = [
        f"<h1>{escape(title)}</h1>",
        *(f"<p>{escape(line)}</p>" for line in found.lines()),
        "<h2>Operations</h2>",
        f'<p class="soft">The {len(most)} most frequent of {len(found.operations)}.</p>',
        bars([name for name, _ in most], [count for _, count in most], "How often each operation occurs"),
        *(f"<h2>{name}</h2>\n{_plot(name, spread)}" for name, spread in quantities if spread is not None),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def write_page(found: Statistics, title: str, path: Path) -> None:
    """Write the page, whole or not at all. Raises ConfigError when the path cannot be written."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_text(statistics_page(found, title), encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error


def _plot(name: str, spread: Spread) -> str:
    low, p10, median, p90, high = spread.percentiles
    words = f"mean {spread.mean:.5g}, median {median:.5g}; from {low:.5g} to {high:.5g}, P10 {p10:.5g}, P90 {p90:.5g}"
    return f'<p class="soft">{words}</p>\n{histogram(spread.counts, spread.edges[0], spread.edges[-1], name)}'
