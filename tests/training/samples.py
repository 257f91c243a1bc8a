"""Programs to train on."""

from __future__ import annotations

PROGRAM = """import cadquery as cq

length = 40.0
width = 25.0
result = cq.Workplane("XY").box(length, width, 6.0)
"""
