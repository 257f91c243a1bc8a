import cadquery as cq

from ocp_vscode import show
import os

body = cq.Workplane("XY").box(30, 20, 10)
show(body)
result = body
