"""The pictures of docs/seeing.md: what is known after each stage of seeing, for parts of examples/.

    python benchmarks/stages.py [--budget S] [PART ...]

Draws a part, rebuilds it from its pictures alone and writes docs/images/seeing-PART.png: four of the eight pictures,
their regions, the surfaces found, the carved solid, the program's part, and its difference from the pictures.
"""

from __future__ import annotations

import argparse
import colorsys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from zero_to_cad.part import Mesh, read
from zero_to_cad.reconstruct import reconstruct
from zero_to_cad.see import Seen, see
from zero_to_cad.views import Views, comparison, difference, render, sheet

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("mounting_plate", "flanged_hub", "bracket")
SHOWN = (0, 2, 4, 6)
PIXELS = 140
HUES = 7
GREYS = 20
UNKNOWN = (225, 225, 225)
KINDS = (
    ((214, 96, 77), "x"),
    ((90, 170, 80), "y"),
    ((67, 120, 200), "z"),
    ((150, 90, 170), "other"),
    ((245, 170, 60), "round"),
    ((250, 220, 90), "hole"),
    ((60, 190, 190), "turned"),
    (UNKNOWN, "none"),
)
LINES = np.uint8(60)
Picture = npt.NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=PARTS)
    parser.add_argument("--budget", type=float, default=30.0)
    options = parser.parse_args()
    for name in options.parts:
        path = ROOT / "docs" / "images" / f"seeing-{name}.png"
        picture = stages(render(read(ROOT / "examples" / f"{name}.step")), options.budget)
        picture.quantize(palette=palette(), dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def stages(views: Views, budget: float) -> Image.Image:
    """One row a stage."""
    seen = see(views)
    found = reconstruct(views, "fit", budget)
    rows = (
        views.images,
        regions(seen),
        surfaces(seen),
        render(carved(seen, views), like=views).images,
        found.views.images,
        difference(found.views, views),
    )
    captions = ("pictures", "regions", "surfaces", "solid", "program", "difference")
    return sheet.strips([[small(row[k]) for k in SHOWN] for row in rows], captions, KINDS)


def palette() -> Image.Image:
    """The colours of all stages, so that each is drawn as itself."""
    greys = [(level, level, level) for level in np.linspace(0, 255, GREYS).astype(int).tolist()]
    hues = [colour(number, flat) for number in range(HUES) for flat in (True, False)]
    found = [*greys, *hues, *(kind for kind, _ in KINDS), comparison.MISSING, comparison.EXTRA, comparison.CHANGED]
    made = Image.new("P", (1, 1))
    made.putpalette([part for one in found for part in one])
    return made


def colour(number: int, flat: bool) -> tuple[int, int, int]:
    """One of a few colours, pale for what is curved."""
    red, green, blue = colorsys.hls_to_rgb(number * 3 % HUES / HUES, 0.6 if flat else 0.85, 0.55)
    return round(255 * red), round(255 * green), round(255 * blue)


def small(picture: Picture) -> Picture:
    return np.asarray(Image.fromarray(picture).resize((PIXELS, PIXELS), Image.Resampling.LANCZOS))


def paper(seen: Seen, view: int) -> Picture:
    """Lines on white."""
    return np.asarray(np.where(seen.pictures.ink[view][..., None], LINES, np.uint8(255)).repeat(3, -1))


def regions(seen: Seen) -> list[Picture]:
    """Each region in a colour of its own, curved ones paler."""
    made = [paper(seen, view).copy() for view in range(len(seen.pictures.grey))]
    for number, region in enumerate(seen.regions.all):
        made[region.view][region.rows, region.columns] = colour(number, region.grey is not None)
    return made


def surfaces(seen: Seen) -> list[Picture]:
    """Each region in the colour of the surface that was found there."""
    made = [paper(seen, view).copy() for view in range(len(seen.pictures.grey))]
    for region in seen.regions.all:
        made[region.view][region.rows, region.columns] = UNKNOWN
    for surface in seen.surfaces:
        kind = 3 if surface.axis is None else surface.axis
        if surface.line is not None:
            kind = 4 if surface.line[2] > 0 else 5
        elif surface.turned is not None:
            kind = 6
        made[surface.view][surface.rows, surface.columns] = KINDS[kind][0]
    return made


def carved(seen: Seen, views: Views) -> Mesh:
    """The solid's cells as a mesh in mm."""
    assert views.scale is not None
    assert views.centre is not None
    lines = [line * views.scale + middle for line, middle in zip(seen.lines, views.centre, strict=True)]
    shape = tuple(len(line) for line in lines)
    full = np.pad(seen.filled, 1)
    triangles = []
    for axis in range(3):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        step = np.diff(full.astype(np.int8), axis=axis)
        inner = tuple(slice(None) if k == axis else slice(1, -1) for k in range(3))
        for sign in (1, -1):
            corner = np.argwhere(step[inner] == -sign)
            along, across = np.eye(3, dtype=np.int64)[i], np.eye(3, dtype=np.int64)[j]
            quad = [corner, corner + along, corner + along + across, corner + across][::sign]
            a, b, c, d = (np.ravel_multi_index(tuple(points.T), shape) for points in quad)
            triangles += [np.column_stack((a, b, c)), np.column_stack((a, c, d))]
    used, number = np.unique(np.concatenate(triangles), return_inverse=True)
    places = np.unravel_index(used, shape)
    vertices = np.column_stack([line[place] for line, place in zip(lines, places, strict=True)])
    return Mesh(vertices, number.reshape(-1, 3).astype(np.int32))


if __name__ == "__main__":
    main()
