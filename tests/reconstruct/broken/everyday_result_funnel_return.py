import cadquery as cq

# Square-to-round transition
side = 40.0
top_r = 12.0
height = 30.0
collar = 10.0

body = (
    cq.Workplane("XY")
    .rect(side, side)
    .workplane(offset=height)
    .circle(top_r)
    .loft(combine=True)
)
body = body.faces(">Z").workplane().circle(top_r).extrude(collar)
body = body.faces(">Z").workplane().hole(2 * top_r - 6, collar)
return body
