"""report.html: one self-contained page about a reconstruction."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import Future
from html import escape
from importlib.metadata import version
from importlib.resources import files

from zero_to_cad.part import Measures
from zero_to_cad.program import parse
from zero_to_cad.propose.transcript import total
from zero_to_cad.reconstruct.features import Explanation
from zero_to_cad.reconstruct.finding import Finding
from zero_to_cad.reconstruct.highlight import highlight
from zero_to_cad.reconstruct.program_file import program_file
from zero_to_cad.reconstruct.scene import legend, result_mesh, scene

Cell = str | int | float | None


def page(found: Finding, explaining: Future[Explanation | None]) -> str:
    """The whole page, from turning parts to attempts; it needs no other file.

    explaining: which feature of program.py explains which faces; waited for as late as may be.
    """
    name = escape(found.target.name)
    result = result_mesh(found)
    explanation = explaining.result()
    style = files("zero_to_cad.reconstruct").joinpath("page.css").read_text(encoding="utf-8")
    sections = [
        f"<h1>{name}</h1>",
        f"<p>One valid solid, made by running the program: {escape(found.sentence)}.</p>",
        *(f'<p class="soft">Input: {escape(note)}</p>' for note in found.notes),
        _section("In three dimensions", scene(found, result, explanation)),
        _section("Features", legend(explanation)),
        _section("Views", _views(found)),
        _section("Scores", scores_table(found)),
        _section("Measures", _measures(found)),
        _section("Parameters", _parameters(found)),
        _section("Program", _program(found)),
        _section("Attempts", _attempts(found)),
        f"<footer>Zero-to-CAD {version('zero-to-cad')}, cadquery {version('cadquery')}, "
        f"kernel {version('cadquery-ocp')}. Lengths in mm.</footer>",
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: Zero-to-CAD</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(sections)
        + "\n</body>\n</html>\n"
    )


def scores_table(found: Finding) -> str:
    """The scores and distances as an HTML table."""
    rows: list[Sequence[Cell]] = [(f"IoU, {score.protocol}", f"{score.iou:.4f}") for score in found.scores]
    if found.confidence is not None:
        stated = found.confidence
        rows.append(("IoU to expect of the part", f"{stated.expected:.2f}, typically within {stated.error:.2f}"))
    if found.surface is not None:
        rows.append(("Chamfer distance, mm", f"{found.surface.chamfer:.4g}"))
        rows.append(("F-score", f"{found.surface.f_score:.4f}"))
    return _table(("", "result against input"), rows)


def _section(title: str, body: str) -> str:
    return f"<h2>{title}</h2>\n{body}"


def _views(found: Finding) -> str:
    data = b64encode(found.sheet).decode("ascii")
    return (
        '<p class="soft">Input, result, and their difference (grey: the same; red: missing; blue: too much; '
        "orange: another surface).</p>\n"
        '<div class="wide" tabindex="0"><img alt="Eight views of the input, of the result and of their difference" '
        f'src="data:image/png;base64,{data}"></div>'
    )


def _measures(found: Finding) -> str:
    target = found.target.part
    ours = _measured(found.part.measures)
    if target is None:
        return _table(("", "result"), ours)
    theirs = _measured(target.measures)
    return _table(("", "input", "result"), [(*left, right[1]) for left, right in zip(theirs, ours, strict=True)])


def _measured(measures: Measures) -> list[tuple[Cell, ...]]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in measures.faces_by_type.items())
    return [
        ("Volume, mm³", f"{measures.volume:.3f}"),
        ("Area, mm²", f"{measures.area:.3f}"),
        ("Size, mm", " × ".join(f"{side:.3f}" for side in measures.size)),
        ("Faces", f"{measures.faces} ({kinds})" if measures.faces else "mesh"),
    ]


def _parameters(found: Finding) -> str:
    program = parse(program_file(found))
    if not program.parameters:
        return '<p class="soft">None: every dimension of this program is a literal.</p>'
    rows = [(p.name, p.value, p.comment) for p in program.parameters]
    told = f"{program.named_share:.0%} of the dimensions in calls are named"
    if found.editability is not None:
        told += f"; {found.editability.sentence}"
    snapped = found.attempts[found.chosen].candidate.snapped
    if snapped:
        pairs = ", ".join(f"{written:g} for {read:.6f}" for written, read in snapped)
        told += f". Round numbers taken for what was read: {pairs}"
    share = f'<p class="soft">{told}.</p>\n'
    return share + _table(("name", "value", ""), rows)


def _program(found: Finding) -> str:
    """The text of program.py with numbers of lines, which the features name."""
    source = program_file(found).rstrip()
    numbers = "\n".join(str(line + 1) for line in range(len(source.splitlines())))
    return (
        f'<div class="source"><pre class="gutter" aria-hidden="true">{numbers}</pre>'
        f'<pre tabindex="0" aria-label="The program">{highlight(source)}</pre></div>'
    )


def _attempts(found: Finding) -> str:
    rows: list[Sequence[Cell]] = []
    for number, attempt in enumerate(found.attempts):
        chosen = ", chosen" if number == found.chosen else ""
        rows.append((number + 1, attempt.label, len(attempt.candidate.program), attempt.in_words + chosen))
    reasons = {
        "satisfied": "as good as exact, or as the engine expected",
        "exhausted": "no more candidates",
        "budget": "budget spent",
    }
    stopped = reasons.get(found.stopped, found.stopped.rstrip("."))
    notes = [f"Stopped: {stopped}.", *([_spent(found)] if found.exchanges else [])]
    told = "\n".join(f'<p class="soft">{escape(note)}</p>' for note in notes)
    return _table(("", "by", "characters", "outcome"), rows) + told


def _spent(found: Finding) -> str:
    usage = total(found.exchanges)
    cost = "" if usage.cost is None else f", ${usage.cost:.4f}"
    tokens = f"{usage.prompt_tokens:,} tokens in and {usage.completion_tokens:,} out"
    return f"Models were asked {usage.requests} time{'s' * (usage.requests != 1)}: {tokens}{cost}."


def _table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table whose numbers stand to the right, under a heading that does too."""
    numeric = [all(isinstance(row[column], int | float) for row in rows) for column in range(len(head))]
    lines = [_row("th", head, numeric), *(_row("td", row, numeric) for row in rows)]
    return '<div class="wide" tabindex="0"><table>\n' + "\n".join(lines) + "\n</table></div>"


def _row(tag: str, cells: Sequence[Cell], numeric: Sequence[bool]) -> str:
    pieces = ["<tr>"]
    for cell, number in zip(cells, numeric, strict=True):
        text = f"{cell:.10g}" if isinstance(cell, float) else "" if cell is None else str(cell)
        mark = ' class="number"' if number else ""
        pieces.append(f"<{tag}{mark}>{escape(text)}</{tag}>")
    return "".join([*pieces, "</tr>"])
