import cadquery as cq

# base
base_height = 4.7625

# holes
hole_diameter = 6.604
hole_pitch = 438.139187
hole_columns = 2
hole_rows = 2

# bore
bore_diameter = 152.4

body = (
    cq.Workplane("XY")
    .workplane(offset=-base_height / 2)
    .moveTo(-215.9075, 89.2119)
    .threePointArc((-217.759936, 93.390301), (-221.9386, 95.2423))
    .lineTo(-287.3257, 95.2576)
    .threePointArc((-297.53622, 100.855895), (-298.8929, 112.4212))
    .threePointArc((0.0, 319.335775), (298.8929, 112.4212))
    .threePointArc((297.532284, 100.85057), (287.3122, 95.2576))
    .lineTo(221.9386, 95.2423)
    .threePointArc((217.759936, 93.390301), (215.9075, 89.2119))
    .lineTo(215.9075, -89.2119)
    .threePointArc((217.759936, -93.390301), (221.9386, -95.2423))
    .lineTo(287.0064, -95.25)
    .threePointArc((297.44824, -100.721501), (298.8929, -112.4212))
    .threePointArc((0.0, -319.335775), (-298.8929, -112.4212))
    .threePointArc((-297.531534, -100.849555), (-287.3097, -95.2576))
    .lineTo(-221.9386, -95.2423)
    .threePointArc((-217.759936, -93.390301), (-215.9075, -89.2119))
    .close()
    .extrude(base_height)
)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height / 2))
    .rarray(hole_pitch, hole_pitch, hole_columns, hole_rows)
    .hole(hole_diameter)
)

body = (
    body.copyWorkplane(cq.Workplane("XY").workplane(offset=base_height / 2))
    .moveTo(0, 0)
    .hole(bore_diameter)
)

result = body
