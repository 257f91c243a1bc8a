"""The tables of a report, as text cells that Markdown and HTML share."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zero_to_cad.evaluation import suite
from zero_to_cad.evaluation.report import CARD, Report
from zero_to_cad.score import Figure, Figures, Summary


@dataclass(frozen=True)
class Table:
    """A heading, a sentence about it, column titles, and rows of as many cells."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(report: Report) -> list[Table]:
    """All tables of a report, in order."""
    return [_scores(report), *_splits(report), _failures(report), *_suite(report), _card(report)]


def _scores(report: Report) -> Table:
    return Table(
        "Scores",
        f"{len(report.counted)} parts, IoU; value and 95% bootstrap interval. Both ways of counting failures: left "
        "out, and as 0.",
        ("protocol", "success", "mean, failures out", "mean, failures 0", "median, out", "median, 0", "P90, 0"),
        tuple((_protocol(report, name), *_figures(summary)) for name, summary in report.summaries.items()),
    )


def _figures(summary: Summary) -> tuple[str, ...]:
    out: Figures | None = summary.successes
    return (
        f"{summary.success_rate.value:.1%} [{summary.success_rate.low:.1%}, {summary.success_rate.high:.1%}]",
        _cell(out.mean) if out else "none",
        _cell(summary.all.mean),
        _cell(out.median) if out else "none",
        _cell(summary.all.median),
        _cell(summary.all.p90),
    )


def _cell(figure: Figure) -> str:
    return f"{figure.value:.4f} [{figure.low:.3f}, {figure.high:.3f}]"


def _splits(report: Report) -> list[Table]:
    protocol = _protocol(report, report.settings.protocols[0])
    return [
        Table(
            f"By {split}",
            f"Under {protocol}.",
            (split, "parts", "success", "mean, failures out", "mean, failures 0", "median, 0"),
            tuple(
                (
                    name,
                    str(summary.count),
                    f"{summary.success_rate.value:.1%}",
                    f"{summary.successes.mean.value:.4f}" if summary.successes else "none",
                    _cell(summary.all.mean),
                    f"{summary.all.median.value:.4f}",
                )
                for name, summary in groups.items()
            ),
        )
        for split, groups in report.splits.items()
    ]


def _failures(report: Report) -> Table:
    unreadable = [record.name for record in report.records if record.status == "unreadable"]
    note = f"Not counted, since their own file cannot be read: {', '.join(unreadable)}." if unreadable else ""
    rows = tuple((kind, str(count)) for kind, count in report.failures.items()) or (("none", "0"),)
    return Table("Failures", note, ("kind", "parts"), rows)


def _suite(report: Report) -> list[Table]:
    """The published rows of the suite that this run is on, and this run's below."""
    kind, _, name = report.settings.data.partition(":")
    if kind != "suite":
        return []
    published = [row for row in suite.rows(name) if row.protocol in report.settings.protocols]
    rows = [*published, *(replace(row, who=f"this run: {row.who}") for row in suite_rows(report))]
    return [
        Table(
            f"Beside the published rows of the suite '{name}'",
            "The same parts. Rows count the whole suite.",
            (
                "engine",
                "protocol",
                "parts",
                "success",
                "mean, failures out",
                "mean, failures 0",
                "median, failures out",
            ),
            tuple(map(_suite_cells, rows)),
        )
    ]


def _suite_cells(row: suite.SuiteRow) -> tuple[str, ...]:
    means = _maybe(row.mean), f"{row.mean_all:.3f}", _maybe(row.median)
    return row.who, _named(row.protocol, row.rotations), str(row.parts), f"{row.success:.1%}", *means


def suite_rows(report: Report) -> list[suite.SuiteRow]:
    """A run's rows, one a protocol, in the form in which those of a suite are published."""
    return [
        suite.SuiteRow(
            who=report.settings.who,
            protocol=name,
            rotations=report.settings.rotations if name == "zero-to-cad" else "none",
            parts=summary.count,
            success=summary.success_rate.value,
            mean=summary.successes.mean.value if summary.successes else None,
            mean_all=summary.all.mean.value,
            median=summary.successes.median.value if summary.successes else None,
            p90_all=summary.all.p90.value,
        )
        for name, summary in report.summaries.items()
    ]


def _card(report: Report) -> Table:
    """The rows of the published card with this run's below."""
    name = report.settings.protocols[0]
    summary = report.summaries[name]
    out = summary.successes
    rows = [
        (row.name, row.data, f"{row.success:.1%}", f"{row.mean:.3f}", f"{row.mean_all:.3f}", _maybe(row.median))
        for row in CARD
    ]
    ours = (
        f"this run: {report.settings.who}, {_protocol(report, name)}",
        f"{summary.count} parts of {report.settings.data}",
        f"{summary.success_rate.value:.1%}",
        _maybe(out.mean.value if out else None),
        f"{summary.all.mean.value:.3f}",
        _maybe(out.median.value if out else None),
    )
    return Table(
        "Beside the published figures",
        "The card's rows are on other parts, from views, at 64^3 with the maximum over 45-degree turns whose axes are "
        "not public; its means leave failures out, so the second mean is success x mean.",
        ("model", "data", "success", "mean, failures out", "mean, failures 0", "median, failures out"),
        (*rows, ours),
    )


def _maybe(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _protocol(report: Report, name: str) -> str:
    return _named(name, report.settings.rotations)


def _named(protocol: str, rotations: str) -> str:
    return f"{protocol}, rotations {rotations}" if protocol == "zero-to-cad" else protocol
