import cadquery as cq

base = cq.Workplane("XY").box(30, 20, 10)
boss = cq.Workplane("XY").workplane(offset=5).circle(5).extrude(8)
result = [base, boss]
