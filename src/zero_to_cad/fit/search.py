"""Greedy search: the extrusion or revolution that mends the most volume, again and again, until none pays its price.

The solid is looked at twice. A rectilinear grid, whose lines pass through all the flat faces, tells in milliseconds
which axis and which pair of levels promise most; exact sections of the part and of what is built so far then give the
outline. The thing built is kept as a mesh, so that every gain is measured and not hoped for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt
import shapely

from zero_to_cad.fit.arrangement import HARM, best_area
from zero_to_cad.fit.axes import Line, revolution_lines
from zero_to_cad.fit.features import Extrusion, Feature, Operation, Revolution
from zero_to_cad.fit.frame import facet_normals
from zero_to_cad.fit.kernels import slab_gains
from zero_to_cad.fit.sections import Sections
from zero_to_cad.part import Mesh
from zero_to_cad.score.voxels import occupancy

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_CELLS = 72  # grid cells along the longest side, at least
_LINES = 140  # grid lines along an axis, at most
_CUTS = 44  # levels at which an extrusion may begin or end, at most
_SAMPLES = 14  # sections looked at for one feature, at most
_ANGLES = 8  # half-planes looked at for one revolution
# A revolution is dearer than an extrusion: it must beat it by this share of the part's volume.
_REVOLUTION_PRICE = 2e-3


@dataclass(frozen=True)
class Built:
    """What the search ends with: the features in order, and the share of volume still wrong."""

    features: tuple[Feature, ...]
    mismatch: float
    pieces: int


@dataclass(frozen=True)
class _Promise:
    gain: float
    operation: Operation
    axis: int
    lower: float
    upper: float
    line: Line | None = None


class Search:
    """One part in its own frame: `mesh` closed, counter-clockwise from outside, mm."""

    def __init__(self, mesh: Mesh, price: float, resolution: float) -> None:
        self.mesh = mesh
        self.lower, self.upper = mesh.vertices.min(0), mesh.vertices.max(0)
        self.longest = float((self.upper - self.lower).max())
        self.resolution = resolution * self.longest
        self.sections = Sections(mesh.vertices, mesh.triangles, 0.02 * self.resolution)
        self.levels = [self._flat_levels(axis) for axis in range(3)]
        self.grid = [self._grid_lines(axis) for axis in range(3)]
        self.centres = [(g[1:] + g[:-1]) / 2 for g in self.grid]
        widths = [np.diff(g) for g in self.grid]
        self.cell = widths[0][:, None, None] * widths[1][None, :, None] * widths[2][None, None, :]
        self.target = occupancy(mesh, *self.centres)
        self.solid = _manifold(mesh.vertices, mesh.triangles)
        self.volume = abs(mesh.volume)
        self.price = price * self.volume
        self.lines = revolution_lines(self.sections, self.lower, self.upper, self.levels)
        self.model = manifold3d.Manifold()
        self.built: BoolArray = np.zeros_like(self.target)
        self.built_sections: Sections | None = None
        self.features: list[Feature] = []

    def run(self, deadline: float, most: int) -> Built:
        """Add features until none pays, `most` are found, or time.monotonic() passes `deadline`."""
        wrong = self._wrong(self.built)
        while len(self.features) < most and time.monotonic() < deadline:
            for promise in self._promises():
                feature = self._shape(promise)
                if feature is None:
                    continue
                model = self._apply(feature)
                vertices, triangles = _arrays(model)
                built = occupancy(Mesh(vertices, triangles, None), *self.centres)
                after = self._wrong(built)
                if after < wrong - self.price / 2:
                    self.features.append(feature)
                    self.model, self.built, wrong = model, built, after
                    self.built_sections = Sections(vertices, triangles, 0.02 * self.resolution)
                    break
            else:
                break
        pieces = len([p for p in self.model.decompose() if p.volume() > 1e-6 * self.volume])
        return Built(tuple(self.features), wrong / self.volume, pieces)

    # -- what might be worth doing ------------------------------------------------------------------

    def _promises(self) -> Iterator[_Promise]:
        """The few best places to look, best first."""
        found: list[_Promise] = []
        missing = np.where(self.target & ~self.built, self.cell, 0.0)
        empty = np.where(~self.target & ~self.built, self.cell, 0.0)
        excess = np.where(~self.target & self.built, self.cell, 0.0)
        right = np.where(self.target & self.built, self.cell, 0.0)
        choices: list[tuple[Operation, Any, Any]] = [
            ("add", missing, empty * HARM),
            ("cut", excess, right * HARM),
        ]
        for operation, wanted, harm in choices:
            if wanted.sum() < self.price / 4:
                continue
            for axis in range(3):
                cuts = self._cuts(axis)
                gains = slab_gains(
                    np.ascontiguousarray(np.moveaxis(wanted, axis, 2)),
                    np.ascontiguousarray(np.moveaxis(harm, axis, 2)),
                    cuts,
                )
                for a, b in _peaks(gains, operation):
                    lower, upper = self.grid[axis][cuts[a]], self.grid[axis][cuts[b]]
                    found.append(_Promise(float(gains[a, b]), operation, axis, float(lower), float(upper)))
            for line in self.lines:
                gain = self._revolution_gain(line, wanted, harm) - _REVOLUTION_PRICE * self.volume
                found.append(
                    _Promise(
                        gain,
                        operation,
                        line.axis,
                        float(self.lower[line.axis]),
                        float(self.upper[line.axis]),
                        line,
                    )
                )
        found = [p for p in found if p.gain > self.price / 4]
        found.sort(key=lambda p: -p.gain)
        yield from found[:5]

    def _revolution_gain(self, line: Line, wanted: FloatArray, harm: FloatArray) -> float:
        """Gain of the best profile around `line`, by looking cells up on rings around it."""
        axis = line.axis
        i, j = [k for k in range(3) if k != axis]
        ci, cj = line.centre if (i, j) == (0, 1) or (i, j) == (1, 2) else (line.centre[1], line.centre[0])
        xs, ys = self.centres[i], self.centres[j]
        density = np.moveaxis((wanted - harm) / self.cell, axis, 2)
        corner = np.array([[self.lower[i], self.lower[j]], [self.upper[i], self.upper[j]]])
        reach = float(np.hypot(*np.maximum(corner[1] - (ci, cj), np.array((ci, cj)) - corner[0])))
        radii = (np.arange(48) + 0.5) * (reach / 48)
        angles = (np.arange(32) + 0.5) * (2 * np.pi / 32)
        x = ci + radii[:, None] * np.cos(angles)
        y = cj + radii[:, None] * np.sin(angles)
        a = np.searchsorted(self.grid[i], x) - 1
        b = np.searchsorted(self.grid[j], y) - 1
        outside = (a < 0) | (a >= len(xs)) | (b < 0) | (b >= len(ys))
        rows = density[a.clip(0, len(xs) - 1), b.clip(0, len(ys) - 1)]
        rows = np.where(outside[..., None], 0.0, rows)
        mean = rows.mean(1)
        ring = 2 * np.pi * radii * (reach / 48)
        gains = mean * ring[:, None] * np.diff(self.grid[axis])
        return float(np.maximum(gains, 0.0).sum())

    def _cuts(self, axis: int) -> npt.NDArray[np.int64]:
        """Grid lines at which an extrusion along `axis` may begin or end: flat faces first, then even steps."""
        grid = self.grid[axis]
        flat = np.unique(np.searchsorted(grid, self.levels[axis] - 1e-9 * self.longest))
        flat = flat[flat < len(grid)]
        room = _CUTS - len(flat)
        if room > 4:
            even = np.linspace(grid[0], grid[-1], min(room, 24))
            near = np.abs(grid[:, None] - even[None, :]).argmin(0)
            flat = np.union1d(flat, near)
        return np.union1d(flat, [0, len(grid) - 1]).astype(np.int64)

    # -- from a promise to an exact feature ------------------------------------------------------------

    def _shape(self, promise: _Promise) -> Feature | None:
        if promise.line is not None:
            return self._revolution(promise, promise.line)
        heights, weights = self._samples(promise.axis, promise.lower, promise.upper)
        target = [self.sections.across(promise.axis, h) for h in heights]
        area, gain = best_area(
            promise.operation, target, self._built_across(promise.axis, heights), weights, self.resolution
        )
        if area.is_empty or gain < self.price:
            return None
        return Extrusion(promise.operation, promise.axis, promise.lower, promise.upper, area)

    def _revolution(self, promise: _Promise, line: Line) -> Feature | None:
        angles = (np.arange(_ANGLES) + 0.37) * (2 * np.pi / _ANGLES)
        target = [self.sections.along(line.axis, line.centre, a) for a in angles]
        if self.built_sections is None:
            model = [shapely.Polygon()] * len(angles)
        else:
            model = [self.built_sections.along(line.axis, line.centre, a) for a in angles]
        weights = np.full(_ANGLES, 2 * np.pi / _ANGLES)
        area, gain = best_area(promise.operation, target, model, weights, self.resolution, radial=True)
        if area.is_empty or gain < self.price:
            return None
        return Revolution(promise.operation, line.axis, line.centre, area)

    def _samples(self, axis: int, lower: float, upper: float) -> tuple[FloatArray, FloatArray]:
        """Heights between two levels, and the length that each stands for: one a gap between flat faces, or more."""
        marks = {lower, upper}
        marks.update(float(v) for v in self.levels[axis] if lower < v < upper)
        for feature in self.features:
            if isinstance(feature, Extrusion) and feature.axis == axis:
                marks.update(v for v in (feature.lower, feature.upper) if lower < v < upper)
        edges = np.array(sorted(marks))
        edges = edges[np.concatenate(([True], np.diff(edges) > 1e-7 * self.longest))]
        gaps = np.diff(edges)
        share = np.maximum(1, np.floor(_SAMPLES * gaps / gaps.sum())).astype(int)
        if len(gaps) > _SAMPLES:
            keep = np.sort(np.argsort(-gaps, kind="stable")[:_SAMPLES])
            edges_low, gaps, share = edges[:-1][keep], gaps[keep], share[keep]
        else:
            edges_low = edges[:-1]
        heights, weights = [], []
        for low, gap, n in zip(edges_low, gaps, share, strict=True):
            n = min(int(n), 5) if len(gaps) > 1 else int(n)
            for k in range(n):
                # Off the middle a little: the middle of a symmetric part is where edges like to lie.
                heights.append(low + gap * (k + 0.487) / n)
                weights.append(gap / n)
        return np.array(heights), np.array(weights)

    def _built_across(self, axis: int, heights: FloatArray) -> list[Any]:
        if self.built_sections is None:
            return [shapely.Polygon()] * len(heights)
        return [self.built_sections.across(axis, h) for h in heights]

    # -- bookkeeping -----------------------------------------------------------------------------------

    def _apply(self, feature: Feature) -> Any:
        piece = _manifold(*feature.solid())
        return self.model + piece if feature.operation == "add" else self.model - piece

    def _wrong(self, built: BoolArray) -> float:
        """Volume (mm^3) of the grid cells where the model and the part differ."""
        return float(self.cell[built != self.target].sum())

    def _flat_levels(self, axis: int) -> FloatArray:
        """Coordinates of the flat faces square to `axis`, the largest first kept, sorted."""
        normals, areas = facet_normals(self.mesh.vertices, self.mesh.triangles)
        flat = np.abs(normals[:, axis]) > 1 - 1e-6
        values = self.mesh.vertices[self.mesh.triangles[flat, 0], axis]
        order = np.argsort(values, kind="stable")
        values, weights = values[order], areas[flat][order]
        ends = [float(self.lower[axis]), float(self.upper[axis])]
        if len(values) == 0:
            return np.array(ends)
        group = np.concatenate(([0], np.cumsum(np.diff(values) > 1e-5 * self.longest)))
        weight = np.bincount(group, weights=weights)
        level = np.bincount(group, weights=values * weights) / np.maximum(weight, 1e-300)
        keep = np.argsort(-weight, kind="stable")[:_CUTS]
        levels = np.sort(level[keep])
        inner = levels[(levels > ends[0] + 1e-5 * self.longest) & (levels < ends[1] - 1e-5 * self.longest)]
        return np.concatenate(([ends[0]], inner, [ends[1]]))

    def _grid_lines(self, axis: int) -> FloatArray:
        levels = self.levels[axis]
        step = self.longest / _CELLS
        while True:
            counts = np.maximum(1, np.ceil(np.diff(levels) / step)).astype(int)
            if counts.sum() <= _LINES or counts.max() == 1:
                break
            step *= 1.2
        pieces = [
            np.linspace(a, b, n, endpoint=False)
            for a, b, n in zip(levels[:-1], levels[1:], counts, strict=True)
        ]
        return np.concatenate([*pieces, levels[-1:]])


def _peaks(gains: FloatArray, operation: Operation) -> list[tuple[int, int]]:
    """The best pair of levels, and the best one that does not overlap it; ties go to the longest cut, the shortest add."""
    k = len(gains)
    length = np.arange(k)[None, :] - np.arange(k)[:, None]
    nudge = 1e-9 * gains.max() * length * (1 if operation == "cut" else -1)
    scored = np.where(gains > 0, gains + nudge, 0.0)
    found = []
    for _ in range(2):
        a, b = np.unravel_index(int(scored.argmax()), scored.shape)
        if scored[a, b] <= 0:
            break
        found.append((int(a), int(b)))
        low, high = np.arange(k)[:, None], np.arange(k)[None, :]
        scored = np.where((low < b) & (high > a), 0.0, scored)
    return found


def _arrays(model: Any) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    mesh = model.to_mesh64()
    return np.asarray(mesh.vert_properties, np.float64)[:, :3], np.asarray(mesh.tri_verts, np.int32)


def _manifold(vertices: FloatArray, triangles: npt.NDArray[np.integer[Any]]) -> Any:
    return manifold3d.Manifold(
        manifold3d.Mesh64(
            np.array(vertices, np.float64, order="C"), np.array(triangles, np.uint64, order="C")
        )
    )
