"""Eight views with smooth edges, beside VTK drawing the same meshes off screen with 8x antialiasing.

    python benchmarks/render.py [--parts N] [--repeat N]

Reads examples/, and every so many of ../shared/parts where that folder is there. Both draw a mesh that is
already in memory, with normals and edges made anew each time, and hand over eight pictures of 256 x 256. VTK
needs EGL and runs in its own process, as it crashes where there is none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from zero_to_cad.errors import ZeroToCadError
from zero_to_cad.part import Mesh, read
from zero_to_cad.views import load_convention, render

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT.parent / "shared" / "parts"
LOOK = load_convention("cube8-1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=int, default=12, help="how many of ../shared/parts to draw")
    parser.add_argument("--repeat", type=int, default=9, help="how often each part is drawn")
    parser.add_argument("--vtk", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.vtk:
        print(json.dumps(time_vtk(options.vtk, options.repeat)))
        return
    files = sorted((ROOT / "examples").glob("*.step"))
    shared = sorted(PARTS.glob("*.step"))
    files += shared[:: max(1, len(shared) // max(options.parts, 1))] if options.parts else []
    with tempfile.TemporaryDirectory() as folder:
        meshes = {}
        for file in files:
            try:
                meshes[file.stem] = mesh = read(file).mesh()
            except ZeroToCadError as error:
                print(f"{file.stem} left out: {error}", file=sys.stderr)
                continue
            np.savez(Path(folder, f"{file.stem}.npz"), vertices=mesh.vertices, triangles=mesh.triangles)
        ours = {name: median_ms(partial(render, mesh), options.repeat) for name, mesh in meshes.items()}
        command = [sys.executable, __file__, "--vtk", folder, "--repeat", str(options.repeat)]
        child = subprocess.run(command, capture_output=True, text=True, check=False)
    theirs = json.loads(child.stdout.splitlines()[-1]) if child.returncode == 0 else None
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; median ms")
    if theirs is None:
        print(f"VTK ended with code {child.returncode}: it needs EGL (Debian: libegl1 libegl-mesa0).")
    else:
        print(f"VTK {theirs['version']} on {theirs['device']}; 8 samples a pixel asked, {theirs['samples']} got")
    print(f"{'part':45} {'triangles':>9} {'ours':>7} {'VTK':>7} {'ratio':>6}")
    for name, mesh in meshes.items():
        vtk = f"{theirs['ms'][name]:7.1f} {theirs['ms'][name] / ours[name]:6.1f}" if theirs else ""
        print(f"{name[:45]:45} {len(mesh.triangles):9} {ours[name]:7.1f} {vtk}")
    middle = statistics.median(ours.values())
    ratio = statistics.median(theirs["ms"][name] / ours[name] for name in ours) if theirs else None
    vtk = f"{statistics.median(theirs['ms'].values()):7.1f} {ratio:6.1f}" if theirs else ""
    print(f"{'median':45} {'':9} {middle:7.1f} {vtk}")


def median_ms(draw: Callable[[], object], repeat: int) -> float:
    draw()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        draw()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def time_vtk(folder: Path, repeat: int) -> dict[str, Any]:
    """Median ms for every mesh in the folder, and what VTK runs on."""
    import vtk

    window = vtk.vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(8)
    window.SetSize(LOOK.size, LOOK.size)
    renderer = vtk.vtkRenderer()
    renderer.SetBackground(1, 1, 1)
    window.AddRenderer(renderer)
    times = {}
    for file in sorted(folder.glob("*.npz")):
        data = np.load(file)
        mesh = Mesh(data["vertices"], data["triangles"])
        times[file.stem] = median_ms(partial(draw_with_vtk, window, renderer, mesh), repeat)
    lines = [line for line in window.ReportCapabilities().splitlines() if "renderer string" in line]
    device = lines[0].split(":", 1)[1].strip() if lines else "?"
    version = vtk.vtkVersion().GetVTKVersion()
    return {"ms": times, "version": version, "device": device, "samples": window.GetMultiSamples()}


def draw_with_vtk(window: Any, renderer: Any, mesh: Mesh) -> list[Any]:
    """Eight pictures as arrays, with normals split at the same angle and the edges beyond it drawn as
    lines."""
    import vtk
    from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy

    points, cells, data = vtk.vtkPoints(), vtk.vtkCellArray(), vtk.vtkPolyData()
    points.SetData(numpy_to_vtk(mesh.vertices))
    sized = np.column_stack([np.full(len(mesh.triangles), 3), mesh.triangles]).astype(np.int64)
    cells.SetCells(len(mesh.triangles), numpy_to_vtkIdTypeArray(sized.reshape(-1)))
    data.SetPoints(points)
    data.SetPolys(cells)
    normals, edges = vtk.vtkPolyDataNormals(), vtk.vtkFeatureEdges()
    normals.SetFeatureAngle(LOOK.crease_degrees)
    edges.SetFeatureAngle(LOOK.crease_degrees)
    edges.ColoringOff()
    actors = []
    for stage, colour in ((normals, 0.7), (edges, 0.1)):
        stage.SetInputData(data)
        mapper, actor = vtk.vtkPolyDataMapper(), vtk.vtkActor()
        mapper.SetInputConnection(stage.GetOutputPort())
        mapper.SetResolveCoincidentTopologyToPolygonOffset()
        actor.SetMapper(mapper)
        actor.GetProperty().SetColor(colour, colour, colour)
        renderer.AddActor(actor)
        actors.append(actor)
    actors[1].GetProperty().SetLineWidth(LOOK.edge_width)
    camera = renderer.GetActiveCamera()
    camera.ParallelProjectionOn()
    centre = mesh.bounds.mean(axis=0)
    pictures = []
    for direction in LOOK.cameras:
        camera.SetFocalPoint(*centre)
        camera.SetPosition(*(centre + np.array(direction)))
        camera.SetViewUp(*LOOK.up)
        renderer.ResetCamera()
        window.Render()
        pixels = vtk.vtkUnsignedCharArray()
        window.GetRGBACharPixelData(0, 0, LOOK.size - 1, LOOK.size - 1, 1, pixels)
        pictures.append(vtk_to_numpy(pixels).reshape(LOOK.size, LOOK.size, 4).copy())
    for actor in actors:
        renderer.RemoveActor(actor)
    return pictures


if __name__ == "__main__":
    main()
