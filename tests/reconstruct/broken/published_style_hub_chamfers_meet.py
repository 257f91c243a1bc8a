import cadquery as cq

flange_diameter = 60.0
flange_thickness = 6.0
hub_diameter = 26.0
hub_height = 22.0
bore_diameter = 18.0
bolt_circle = 45.0
bolt_diameter = 5.0
bolt_count = 6
edge_chamfer = 4.5

flange = cq.Workplane("XY").circle(flange_diameter / 2).extrude(flange_thickness)
hub = (
    cq.Workplane("XY")
    .workplane(offset=flange_thickness)
    .circle(hub_diameter / 2)
    .extrude(hub_height)
)
body = flange.union(hub)
body = body.faces(">Z").workplane().hole(bore_diameter)
body = (
    body.faces("<Z")
    .workplane()
    .polarArray(bolt_circle / 2, 0, 360, bolt_count)
    .hole(bolt_diameter)
)
result = body.faces(">Z").edges().chamfer(edge_chamfer)
