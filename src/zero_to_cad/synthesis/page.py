"""The funnel page of a run: what was tried, what passed, what was kept, and a gallery. One file, no script."""

from __future__ import annotations

import base64
import io
from collections import Counter
from html import escape

from zero_to_cad.dataset import Sample, open_split
from zero_to_cad.synthesis.funnel import PAPER, Funnel
from zero_to_cad.synthesis.gates import GATES
from zero_to_cad.synthesis.runfolder import RunFolder

SHOWN = 24  # samples in the gallery
SIDE = 160  # pixels of a picture there
BARS = 40  # operations in the histogram

GATE_MEANINGS = {
    "run": "ran in the sandbox",
    "solid": "left one valid solid",
    "faces": "has at least seven faces",
    "repeat": "made the same shape again",
    "effect": "every call had an effect",
    "views": "no view is empty",
    "export": "exported as STEP and STL",
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1d2329; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; } th { text-align: left; font-weight: 500; }
td, th { padding: .15rem .8rem .15rem 0; vertical-align: middle; } .number { text-align: right; }
table.bars { width: 100%; max-width: 42rem; } .bars th { white-space: nowrap; } .bars td:last-child { width: 100%; }
.bar { background: #2f6690; height: .8rem; min-width: 1px; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .8rem; }
figure { margin: 0; } figure img { width: 100%; border: 1px solid #d5dade; }
figcaption { font-size: .8rem; color: #4a545c; overflow-wrap: anywhere; }
.note { color: #4a545c; }
"""


def page(folder: RunFolder) -> str:
    """The HTML of a run whose shards are closed. The same run gives the same bytes."""
    funnel = Funnel()
    for shard in folder.plan.shards:
        funnel += Funnel.of(folder.records(shard))
    kinds = Counter({name.replace("_", " "): count for name, count in funnel.kinds.items()})
    title = f"{funnel.kept} samples of {funnel.tasks} tasks"
    made = f"Seed {folder.plan.seed}, recipe {folder.plan.recipe}, {folder.plan.shard} tasks a shard."
    parts = [
        f"<p class=note>{escape(made)}</p>",
        _section("From program to sample", _funnel(funnel)),
        _section("Against the paper", _paper(funnel)) if funnel.calls else "",
        _section(
            "CadQuery calls in kept programs",
            f"<p>{len(funnel.operations)} distinct, entropy {funnel.entropy:.2f} bits.</p>{_bars(funnel.operations)}",
        ),
        _section("Kinds of parts", f"<p>{len(funnel.kinds)} kinds.</p>{_bars(kinds)}"),
        _section("Some of them", _gallery(folder)),
    ]
    return (
        f"<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{''.join(parts)}</body></html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>\n"


def _funnel(funnel: Funnel) -> str:
    rows = [("programs tried", funnel.attempts)]
    rows += [(GATE_MEANINGS[gate], funnel.passed[gate]) for gate in GATES]
    rows.append(("unique, and kept", funnel.kept))
    share = f"{funnel.first_attempt_yield:.1%} of the tasks were done with the first program."
    rest = f"{funnel.duplicates} duplicates, {funnel.failed} tasks failed, {funnel.quarantined} were quarantined."
    return f"{_table(rows)}<p>{share} {rest}</p>"


def _paper(funnel: Funnel) -> str:
    tasks = max(funnel.tasks, 1)
    rows = [
        ("first attempt", f"{funnel.first_attempt_yield:.1%}", f"{PAPER['first attempt']:.1%}"),
        ("attempts a task", f"{funnel.attempts / tasks:.2f}", f"{PAPER['attempts']:.2f}"),
        ("calls a task", f"{funnel.tool_calls / tasks:.2f}", f"{PAPER['calls']:.2f}"),
        ("prompt tokens a task", f"{funnel.prompt_tokens / tasks:.0f}", ""),
        ("completion tokens a task", f"{funnel.completion_tokens / tasks:.0f}", ""),
        ("dollars a kept sample", f"{funnel.cost / max(funnel.kept, 1):.4f}", ""),
    ]
    lines = [
        f"<tr><th>{row[0]}</th>{''.join(f'<td class=number>{cell}</td>' for cell in row[1:])}</tr>" for row in rows
    ]
    body = "".join(lines)
    return f"<table><tr><th></th><th class=number>this run</th><th class=number>the paper</th></tr>{body}</table>"


def _bars(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _table(ranked[:BARS])


def _table(rows: list[tuple[str, int]]) -> str:
    most = max((count for _, count in rows), default=0) or 1
    body = "".join(
        f"<tr><th>{escape(name)}</th><td class=number>{count}</td>"
        f"<td><div class=bar style='width:{count / most:.1%}'></div></td></tr>"
        for name, count in rows
    )
    return f"<table class=bars>{body}</table>"


def _gallery(folder: RunFolder) -> str:
    records = [record for shard in folder.plan.shards for record in folder.records(shard)]
    kinds = {record.id: record.kind for record in records if record.status == "kept"}
    chosen = sorted(kinds)[:SHOWN]
    # Ids are hashes, so the first ones in order are a fair draw.
    wanted = set(chosen)
    figures = {}
    for shard in folder.plan.shards:
        if wanted & {record.id for record in folder.records(shard)}:
            for sample in open_split(folder.rows(shard), columns=("uuid", "image_0", "num_faces")):
                if sample.uuid in wanted:
                    figures[sample.uuid] = _figure(sample, kinds[sample.uuid])
    return f"<div class=gallery>{''.join(figures[name] for name in chosen)}</div>"


def _figure(sample: Sample, kind: str) -> str:
    from PIL import Image

    with Image.open(io.BytesIO(sample.images[0])) as image:
        small = image.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    data = base64.b64encode(buffer.getvalue()).decode()
    label = escape(kind.replace("_", " "))
    return (
        f"<figure><img alt='{label}' src='data:image/png;base64,{data}'>"
        f"<figcaption>{label}, {sample.num_faces} faces</figcaption></figure>"
    )
