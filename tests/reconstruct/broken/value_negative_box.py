import cadquery as cq

result = cq.Workplane("XY").box(30, 20, 10).cut(cq.Workplane("XY").circle(-4).extrude(20, both=True))
