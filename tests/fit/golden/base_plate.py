import cadquery as cq

# base
base_height = 4.7626
base_start = -2.3813

# hole 1
hole_1_depth = 4.7626
hole_1_start = -2.3813
hole_1_diameter = 152.4

# hole 2
hole_2_depth = 4.7626
hole_2_start = -2.3813
hole_2_diameter = 6.604

base = (
    cq.Workplane("XY")
    .workplane(offset=base_start)
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
body = base

hole_1 = (
    cq.Workplane("XY")
    .workplane(offset=hole_1_start)
    .moveTo(0.0, 0.0)
    .circle(hole_1_diameter / 2)
    .extrude(hole_1_depth)
)
body = body.cut(hole_1)

hole_2 = (
    cq.Workplane("XY")
    .workplane(offset=hole_2_start)
    .pushPoints(
        [
            (219.0696, -219.0696),
            (219.0696, 219.0696),
            (-219.0696, -219.0696),
            (-219.0696, 219.0696),
        ]
    )
    .circle(hole_2_diameter / 2)
    .extrude(hole_2_depth)
)
body = body.cut(hole_2)

result = body
