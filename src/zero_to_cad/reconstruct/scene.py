"""The turning parts of report.html, with all that draws them inside the page."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from functools import cache
from html import escape
from importlib.resources import files

from zero_to_cad.reconstruct.features import Explanation
from zero_to_cad.reconstruct.finding import Finding
from zero_to_cad.viewer import MODULES
from zero_to_cad.viewer.mesh_file import deviating, drawn

# Sets how finely the distance from the input is coloured: a report is sent by mail.
TRIANGLES = 1_500
# Each after what it imports.
SOURCES = ("vendor/three.core.min.js", "vendor/three.module.min.js", "vendor/OrbitControls.js", "mesh.js", "viewer.js")
# Okabe and Ito's, which people with any kind of colour vision tell apart, and lighter ones of the same hues.
COLOURS = (
    *("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800"),
    *("#6aaad0", "#f3cf7f", "#7fcfb9", "#e5bcd3", "#a5d7f2", "#eaae7f", "#dbd37f"),
)

HTML = """<div id="scene" hidden>
<div class="tools"><span id="modes"></span><button type="button" id="turn" aria-pressed="false">Turn</button></div>
<div class="canvas"><canvas id="view" tabindex="0" role="application"
aria-label="The parts in 3D. Arrow keys turn, plus and minus zoom, F fits."></canvas>
<div id="tags" aria-hidden="true"></div></div>
<p class="soft" id="legend" hidden><span id="low"></span><i aria-hidden="true"></i><span id="high"></span></p>
</div>
<p class="soft" id="flat">Turning parts need JavaScript and WebGL 2; the pictures below show the same.</p>
"""


def result_mesh(found: Finding) -> bytes | None:
    """The result with its distance from the input, where that is a part."""
    return None if found.target.part is None else deviating(found.part, found.target.part, TRIANGLES)


def scene(found: Finding, result: bytes | None, explanation: Explanation | None) -> str:
    """Canvas, buttons, and as data the meshes and the modules that draw them. result: what `result_mesh` gave."""
    labels = explanation.labels if explanation else None
    if result is None or found.target.part is None:
        meshes = {"result": drawn(found.part, labels)}
    else:
        meshes = {"input": drawn(found.target.part, labels), "result": result}
    held = [_data(f"mesh-{role}", mesh) for role, mesh in meshes.items()]
    boot = files("zero_to_cad.reconstruct").joinpath("boot.js").read_text(encoding="utf-8")
    return f'{HTML}{"".join(held)}{_modules()}<script type="module">\n{boot}</script>'


def legend(explanation: Explanation | None) -> str:
    """The features as a table whose buttons show the faces of one."""
    if explanation is None or not explanation.features:
        return '<p class="soft">The program\'s statements could not be told apart.</p>'
    rows = []
    for number, feature in enumerate(explanation.features):
        colour = COLOURS[number % len(COLOURS)]
        lines = str(feature.line) if feature.line == feature.end else f"{feature.line} to {feature.end}"
        faces = "" if feature.faces is None else str(feature.faces)
        square = f'<rect width="14" height="14" rx="3" fill="{colour}"/>'
        swatch = f'<svg width="14" height="14" aria-hidden="true">{square}</svg>'
        button = f'<button type="button" class="feature" aria-pressed="false" data-colour="{colour}">'
        figures = "".join(f'<td class="number">{text}</td>' for text in (lines, faces, f"{feature.share:.1%}"))
        rows.append(f"<tr><td>{button}{swatch} {escape(feature.name)}</button></td>{figures}</tr>")
    head = (
        '<tr><th>what</th><th class="number">lines</th><th class="number">faces</th>'
        '<th class="number">of the surface</th></tr>'
    )
    rest = (
        f'<p class="soft">Nothing in the program makes {explanation.unexplained:.1%} of the surface (grey).</p>'
        if explanation.unexplained >= 0.0005
        else ""
    )
    return f'<div class="wide" tabindex="0"><table>\n{head}\n' + "\n".join(rows) + f"\n</table></div>\n{rest}"


@cache
def _modules() -> str:
    """The viewer's modules and the page's own, which is last."""
    sources = {name.rpartition("/")[2]: (MODULES / name).read_text(encoding="utf-8") for name in SOURCES}
    own = files("zero_to_cad.reconstruct").joinpath("page.js").read_text(encoding="utf-8")
    return _data("modules", json.dumps({**sources, "page.js": own}).encode())


def _data(name: str, data: bytes) -> str:
    packed = b64encode(zlib.compress(data, 9)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{packed}</script>\n'
