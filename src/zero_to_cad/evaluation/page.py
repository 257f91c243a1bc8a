"""report.html: one self-contained page about a run."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from importlib.resources import files
from pathlib import Path

from zero_to_cad.dataset.plots import histogram
from zero_to_cad.evaluation.measuring import picture_name
from zero_to_cad.evaluation.record import Record
from zero_to_cad.evaluation.report import Report
from zero_to_cad.evaluation.running import PICTURES
from zero_to_cad.evaluation.tables import Table, tables
from zero_to_cad.reconstruct.highlight import highlight


def page(report: Report, folder: Path) -> str:
    """The whole page: tables, distributions, gallery, and every part with its program. Needs no other file."""
    settings = report.settings
    title = escape(f"{settings.who}: {len(report.counted)} parts")
    style = files("zero_to_cad.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    body = [
        f"<h1>{title}</h1>",
        f"<p>{escape(report.in_words)}</p>",
        f'<p class="soft">Data: {escape(settings.data)}. Budget: {settings.budget:g} s a part.</p>',
        *map(_table, tables(report)),
        "<h2>Distribution</h2>",
        *(_histogram(name, report.histogram(name)) for name in settings.protocols),
        "<h2>Gallery</h2>",
        '<p class="soft">Target, result, and their difference (grey: the same; red: missing; blue: too much; orange: '
        "another surface), from the front and from the rear.</p>",
        *(_gallery(name, records, folder) for name, records in report.gallery().items() if records),
        "<h2>Every part</h2>",
        '<p class="soft">A click on a part shows its program, or what went wrong.</p>',
        *(_part(record) for record in sorted(report.records, key=lambda record: record.name)),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _table(table: Table) -> str:
    note = f'<p class="soft">{escape(table.note)}</p>\n' if table.note else ""
    rows = ["".join(f"<td>{_cell(cell)}</td>" for cell in row) for row in table.rows]
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    return (
        f"<h2>{escape(table.title)}</h2>\n{note}"
        f'<div class="wide" tabindex="0"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(f"<tr>{row}</tr>" for row in rows)
        + "\n</tbody></table></div>"
    )


def _cell(text: str) -> str:
    """A figure over its interval, so that a row of them fits a screen."""
    value, bracket, interval = text.partition(" [")
    return escape(value) + (f"<small>[{escape(interval)}</small>" if bracket else "")


def _histogram(name: str, counts: list[int]) -> str:
    label = f"{name}: how many parts have which IoU"
    return f'<p class="soft">{escape(label)}</p>\n{histogram(counts, 0.0, 1.0, label)}'


def _gallery(title: str, records: list[Record], folder: Path) -> str:
    figures = "\n".join(_figure(record, folder) for record in records)
    return f'<h3>{title}</h3>\n<div class="gallery">\n{figures}\n</div>'


def _figure(record: Record, folder: Path) -> str:
    words = escape(f"{record.name}: {record.in_words}")
    path = folder / PICTURES / picture_name(record.name)
    if not path.exists():
        return f"<figure><figcaption>{words} (its picture is not there)</figcaption></figure>"
    data = b64encode(path.read_bytes()).decode("ascii")
    link = f'<a href="#{escape(picture_name(record.name))}">program</a>'
    return (
        f'<figure><img alt="Target, result and difference of {escape(record.name)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{words}. {link}</figcaption></figure>'
    )


def _part(record: Record) -> str:
    faces = f", {record.faces} faces" if record.faces else ""
    # The mark is inside, since a link to something in closed details opens them.
    mark = f'id="{escape(picture_name(record.name))}"'
    inside = f"<p {mark}>{escape(record.message)}</p>"
    if record.program:
        inside = f"<pre {mark}>{highlight(record.program.strip())}</pre>"
    words = record.in_words if record.status == "done" else f"{record.status} ({record.failure})"
    return f"<details><summary>{escape(record.name)}{faces}: {escape(words)}</summary>{inside}</details>"
