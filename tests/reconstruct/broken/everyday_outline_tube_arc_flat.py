import cadquery as cq

# Bent tube: ring swept along an arc
radius = 8.0
inner = 6.0
bend = 30.0

path = (
    cq.Workplane("XZ")
    .moveTo(0, 0)
    .lineTo(0, 40)
    .threePointArc(bend * 0.2929, 40 + bend * 0.7071, bend, 40 + bend)
    .lineTo(bend + 20, 40 + bend)
)
tube = cq.Workplane("XY").circle(radius).circle(inner).sweep(path)
flange = cq.Workplane("XY").circle(15).circle(inner).extrude(4)
result = tube.union(flange)
