import cadquery as cq

base = cq.Workplane("XY").box(60, 40, 8)
rib = cq.Workplane("XZ").workplane(offset=-2).rect(50, 40).extrude(4)
body = base.union(rib)
result = body.edges("|X").fillet(3)
