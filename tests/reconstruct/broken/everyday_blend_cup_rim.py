import cadquery as cq

# Cup with a handle
r = 30.0
h = 70.0
wall = 3.0

cup = cq.Workplane("XY").circle(r).extrude(h)
cup = cup.faces("<Z").edges().fillet(4.0)
cup = cup.faces(">Z").shell(-wall)
handle = (
    cq.Workplane("XZ")
    .center(r + 8, h / 2)
    .rect(30, 40)
    .rect(18, 28)
    .extrude(4, both=True)
)
handle = handle.cut(cq.Workplane("XY").circle(r - 1).extrude(h))
result = cup.union(handle).faces(">Z").edges().fillet(2.0)
