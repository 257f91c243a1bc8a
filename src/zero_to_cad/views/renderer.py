"""Eight pictures of a part."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zero_to_cad.errors import ConfigError, NotASolidError
from zero_to_cad.part import Mesh, Part
from zero_to_cad.views import raster
from zero_to_cad.views.convention import DEFAULT, Convention, load_convention
from zero_to_cad.views.pictures import Views
from zero_to_cad.views.png import Pixels
from zero_to_cad.views.surface import GRID, Floats, Surface, survey


def render(part: Part | Mesh, convention: str = DEFAULT, *, like: Views | None = None) -> Views:
    """Draw the pictures of a part that the convention asks for.

    The camera looks at the centre of the bounding box, at one scale for all pictures: twice the largest
    distance from that centre along the axes of any picture takes the convention's share of the frame. With
    `like`, its centre and scale (and convention) are taken instead, and its views, so that the pictures can be
    laid over its own. Raises ConfigError for an unknown convention, or when `like` has no scale; NotASolidError for
    a mesh without triangles or extent.
    """
    mesh = part.mesh() if isinstance(part, Part) else part
    look = load_convention(convention if like is None else like.convention)
    if not len(mesh.triangles) or not np.isfinite(mesh.vertices).all() or not mesh.size.any():
        raise NotASolidError("There is nothing to draw: the mesh has no triangles, no size, or corners at no place.")
    centre, side = mesh.bounds[0] + mesh.size / 2, float(mesh.size.max())
    surface = survey(
        mesh.vertices, mesh.triangles, mesh.faces, centre, side, math.cos(math.radians(look.crease_degrees))
    )
    pixel = look.samples * raster.STEPS
    if like is None:
        offset, target = np.zeros(3), centre
        steps = look.fill * look.size * pixel / (2 * raster.reach(surface.points, look.frames))
        scale = side / GRID / steps * pixel
    elif like.scale is None or like.centre is None:
        raise ConfigError("The pictures to draw like do not say their scale, so nothing can be drawn over them.")
    else:
        target, scale = np.array(like.centre), like.scale
        offset = (target - centre) / side * GRID
        steps = side / GRID / scale * pixel
    numbers = range(len(look.frames)) if like is None else like.numbers
    workers = min(len(numbers), len(os.sched_getaffinity(0)))
    shares = [range(w, len(numbers), workers) for w in range(workers)]
    images = np.empty((len(numbers), look.size, look.size, 3), dtype=np.uint8)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda share: _draw(surface, steps, offset, look, numbers, images, share), shares))
    images.flags.writeable = False
    x, y, z = target.tolist()
    return Views(tuple(images), look.name, scale, (x, y, z), tuple(numbers))


def _draw(
    surface: Surface,
    steps: float,
    offset: Floats,
    look: Convention,
    numbers: Sequence[int],
    images: Pixels,
    share: Iterable[int],
) -> None:
    """Draw a share of the images, which are of the views of these numbers.

    steps: in a picture, for one on the surface's grid. offset: the point shown in its centre, on that grid.
    """
    fine, side, pixel = look.samples, look.size * look.samples, look.samples * raster.STEPS
    frames = look.frames
    colours = np.array([look.background, look.surface, look.edge], dtype=np.int64)
    scratch = np.empty(side * side, dtype=np.int64)
    for view in share:
        frame = frames[numbers[view]]
        light = look.light[0] * frame[0] + look.light[1] * frame[1] + look.light[2] * frame[2]
        facing = raster.seen(surface.normals, frame[2])
        placed = raster.place(surface.points, frame, steps, side * raster.STEPS // 2, offset)
        # Only the pixels that the part or its lines can reach are drawn.
        margin = math.ceil(look.edge_width / 2) + 1
        left, top = np.clip(placed[:, :2].min(axis=0) // pixel - margin, 0, look.size).tolist()
        right, bottom = np.clip(placed[:, :2].max(axis=0) // pixel + 1 + margin, 0, look.size).tolist()
        placed[:, :2] -= (left * pixel, top * pixel)
        height, width = (bottom - top) * fine, (right - left) * fine
        samples = scratch[: height * width].reshape(height, width)
        samples.fill(raster.EMPTY)
        greys = raster.shade(surface.corner_normals, light, look.level, look.gain)
        raster.fill(samples, placed, surface.triangles, surface.patch, facing, greys)
        raster.draw_lines(samples, placed, surface, facing, look.edge_width / 2 * pixel, pixel)
        images[view] = look.background
        picture = np.empty((bottom - top, right - left, 3), dtype=np.uint8)
        raster.develop(samples, fine, colours, picture)
        images[view, top:bottom, left:right] = picture
