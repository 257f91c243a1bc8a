import cadquery as cq

side = 16
height = 6
result = cq.Workplane("XY").rect(side, side).extrude(height).faces("<Z").edges().chamfer(side / 2 + 1)
