import cadquery as cq

# Electronics enclosure, open at the top
length, width, height = 100.0, 70.0, 35.0
wall = 3.0
post_d = 7.0
screw_d = 2.8

outer = cq.Workplane("XY").box(length, width, height)
outer = outer.edges("|Z").fillet(5.0)
body = outer.faces(">Z").shell(-wall)

posts = (
    cq.Workplane("XY")
    .workplane(offset=-height / 2 + wall)
    .rect(length - 22, width - 22, forConstruction=True)
    .vertices()
    .circle(post_d / 2)
    .extrude(10.0)
)
body = body.union(posts)
body = body.edges("|Z").fillet(4.0)
slot = cq.Workplane("XZ").workplane(offset=width / 2 - 5).slot2D(30, 6).extrude(10)
result = body.cut(slot)
