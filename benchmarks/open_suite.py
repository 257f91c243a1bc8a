"""The published rows of the suite `open`: the embedded engine from geometry and from views, under every protocol.

    python benchmarks/open_suite.py --out DIR [--budget 30] [--workers 1] [--limit N]

Interrupted, the same command goes on. When both runs are whole it writes `rows.json` of the suite, which reports on the
suite show, and docs/open-suite.md, which shows one set of results under all protocols. With a limit it prints that page
for so many parts and publishes nothing.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from zero_to_cad.evaluation import Record, Report, Settings, evaluate, suite, write_report
from zero_to_cad.evaluation.settings import Sight
from zero_to_cad.evaluation.tables import suite_rows, tables

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "src/zero_to_cad/evaluation/suites/open/rows.json"
PAGE = ROOT / "docs/open-suite.md"
PROTOCOLS = ("zero-to-cad", "exact", "cadrille", "cad-coder", "benchcad", "best24")
SIGHTS: tuple[Sight, ...] = ("geometry", "views")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--budget", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    reports = []
    for sight in SIGHTS:
        settings = Settings(
            "fit",
            "suite:open",
            sight,
            protocols=PROTOCOLS,
            rotations="axes22",
            limit=options.limit,
            budget=options.budget,
        )
        evaluate(settings, options.out / sight, options.workers, tell=tell)
        reports.append(write_report(options.out / sight))
    if options.limit is not None:
        print(page(reports))
        return
    assert all(len(report.records) == len(suite.manifest("open")) for report in reports)
    rows = [row for report in reports for row in suite_rows(report)]
    ROWS.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(reports), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def tell(record: Record, done: int, count: int | None) -> None:
    print(f"{done}/{count} {record.name}: {record.in_words}, {record.seconds:.1f} s", flush=True)


def page(reports: list[Report]) -> str:
    """docs/open-suite.md: how far the same geometry's number moves from protocol to protocol."""
    lines = ["# The suite `open` under every protocol", ""]
    lines += [
        "The parts that the embedded engine made of the suite's, each set of results counted under all",
        "[protocols](protocols.md): the same geometry, another number. Made by `python benchmarks/open_suite.py`,",
        f"budget {reports[0].settings.budget:g} s a part. The engine was built while looking at these parts.",
    ]
    for report in reports:
        seconds = sorted(record.seconds for record in report.counted)
        lines += ["", f"## {report.settings.who[0].upper()}{report.settings.who[1:]}", ""]
        lines += [f"{len(report.counted)} parts, {seconds[len(seconds) // 2]:.1f} s a part at the median.", ""]
        scores = tables(report)[0]
        lines += [f"| {' | '.join(scores.head)} |", "|" + "---|" * len(scores.head)]
        lines += [f"| {' | '.join(row)} |" for row in scores.rows]
        means = [summary.all.mean.value for summary in report.summaries.values()]
        medians = [summary.all.median.value for summary in report.summaries.values()]
        moves = f"by {max(means) - min(means):.3f} in the mean and by {max(medians) - min(medians):.3f} in the median"
        lines += ["", f"The same results move {moves}, failures as 0."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
