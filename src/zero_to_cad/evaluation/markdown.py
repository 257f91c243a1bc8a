"""report.md: the tables of a run."""

from __future__ import annotations

from zero_to_cad.evaluation.report import Report
from zero_to_cad.evaluation.tables import Table, tables


def markdown(report: Report) -> str:
    """The report as Markdown."""
    settings = report.settings
    drawn = f", {settings.limit} drawn with seed {settings.seed}" if settings.limit else ""
    head = [
        f"# Evaluation of {settings.who}",
        f"Data: {settings.data}{drawn}. Budget: {settings.budget:g} s a part. {report.in_words}",
    ]
    return "\n\n".join([*head, *map(_table, tables(report))]) + "\n"


def _table(table: Table) -> str:
    lines = [f"## {table.title}", ""]
    if table.note:
        lines += [table.note, ""]
    lines += [_row(table.head), "|" + "---|" * len(table.head), *map(_row, table.rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
