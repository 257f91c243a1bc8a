import cadquery as cq

inlet_width = 40.0
inlet_height = 30.0
outlet_width = 20.0
outlet_height = 16.0
duct_length = 55.0
wall = 2.0
flange_size = 52.0
flange_thickness = 3.0

outer = (
    cq.Workplane("XY")
    .rect(inlet_width, inlet_height)
    .workplane(offset=duct_length)
    .rect(outlet_width, outlet_height)
    .loft(ruled=True, combined=True)
)
inner = (
    cq.Workplane("XY")
    .rect(inlet_width - 2 * wall, inlet_height - 2 * wall)
    .workplane(offset=duct_length)
    .rect(outlet_width - 2 * wall, outlet_height - 2 * wall)
    .loft(ruled=True, combined=True)
)
flange = (
    cq.Workplane("XY")
    .rect(flange_size, flange_size)
    .extrude(flange_thickness)
)
result = flange.union(outer).cut(inner)
