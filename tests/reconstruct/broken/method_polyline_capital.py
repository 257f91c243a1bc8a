import cadquery as cq

outline = [(0, 0), (30, 0), (30, 10), (10, 10), (10, 30), (0, 30)]
result = cq.Workplane("XY").polyLine(outline).close().extrude(6)
