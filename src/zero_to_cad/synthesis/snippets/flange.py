import cadquery as cq

flange_diameter = 80.0
flange_thickness = 10.0
hub_diameter = 40.0
hub_height = 22.0
bore_diameter = 20.0
bolt_circle = 62.0
bolt_diameter = 7.0
bolt_count = 6
edge_chamfer = 1.0

flange = cq.Workplane("XY").circle(flange_diameter / 2).extrude(flange_thickness)
flange = flange.faces(">Z").workplane().circle(hub_diameter / 2).extrude(hub_height)
flange = flange.faces(">Z").workplane().hole(bore_diameter)

bolt_holes = (
    cq.Workplane("XY")
    .polarArray(bolt_circle / 2, 0, 360, bolt_count)
    .circle(bolt_diameter / 2)
    .extrude(flange_thickness)
)
flange = flange.cut(bolt_holes)
flange = flange.faces(">Z").edges().chamfer(edge_chamfer)

result = flange
