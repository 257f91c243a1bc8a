import cadquery as cq

result = cq.Workplane("XY").rect(30, 30).workplane(offset=20).loft(combine=True)
