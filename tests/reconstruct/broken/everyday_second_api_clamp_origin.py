import cadquery as cq

# Split shaft clamp
od = 36.0
bore = 20.0
width = 14.0
ear_l = 14.0
ear_t = 14.0
gap = 3.0
bolt = 5.5

ring = cq.Workplane("XY").circle(od / 2).extrude(width)
ears = cq.Workplane("XY").center(od / 2 + ear_l / 2 - 3, 0).rect(ear_l, ear_t).extrude(width)
clamp = ring.union(ears)
clamp = clamp.cut(cq.Workplane("XY").circle(bore / 2).extrude(width))
clamp = clamp.cut(cq.Workplane("XY").center(od / 2 + 5, 0).rect(od, gap).extrude(width))
hole = (
    cq.Workplane("XZ").origin(od / 2 + 5, 0, width / 2)
    .circle(bolt / 2)
    .extrude(40, both=True)
)
result = clamp.cut(hole)
